"""Run golden cases through the one pipeline, one after another.

Alone, because an engine computes an answer exactly the same again only where nothing is
computed beside it. Every record of an exchange is left as for a person's; the vault
forgets a case as soon as it is over. What was run before is not run again, so that an
evaluation goes on where a killed one stopped.
"""

import secrets
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from appliance.domain.caller import Role
from appliance.domain.evaluation import (
    EVALUATION,
    EVALUATOR,
    Arm,
    CaseRun,
    vault_case,
)
from appliance.domain.exchange import (
    Delayed,
    Exchange,
    Held,
    Outcome,
    Refused,
    Released,
)
from appliance.domain.finding import Severity
from appliance.domain.golden import GoldenCase
from appliance.domain.guards import REWRITTEN
from appliance.domain.ports.watch import Unwatched
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import Progress
from appliance.domain.purpose import Purpose
from appliance.domain.surrogate import find_surrogates
from appliance.domain.text import PersonText
from appliance.domain.variable import names_of
from appliance.error_table import row_for
from appliance.errors import ApplianceError, InternalError, LeakError, SealError
from appliance.kinds import RecordKind
from appliance.pipeline import run
from appliance.release.evaluation.aside import (
    AsideBudgets,
    AsideExchanges,
    AsideReviews,
    EvaluationDirectory,
    HeardLedger,
    TimedEngine,
    credential_of,
)
from appliance.release.evaluation.checks import count_leaked

# A part that is away is waited for this long, again and again, before it ends all.
PAUSES_S = (2.0, 10.0, 30.0)
_AWAY = 503
# What breaks on the case itself; anything else says nothing about the release.
_OF_THE_CASE = (LeakError, SealError, InternalError)
# Between surrogates that are restored in one go; in no text of a golden case.
_BETWEEN = "\n\N{SYMBOL FOR RECORD SEPARATOR}\n"
_WHOLE_PERMILLE = 1000
# The masker takes no more at once.
_ERASED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Side:
    """One release to run the cases on.

    Args:
        arm: Which of the two it is.
        purpose: The purpose, as this release has it.
        ports: The real parts, bound to this release.
    """

    arm: Arm
    purpose: Purpose
    ports: Ports


class Runs(Protocol):
    """What has been run of one evaluation."""

    def done(self) -> Collection[tuple[Arm, str]]:
        """Name what has been run: arm and golden case."""
        ...

    def add(self, run: CaseRun) -> None:
        """Keep what became of a case."""
        ...


def evaluate(
    cases: Sequence[GoldenCase],
    sides: Sequence[Side],
    runs: Runs,
    told: Progress,
    *,
    pause: Callable[[float], None],
) -> None:
    """Run every case on every side that was not run yet.

    Args:
        told: Told how much of all is done, in permille, as it goes on.
        pause: Waits so many seconds for a part that is away.

    Raises:
        ApplianceError: A part stays away; what was run until then is kept.
    """
    done = frozenset(runs.done())
    left = [
        (side, case)
        for case in cases
        for side in sides
        if (side.arm, case.id) not in done
    ]
    _forget(left)
    whole = len(cases) * len(sides)
    for number, (side, case) in enumerate(left, start=whole - len(left) + 1):
        runs.add(_run_once_all_is_there(case, side, pause))
        told(_WHOLE_PERMILLE * number // whole)


def _forget(left: Sequence[tuple[Side, GoldenCase]]) -> None:
    """Erase what a run that was killed left in the vault; it would help this one."""
    cases: dict[str, Ports] = {
        vault_case(side.purpose.name, case.id): side.ports for side, case in left
    }
    names = list(cases)
    for start in range(0, len(names), _ERASED_AT_ONCE):
        erased = names[start : start + _ERASED_AT_ONCE]
        cases[erased[0]].masker.erase(erased, why=EVALUATION)


def _run_once_all_is_there(
    case: GoldenCase, side: Side, pause: Callable[[float], None]
) -> CaseRun:
    for pause_s in PAUSES_S:
        try:
            return run_case(case, side)
        except ApplianceError as err:
            if row_for(err).status != _AWAY:
                raise
            pause(pause_s)
    return run_case(case, side)


def run_case(case: GoldenCase, side: Side) -> CaseRun:
    """Run one case, and have the vault forget it.

    Raises:
        ApplianceError: A part of the appliance is away, so nobody knows what would
            have become of it.
    """
    masked_in = vault_case(side.purpose.name, case.id)
    try:
        return _run(case, side, masked_in)
    finally:
        side.ports.masker.erase([masked_in], why=EVALUATION)


def _run(case: GoldenCase, side: Side, masked_in: str) -> CaseRun:
    begun_ms = _now_ms()
    ledger = HeardLedger(side.ports.ledger)
    engine = TimedEngine(side.ports.engine, _now_ms)
    exchanges = AsideExchanges(side.ports.budgets)
    ports = replace(
        side.ports,
        directory=EvaluationDirectory(_roles(case, side.purpose), side.ports.clock),
        engine=engine,
        ledger=ledger,
        exchanges=exchanges,
        reviews=AsideReviews(),
        budgets=AsideBudgets(side.ports.budgets),
    )
    exchange = _exchange(case, side, masked_in)
    error = ""
    try:
        state, answer = _told(run(exchange, ports, Unwatched()))
    except ApplianceError as err:
        refused = row_for(err).kind is RecordKind.EXCHANGE_REFUSED
        if not refused and not isinstance(err, _OF_THE_CASE):
            raise
        state, answer = "refused" if refused else "failed", ""
        error = type(err).__name__
    written = ledger.all(RecordKind.DRAFT_GENERATED)
    seen = [
        str(finding["rule"])
        for kind in (RecordKind.TEXT_INSPECTED, RecordKind.DRAFT_GUARDED)
        for finding in ledger.newest(kind).get("findings", ())
        if finding["severity"] != Severity.NOTE or finding["rule"] == REWRITTEN
    ]
    first_ms = engine.first_token_at_ms
    took = exchanges.took.get(exchange.id)
    return CaseRun(
        case=case.id,
        arm=side.arm,
        state=state,
        answer=answer,
        people=_people(answer, exchange, side.ports),
        findings=tuple(seen),
        leaked=count_leaked(case, exchanges.masked_text(exchange.id)),
        error=error,
        exact=all(one["determinism"] == "exact" for one in written),
        tokens_in=sum(one["prompt_tokens"] for one in written),
        tokens_out=sum(one["output_tokens"] for one in written),
        total_ms=_now_ms() - begun_ms,
        first_token_ms=None if first_ms is None else first_ms - begun_ms,
        engine_ms=None if took is None else took.engine_ms,
        tier="" if took is None else took.tier or "",
    )


def _people(answer: str, exchange: Exchange, ports: Ports) -> dict[str, str]:
    """Say whom each surrogate of an answer stands for, while the vault still knows."""
    named = tuple(dict.fromkeys(find_surrogates(answer)))
    if not named:
        return {}
    restored = ports.masker.restore(
        _BETWEEN.join(named),
        exchange=exchange.id,
        case=exchange.case,
        reader=EVALUATOR,
    )
    behind = restored.text.reveal().split(_BETWEEN)
    return {
        one: original
        for one, original in zip(named, behind, strict=True)
        if one not in restored.unknown
    }


def _roles(case: GoldenCase, purpose: Purpose) -> frozenset[Role]:
    """Say who asks: somebody of the case's audience.

    An older release may know no such people; there it is anybody of the purpose.
    """
    return purpose.audiences.members(case.audience, purpose.roles) or purpose.roles


def _exchange(case: GoldenCase, side: Side, masked_in: str) -> Exchange:
    # An older release may ask for less; what it asks for besides is missing.
    asked = names_of(side.purpose.variables)
    return Exchange(
        id=secrets.token_hex(16),
        case=masked_in,
        case_owner=EVALUATOR,
        purpose=side.purpose.name,
        language=case.language,
        text=PersonText(case.input),
        credential=credential_of(_roles(case, side.purpose)),
        received_at=side.ports.clock.now(),
        origin=EVALUATION,
        variables={
            name: PersonText(value)
            for name, value in case.variables.items()
            if name in asked
        },
    )


def _told(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Released():
            return "released", outcome.masked
        case Held():
            return "held", outcome.answer.draft
        case Refused():
            return "refused", ""
        case Delayed():
            raise InternalError("a case of an evaluation does not wait")


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
