"""An answer that waits for a second person, and what its review left, for tests."""

from typing import Any

from appliance import pipeline
from appliance.domain.caller import Caller, Role
from appliance.domain.exchange import ExchangeState, Held
from appliance.domain.ports.wired import Ports
from appliance.domain.review import HeldAnswer, Questioned
from appliance.domain.text import PersonText
from appliance.steps.review import edit
from tests.fakes import (
    MemoryLedger,
    MemoryReviews,
    RecordingWatch,
    make_caller,
    make_exchange,
    ports,
)

MEMO = (
    '{"facts":["Applicant: %s"],"reasons":["NO_DEFAULTS"],"recommendation":"approve"}'
)
CHANGED = MEMO % "not stated"
BEN = make_caller("ben")
RITA = make_caller("rita", Role.REVIEWER)
RALF = make_caller("ralf", Role.REVIEWER)
BOTH = make_caller("anna", Role.STAFF, Role.REVIEWER)
SURROGATE = "[PERSON_w26p_1]"


def held_one(**parts: Any) -> tuple[HeldAnswer, Ports]:
    wired = ports(script=MEMO % SURROGATE, **parts)
    outcome = pipeline.run(
        make_exchange(purpose="credit-memo"), wired, RecordingWatch()
    )
    assert isinstance(outcome, Held)
    assert outcome.answer.draft.count(SURROGATE) == 1
    return outcome.answer, wired


def edited(held: HeldAnswer, who: Caller, text: str, wired: Ports) -> HeldAnswer:
    """Put a version in place in which the checks see nothing."""
    version = edit(held, who, PersonText(text), wired)
    assert isinstance(version, HeldAnswer)
    return version


def kept(held: HeldAnswer, who: Caller, text: str, wired: Ports) -> HeldAnswer:
    """Have a reviewer keep a version after reading what was seen in it."""
    questioned = edit(held, who, PersonText(text), wired)
    assert isinstance(questioned, Questioned)
    version = edit(held, who, PersonText(text), wired, confirmed=questioned.digest)
    assert isinstance(version, HeldAnswer)
    return version


def ledger_of(wired: Ports) -> MemoryLedger:
    assert isinstance(wired.ledger, MemoryLedger)
    return wired.ledger


def new_kinds(wired: Ports) -> list[str]:
    """Name the kinds of what was recorded after the answer was held."""
    kinds = ledger_of(wired).kinds()
    return kinds[kinds.index("exchange.held") + 1 :]


def queue_of(wired: Ports) -> MemoryReviews:
    assert isinstance(wired.reviews, MemoryReviews)
    return wired.reviews


def state_of(wired: Ports) -> ExchangeState:
    (row,) = wired.exchanges.rows.values()  # type: ignore[attr-defined]  # the fake's
    state: ExchangeState = row.state
    return state
