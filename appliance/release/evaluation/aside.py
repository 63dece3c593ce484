"""The ports of an evaluation that must not be the real ones, and two that listen.

Nobody in the directory asked, nothing comes into a person's history, and no reviewer
finds a held answer of it. What an outcome was is kept in memory until it is read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.budget import Claim, OverBudget
from appliance.domain.caller import Caller, Credential, Role
from appliance.domain.conversation import Turn
from appliance.domain.evaluation import EVALUATION, EVALUATOR
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.outcome import Figures
from appliance.domain.ports.budgets import Budgets
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.engine import Engine, GenerateRequest
from appliance.domain.ports.ledger import Entry, Ledger, Receipt
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.errors import ConflictError, RevokedError, StoreError
from appliance.kinds import RecordKind

# Older than any setting allows, so that the evaluation's directory is asked.
_NEVER_CHECKED = datetime(1970, 1, 1, tzinfo=UTC)


def credential_of(roles: frozenset[Role]) -> Credential:
    """Say who asks in an evaluation."""
    return Credential(EVALUATOR, EVALUATION, "", roles, _NEVER_CHECKED)


class EvaluationDirectory:
    """Vouches for the evaluation itself, with roles of its purpose; for no one else."""

    def __init__(self, roles: frozenset[Role], clock: Clock) -> None:
        self._roles = roles
        self._clock = clock

    def look_up(self, person: str) -> Caller:
        """Read the status and roles of the evaluation.

        Raises:
            RevokedError: It is asked for somebody else.
        """
        if person != EVALUATOR:
            raise RevokedError("only an evaluation asks here")
        known = credential_of(self._roles).caller()
        return replace(known, checked_at=self._clock.now())


class AsideExchanges:
    """Keeps exchanges in memory only (`domain.ports.exchanges.Exchanges`)."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets
        self._masked: dict[str, str] = {}
        # What the model took, by exchange.
        self.took: dict[str, Figures] = {}

    def opened(self, exchange: Exchange) -> None:
        """Keep that an exchange began.

        Raises:
            StoreError: It has begun already.
        """
        if exchange.id in self._masked:
            raise StoreError(f"exchange {exchange.id} has begun already")
        self._masked[exchange.id] = ""

    def never_began(self, exchange: str, figures: Figures) -> None:
        """Keep nothing: who runs the case is told that it failed."""

    def masked(self, masked: Masked) -> None:
        """Keep what the model reads of an exchange."""
        exchange = masked.admitted.exchange.id
        self._check(exchange)
        self._masked[exchange] = "\n".join(
            (masked.text.text, *masked.values().values())
        )

    def masked_text(self, exchange: str) -> str:
        """Read what the model reads of an exchange; "" where none is kept."""
        return self._masked.get(exchange, "")

    def earlier(self, exchange: Exchange) -> tuple[Turn, ...]:
        """Give none: a case of an evaluation goes on from nothing."""
        del exchange
        return ()

    def combined(
        self, exchange: str, codes: Sequence[Mapping[str, Sequence[str]]]
    ) -> None:
        """Keep none."""

    def drafted(self, exchange: str, answer: str) -> None:
        """Keep nothing: nobody follows the log for it."""
        del answer
        self._check(exchange)

    def delayed(
        self, exchange: str, reasons: tuple[str, ...], figures: Figures | None
    ) -> None:
        """Never asked: a case of an evaluation does not wait."""
        del reasons, figures
        raise StoreError(f"exchange {exchange} cannot wait")

    def broke_off(self, exchange: str, figures: Figures) -> None:
        """Never asked: a case of an evaluation is not taken up again."""
        del figures
        raise StoreError(f"exchange {exchange} cannot wait")

    def closed(
        self,
        exchange: str,
        state: ExchangeState,
        *,
        answer: str | None,
        reasons: tuple[str, ...],
        record: int | None,
        figures: Figures | None = None,
    ) -> None:
        """Count what it took apart; who runs the case is handed its outcome."""
        del state, answer, reasons, record
        self._check(exchange)
        if figures is not None:
            self.took[exchange] = figures
            self._budgets.count_apart(EVALUATION, figures)

    def _check(self, exchange: str) -> None:
        if exchange not in self._masked:
            raise StoreError(f"exchange {exchange} never began")


class AsideBudgets:
    """Refuses nothing, and takes nothing of anybody's (`Budgets`)."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets

    def reserve(self, claim: Claim) -> OverBudget | None:
        """Set nothing aside: an evaluation is counted when it is over."""
        del claim
        return None

    def count_apart(self, why: str, figures: Figures, *, goes_on: bool = False) -> None:
        """Count what the appliance used for itself; see the port."""
        self._budgets.count_apart(why, figures, goes_on=goes_on)


class AsideReviews:
    """Holds an answer for nobody (port `Reviews`): no one may conclude it."""

    def hold(self, held: HeldAnswer, *, record: Callable[[], None]) -> None:
        """Record that it is held, and show it to nobody."""
        del held
        record()

    def conclude(
        self,
        held: HeldAnswer,
        *,
        reviewer: str,
        state: ReviewState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        """Refuse.

        Raises:
            ConflictError: Always.
        """
        del reviewer, state, reason, at, record
        raise ConflictError(f"held answer {held.exchange} is an evaluation's")

    def replace(
        self, held: HeldAnswer, successor: HeldAnswer, *, record: Callable[[], None]
    ) -> None:
        """Refuse.

        Raises:
            ConflictError: Always.
        """
        del successor, record
        raise ConflictError(f"held answer {held.exchange} is an evaluation's")


class HeardLedger:
    """The real log; remembers the bodies of the records of each kind, in order."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._heard: dict[RecordKind, list[Mapping[str, Any]]] = {}

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        """Append a record; see the port."""
        receipt = self._ledger.append(entry, durable=durable)
        self._heard.setdefault(entry.kind, []).append(entry.body)
        return receipt

    def all(self, kind: RecordKind) -> Sequence[Mapping[str, Any]]:
        """Give the bodies of all records of a kind."""
        return self._heard.get(kind, [])

    def newest(self, kind: RecordKind) -> Mapping[str, Any]:
        """Give the body of the newest record of a kind; empty if there is none."""
        heard = self.all(kind)
        return heard[-1] if heard else {}

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        """Read the records of one exchange; see the port."""
        return self._ledger.of_exchange(exchange)


class TimedEngine:
    """The real engine; remembers when the first token came."""

    def __init__(self, engine: Engine, now_ms: Callable[[], int]) -> None:
        self._engine = engine
        self._now_ms = now_ms
        self.first_token_at_ms: int | None = None

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[PassedOver | Waiting | Token | Finished]:
        """Generate; see the port."""
        items = self._engine.generate(request)
        try:
            for item in items:
                if self.first_token_at_ms is None and isinstance(item, Token):
                    self.first_token_at_ms = self._now_ms()
                yield item
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Score; see the port."""
        return self._engine.score(request)

    def fits(self, request: GenerateRequest) -> bool:
        """Tell whether a prompt fits; see the port."""
        return self._engine.fits(request)

    def cancel(self, exchange: str) -> bool:
        """Stop what is generated; see the port."""
        return self._engine.cancel(exchange)
