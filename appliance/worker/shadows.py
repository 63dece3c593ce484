"""Have candidates in shadow answer what live has answered, one text at a time.

The newest answered exchange that the candidate has not answered is taken from the
figures, so nothing is written or waited for while a person waits, and a restart loses
nothing. The masked text is masked once more for an exchange of its own: nobody is put
back. Where the model is wanted the shadow gives way, and tries again later.
"""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from appliance.domain.caller import Credential
from appliance.domain.deployment import Deployment, Placement
from appliance.domain.exchange import Exchange, ExchangeState, Refused
from appliance.domain.outcome import Compared, Given
from appliance.domain.ports.wired import Ports
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    InternalError,
    NotFoundError,
    StoppedError,
    TextTooLongError,
)
from appliance.pipeline import shadow
from appliance.release.rollout import is_shadowed
from appliance.steps.measure import Measuring
from appliance.stores.arms import Window
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.opened import Stores
from appliance.stores.shadows import BegunShadow

log = logging.getLogger(__name__)

# Later than this what live was asked says little about the candidate now, and a person
# may have left: what the model had no time for is left out.
_NEWEST = timedelta(minutes=10)
_LOOKED_AT = 50
# For so many times as long as a shadow took there is none.
PAUSE_TIMES = 50
_MAX_REMEMBERED = 1_000
# What a candidate is to blame for; all else breaks for everybody.
_ITS_OWN = (EngineError, TextTooLongError, InternalError)
_NEVER_CHECKED = datetime(1970, 1, 1, tzinfo=UTC)


class Shadows:
    """Answers exchanges a second time; used by one thread."""

    def __init__(
        self, standing: Callable[[], Deployment], stores: Stores, ports: Ports
    ) -> None:
        """Take the deployment, what is kept, and what the pipeline may reach."""
        self._standing = standing
        self._stores = stores
        self._ports = ports
        # What could not be answered and left no figures: not tried for ever.
        self._tried: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._running = ""

    def beat(self) -> float | None:
        """Answer one, and say how long to pause for it.

        Fewer than one in twenty who come meet a shadow then: what 95 of 100 wait does
        not change, whatever a shadow takes away from the others.

        Raises:
            ApplianceError: As `answer_one`.
        """
        began_s = self._ports.timer()
        if not self.answer_one():
            return None
        return PAUSE_TIMES * (self._ports.timer() - began_s)

    def answer_one(self) -> bool:
        """Answer one exchange a second time, if there is one; tells whether.

        Raises:
            ApplianceError: It did not come to an end; the record says so. Wait a
                little before the next.
        """
        for purpose, placement in self._standing().placements.items():
            rollout = placement.rollout
            if rollout is not None and rollout.kind is RolloutKind.SHADOW:
                kept = self._next(purpose, placement, rollout)
                if kept is not None:
                    self._answer(kept, placement, rollout)
                    return True
        return False

    def stop(self) -> None:
        """Have the one that is being answered give way, from another thread."""
        running = self._running
        if running:
            try:
                self._ports.engine.cancel(running)
            except EngineError as err:
                # An engine that is not there has ended it already.
                log.info("a shadow was not stopped: %s", err)

    def _next(
        self, purpose: str, placement: Placement, rollout: Rollout
    ) -> KeptExchange | None:
        since = max(rollout.started_at, self._ports.clock.now() - _NEWEST)
        live = Window(purpose, placement.live, Arm.LIVE, since)
        candidates = self._stores.outcomes.unshadowed(
            live, rollout.release, most=_LOOKED_AT
        )
        for exchange in candidates:
            tried = (exchange, rollout.release) in self._tried
            if tried or not is_shadowed(rollout, exchange=exchange):
                continue
            try:
                return self._stores.exchanges.get_answered(exchange)
            except NotFoundError:
                # It was released and then erased, or its answer was.
                self._remember(exchange, rollout)
        return None

    def _answer(
        self, kept: KeptExchange, placement: Placement, rollout: Rollout
    ) -> None:
        ports = self._ports.bound(self._ports.releases.of(rollout.release))
        measuring = Measuring(ports.timer)
        measuring.arm = Arm.CANDIDATE
        exchange = _again(kept, ports)
        given = Given(kept.id, placement.live, kept.answer or "")
        beside = Compared(kept.id, placement.live, len(given.answer))
        self._running = exchange.id
        begun = BegunShadow(exchange.id, kept.case, kept.owner, exchange.received_at)
        self._stores.shadows.begin(begun)
        try:
            outcome = shadow(exchange, given, ports, measuring)
        except (EngineBusyError, StoppedError):
            # It gave way: the same exchange is tried again.
            figures = measuring.figures()
            if figures is not None:
                ports.budgets.count_apart("shadow", figures, goes_on=True)
            raise
        except _ITS_OWN:
            self._keep(exchange.id, ExchangeState.FAILED, measuring, beside)
            raise
        except ApplianceError:
            self._remember(kept.id, rollout)
            raise
        finally:
            self._running = ""
        # After a fault the row stays: whether the end was recorded the log will say.
        self._stores.shadows.end(exchange.id)
        if isinstance(outcome, Refused):
            self._remember(kept.id, rollout)
            return
        self._keep(exchange.id, ExchangeState.RELEASED, measuring, outcome)

    def _keep(
        self,
        exchange: str,
        state: ExchangeState,
        measuring: Measuring,
        beside: Compared,
    ) -> None:
        figures = measuring.figures()
        if figures is not None:
            now = self._ports.clock.now()
            self._stores.outcomes.keep_shadow(exchange, state, now, figures, beside)
            self._ports.budgets.count_apart("shadow", figures)

    def _remember(self, exchange: str, rollout: Rollout) -> None:
        self._tried[exchange, rollout.release] = None
        while len(self._tried) > _MAX_REMEMBERED:
            self._tried.popitem(last=False)


def _again(kept: KeptExchange, ports: Ports) -> Exchange:
    """Make the shadow's exchange: the masked text, in the name of who asked."""
    return Exchange(
        id=secrets.token_hex(16),
        case=kept.case,
        case_owner=kept.owner,
        purpose=kept.purpose,
        language=kept.language,
        text=PersonText(kept.masked or ""),
        variables={name: PersonText(value) for name, value in kept.values.items()},
        credential=Credential(
            person=kept.owner,
            login="",
            name="",
            roles=frozenset(),
            checked_at=_NEVER_CHECKED,
        ),
        received_at=ports.clock.now(),
        origin="worker",
        gives_way=True,
        follows=kept.follows,
    )
