"""Answer the texts of lists, one at a time, behind everybody who waits.

A text is one exchange through the one pipeline; the lists take turns. A text that gives
way is begun again, and after some times it waits in the line like a job, so that a busy
day does not keep a list for ever. What stops all (a halt, a budget) pauses the list and
says so; a part that is away is waited for. A text that a killed worker left goes on by
what the log says of it. While people ask, each text is followed by a long pause.
"""

import logging
from datetime import timedelta

from appliance.domain.bulk import ORIGIN, BulkState, BulkWhy
from appliance.domain.exchange import Delayed, Exchange, ExchangeState
from appliance.domain.halt import may_answer
from appliance.domain.ports.halts import check_not_halted
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.watch import Unwatched
from appliance.domain.ports.wired import Ports
from appliance.error_table import TABLE
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    ForgottenError,
    HaltedError,
    LedgerError,
    MaskerError,
    NotFoundError,
    OverBudgetError,
    StoppedError,
    StoreError,
    UnknownPurposeError,
)
from appliance.kinds import RecordKind
from appliance.pipeline import run
from appliance.stores.bulk_line import Leftover, Turn
from appliance.stores.opened import Stores
from appliance.worker.answer import exchange_of, is_settled
from appliance.worker.left_open import ReadableLog, follow, unmeasured

log = logging.getLogger(__name__)

# After so many it waits in the line as a job does: it has been begun often enough.
MOST_GAVE_WAY = 5
_AFTER_GIVING_WAY = timedelta(seconds=2)
# While people ask, for so many times as long as a text took there is none: fewer than
# one in ten who come meet a text of a list, and lists get on by day all the same.
PAUSE_TIMES = 10
_ASKED_LATELY = timedelta(minutes=1)
# What others have set aside of a budget is free so soon; longer is a budget used up.
_SET_ASIDE_S = 60
_FIRST_AGAIN = timedelta(seconds=5)
_LAST_AGAIN = timedelta(minutes=5)
_MOST_DOUBLED = 8
# Each time it is masked again and on record, and a halt is for hours.
_HALTED_AGAIN = timedelta(hours=1)
# More than a day of waiting: it is that text, and not a part that is away.
_MOST_DELAYS = 300
_ENDED_AT_ONCE = 50
_LOST = "The appliance was stopped while it worked on this text. Send it again."
_LIST_ENDED = "The list was ended before this text was answered."
_ENDED_WITH_LIST = "ListEnded"
# Nobody began them, so nothing broke: no figure counts them.
_NEVER_BEGAN = {_ENDED_WITH_LIST, ForgottenError.__name__}


class BulkWork:
    """Works on lists; used by one thread."""

    def __init__(
        self, stores: Stores, ports: Ports, log: ReadableLog, *, max_attempts: int
    ) -> None:
        """Take what is kept, what the pipeline may reach, and the log to read.

        Args:
            max_attempts: How often a text is begun before it counts as failed.
        """
        self._stores = stores
        self._ports = ports
        self._log = log
        self._max_attempts = max_attempts
        self._running = ""
        self._stopping = False
        self._rests_until_s = 0.0
        # What it was begun for could not be written; nothing killed the worker.
        self._broken_off: Turn | None = None

    def beat(self) -> float | None:
        """Answer the next text, if there is one; gives the pause before the one after.

        Raises:
            LedgerError: The log cannot be asked or written; the text waits.
            StoreError: The database cannot be used; the text waits.
        """
        if self._stopping:
            return None
        if self._broken_off is not None:
            self._later(self._broken_off, attempts=self._broken_off.attempts - 1)
            self._broken_off = None
        self._end_leftovers()
        if self._rests():
            return None
        turn = self._stores.bulk_line.next()
        if turn is None:
            self._end_worked_off()
            return None
        began_s = self._ports.timer()
        try:
            pause = self._answer(turn)
        except ApplianceError:
            self._broken_off = turn
            raise
        now_s = self._ports.timer()
        self._rests_until_s = now_s + PAUSE_TIMES * (now_s - began_s)
        self._end_worked_off()
        return pause.total_seconds()

    def stop(self) -> None:
        """Have what is being answered give way, from another thread."""
        self._stopping = True
        running = self._running
        if running:
            try:
                self._ports.engine.cancel(running)
            except EngineError as err:
                # An engine that is not there has ended it already.
                log.info("a text of a list was not stopped: %s", err)

    def _rests(self) -> bool:
        """Tell whether it is the turn of those who ask."""
        if self._ports.timer() >= self._rests_until_s:
            return False
        since = self._ports.clock.now() - _ASKED_LATELY
        return self._stores.bulk_line.is_asked_since(since)

    def _answer(self, turn: Turn) -> timedelta:
        """Answer one text; says how long to wait before the next."""
        none = timedelta(0)
        if is_settled(turn.exchange, self._stores, self._log):
            return none
        if turn.attempts > self._max_attempts or turn.delays > _MOST_DELAYS:
            log.error(
                "exchange %s: lost after %d attempts", turn.exchange, turn.attempts
            )
            self._end(turn.exchange, turn.owner, turn.case, "WorkerLost", _LOST)
            return none
        gives_way = turn.gave_way < MOST_GAVE_WAY
        try:
            check_not_halted(self._ports.halts, turn.purpose)
            exchange = exchange_of(
                turn.exchange,
                self._stores,
                self._ports,
                origin=ORIGIN,
                gives_way=gives_way,
            )
        except NotFoundError:
            return none  # it has ended
        except ForgottenError:
            self._end_list(turn.bulk, turn.owner, BulkWhy.ERASED)
            self._stores.bulk_line.forget_names(turn.bulk, case=turn.case)
            return none
        except (HaltedError, MaskerError) as err:
            return self._wait(turn, err)
        return self._run(turn, exchange)

    def _run(self, turn: Turn, exchange: Exchange) -> timedelta:
        self._running = exchange.id
        try:
            outcome = run(exchange, self._ports, Unwatched())
        except (LedgerError, StoreError):
            raise  # nothing can be kept of it now
        except ApplianceError as err:
            # The pipeline has ended it and said why; the others go on.
            log.info("exchange %s: %s", turn.exchange, type(err).__name__)
            return timedelta(0)
        finally:
            self._running = ""
        if isinstance(outcome, Delayed):
            return self._wait(turn, outcome.error)
        return timedelta(0)

    def _wait(self, turn: Turn, err: ApplianceError) -> timedelta:
        """Have a text wait for what it met, and its list where that lasts."""
        line = self._stores.bulk_line
        match err:
            case HaltedError() if self._may_go_on(turn):
                # Next time another of its tiers answers, or it is for this one alone:
                # then it waits long, and texts for other tiers go first.
                wait = _HALTED_AGAIN if turn.delays else _FIRST_AGAIN
                line.give_back(turn, not_before=self._ports.clock.now() + wait)
                return timedelta(0)
            case HaltedError():
                line.give_back(turn, not_before=None)
                self._pause(turn, BulkWhy.HALT)
                return timedelta(0)
            case OverBudgetError() if (err.retry_s or 0) > _SET_ASIDE_S:
                line.give_back(turn, not_before=None)
                self._pause(turn, BulkWhy.BUDGET)
                return timedelta(0)
            case EngineBusyError() | StoppedError():
                again = self._ports.clock.now() + _AFTER_GIVING_WAY
                line.give_back(turn, not_before=again, gave_way=True)
                return _AFTER_GIVING_WAY
        # Not one text after the other: what is away is away for all of them.
        return self._later(turn)

    def _may_go_on(self, turn: Turn) -> bool:
        """Tell whether a tier that is not halted may answer texts of a list."""
        try:
            purpose = self._ports.purposes.named(turn.purpose)
        except UnknownPurposeError:
            return False  # retired meanwhile
        standing = self._ports.halts.standing()
        return bool(may_answer(purpose, purpose.tiers(), standing))

    def _later(self, turn: Turn, *, attempts: int = 0) -> timedelta:
        """Have a text wait for a part that is away, the longer the oftener it did."""
        doubled = min(turn.delays, _MOST_DOUBLED)
        wait = min(_LAST_AGAIN, _FIRST_AGAIN * (1 << doubled))
        again = self._ports.clock.now() + wait
        self._stores.bulk_line.give_back(turn, not_before=again, attempts=attempts)
        return wait

    def _pause(self, turn: Turn, why: BulkWhy) -> None:
        entry = self._entry(RecordKind.BULK_PAUSED, turn.bulk, turn.owner, why)
        running = (BulkState.RUNNING,)
        self._move(entry, turn.bulk, running, BulkState.PAUSED, why)

    def _end_worked_off(self) -> None:
        """End the lists that have no text left."""
        for bulk, owner in self._stores.bulk_line.worked_off():
            self._end_list(bulk, owner, BulkWhy.DONE)

    def _end_list(self, bulk: str, owner: str, why: BulkWhy) -> None:
        entry = self._entry(RecordKind.BULK_ENDED, bulk, owner, why)
        standing = (BulkState.RUNNING, BulkState.PAUSED)
        self._move(entry, bulk, standing, BulkState.ENDED, why)

    def _move(
        self,
        entry: Entry,
        bulk: str,
        before: tuple[BulkState, ...],
        after: BulkState,
        why: BulkWhy,
    ) -> None:
        """Move a list, with its record; where its owner was faster theirs stands."""

        def record() -> None:
            self._ports.ledger.append(entry, durable=True)

        self._stores.bulk.move(bulk, before, after, why, record=record)

    def _entry(self, kind: RecordKind, bulk: str, owner: str, why: BulkWhy) -> Entry:
        kept = self._stores.bulk.get(bulk, owner)
        counts = self._stores.bulk.counts(kept).record()
        body = {"bulk": bulk, "purpose": kept.purpose, "why": str(why), **counts}
        return Entry(kind, None, kept.case, owner, body)

    def _end_leftovers(self) -> None:
        """End texts of lists that were ended before their turn came."""
        for left in self._stores.bulk_line.leftovers(most=_ENDED_AT_ONCE):
            error, reason = _left_because(left)
            self._end(left.exchange, left.owner, left.case, error, reason)

    def _end(
        self, exchange: str, owner: str, case: str, error: str, reason: str
    ) -> None:
        """End an exchange without an answer, unless the log has its end already."""
        try:
            kept = self._stores.exchanges.get_queued(exchange)
        except NotFoundError:
            return
        records = tuple(self._log.of_exchange(exchange))
        if follow(kept, records, self._stores):
            return
        figures = None
        if error not in _NEVER_BEGAN:
            figures = unmeasured(kept, records, error, self._stores)
        body = {"error": error}
        kind = RecordKind.EXCHANGE_FAILED
        receipt = self._ports.ledger.append(
            Entry(kind, exchange, case, owner, body), durable=True
        )
        self._stores.exchanges.closed(
            exchange,
            ExchangeState.FAILED,
            answer=None,
            reasons=(reason,),
            record=receipt.seq,
            figures=figures,
        )


def _left_because(left: Leftover) -> tuple[str, str]:
    """Name the error of a text that nobody answers any more, and the reason."""
    if left.why is BulkWhy.ERASED:
        return ForgottenError.__name__, TABLE[ForgottenError].message
    return _ENDED_WITH_LIST, _LIST_ENDED
