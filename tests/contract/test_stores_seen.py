"""One suite for reading figures one by one, on SQLite and PostgreSQL."""

import dataclasses
from datetime import datetime, timedelta

from appliance.domain.bulk import BulkState, BulkWhy
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Amendment, Thumb
from appliance.domain.figures import Wait
from appliance.domain.outcome import Cause, Compared, Figures, Took
from appliance.domain.rollout import Arm
from appliance.domain.service import ServiceToken
from appliance.stores.opened import Stores
from tests.contract.test_stores_bulk import begin, take_in
from tests.contract.test_stores_outcomes import BAD, GOOD, LIVE, close, end
from tests.fakes import NOON, FixedClock, make_caller, make_exchange
from tests.made import unrecorded

HOUR = timedelta(hours=1)
LATER = NOON + timedelta(days=1)
WHOLE = dataclasses.replace(
    GOOD,
    writing_ms=600,
    further_tokens=19,
    tier="small",
    tiers={"small": Took(100, 20, 800)},
    engine_ms=800,
)
BY_TWO = {"large": Took(60, 5, 700), "small": Took(40, 15, 100)}


def amend(stores: Stores, exchange: str, at: datetime) -> None:
    amendment = Amendment(
        id=f"{at.hour:032x}",
        exchange=exchange,
        case="c" * 32,
        purpose="reply-draft",
        language="en",
        release=LIVE,
        writer="anna",
        version="as it should have been",
        written_at=at,
    )
    stores.amendments.add(amendment, record=lambda: None)


def test_an_exchange_is_read_as_it_was_kept(stores: Stores) -> None:
    exchange = end(stores, 1, WHOLE)
    stores.ratings.rate(exchange, make_caller().person, Thumb.UP, "")
    (one,) = stores.seen.ended(NOON, LATER)
    assert (one.ended_at, one.purpose, one.release) == (NOON, "reply-draft", LIVE)
    assert (one.arm, one.state, one.tier, one.cause) == (
        "live",
        "released",
        "small",
        None,
    )
    assert (one.queue_ms, one.first_token_ms, one.writing_ms, one.total_ms) == (
        0,
        200,
        600,
        1_000,
    )
    assert (one.prompt_tokens, one.output_tokens, one.thumb) == (100, 20, "up")
    assert (one.further_tokens, one.engine_ms) == (19, 800)
    assert one.shares() == WHOLE.tiers
    assert (one.held, one.edited, one.grave, one.findings) == (False, False, 0, {})
    assert one.amended is False


def test_what_its_owner_wrote_anew_is_counted_once_and_when_it_first_was(
    stores: Stores,
) -> None:
    exchanges = [end(stores, number, WHOLE) for number in (1, 2)]
    for exchange, when in ((0, 1), (0, 3), (1, 2)):
        amend(stores, exchanges[exchange], NOON + when * HOUR)
    assert [one.amended for one in stores.seen.ended(NOON, LATER)] == [True, True]
    unit = ("reply-draft", LIVE, "live", "small")
    counted = [
        stores.seen.amended(NOON + begin * HOUR, NOON + until * HOUR)
        for begin, until in ((0, 4), (0, 2), (2, 4), (3, 4))
    ]
    assert counted == [{unit: 2}, {unit: 1}, {unit: 1}, {}]


def test_what_two_tiers_took_is_read_as_it_was_kept(stores: Stores) -> None:
    end(stores, 1, dataclasses.replace(WHOLE, tiers=BY_TWO))
    (one,) = stores.seen.ended(NOON, LATER)
    assert one.shares() == BY_TWO
    assert sum(BY_TWO.values(), Took()) == Took(100, 20, one.engine_ms)


def test_what_broke_is_kept_with_how_it_ended(stores: Stores) -> None:
    none = Figures("reply-draft", "", Arm.LIVE, total_ms=5, cause=Cause.TIME_OUT)
    end(stores, 1, none, ExchangeState.FAILED)
    (one,) = stores.seen.ended(NOON, LATER)
    assert (one.state, one.cause, one.tier, one.output_tokens) == (
        "failed",
        "time-out",
        "",
        0,
    )


def test_findings_are_counted_by_rule(stores: Stores) -> None:
    end(stores, 1, BAD)
    (one,) = stores.seen.ended(NOON, LATER)
    assert one.findings == {"answer.malformed": 1, "surrogate.unissued": 1}


def test_a_shadow_is_an_arm_of_its_own(stores: Stores) -> None:
    live = end(stores, 1)
    stores.outcomes.keep_shadow(
        "f" * 32,
        ExchangeState.RELEASED,
        NOON,
        BAD,
        Compared(live=live, live_release=LIVE, live_chars=10),
    )
    assert sorted(one.arm for one in stores.seen.ended(NOON, LATER)) == [
        "live",
        "shadow",
    ]


def test_what_was_held_is_read_on_the_day_on_which_it_was_decided_on(
    stores: Stores, clock: FixedClock
) -> None:
    held = [end(stores, number, WHOLE, ExchangeState.HELD) for number in range(4)]
    close(stores, held[0], ExchangeState.RELEASED)
    clock.advance(86_400)
    close(stores, held[1], ExchangeState.RELEASED)
    clock.advance(1)
    close(stores, held[2], ExchangeState.REFUSED)
    clock.advance(1)
    # Said once more, as the worker does where it follows the log: it stays as it is.
    close(stores, held[2], ExchangeState.REFUSED)
    found = list(stores.seen.concluded(LATER, LATER + timedelta(seconds=2)))
    assert [(one.state, one.cause, one.ended_at) for one in found] == [
        ("refused", "review", NOON),
        ("released", None, NOON),
    ]
    assert list(stores.seen.concluded(NOON, LATER)) == []
    assert len(list(stores.seen.ended(NOON, LATER))) == 4


def test_an_end_that_the_log_corrects_has_the_cause_that_the_log_names(
    stores: Stores,
) -> None:
    lost = dataclasses.replace(GOOD, cause=Cause.APPLIANCE)
    for number, (state, cause) in enumerate(
        (
            (ExchangeState.RELEASED, None),
            (ExchangeState.REFUSED, Cause.STOPPED),
            (ExchangeState.FAILED, Cause.MODEL),
        )
    ):
        exchange = end(stores, number, lost, ExchangeState.FAILED, record=None)
        close(stores, exchange, state, dataclasses.replace(GOOD, cause=cause))
    found = {one.state: one.cause for one in stores.seen.ended(NOON, LATER)}
    # A record of the same end says no better what broke than who saw it.
    assert found == {"released": None, "refused": "stopped", "failed": "appliance"}


def test_what_a_reviewer_refused_keeps_that_cause_whoever_follows_the_log(
    stores: Stores,
) -> None:
    held = end(stores, 1, WHOLE, ExchangeState.HELD)
    close(stores, held, ExchangeState.REFUSED, GOOD)
    (one,) = stores.seen.ended(NOON, LATER)
    assert one.cause == "review"


def test_what_a_guard_or_a_rule_refused_keeps_its_cause(stores: Stores) -> None:
    refused = dataclasses.replace(GOOD, cause=Cause.GUARD)
    exchange = end(stores, 1, refused, ExchangeState.REFUSED)
    close(stores, exchange, ExchangeState.REFUSED)
    (one,) = stores.seen.ended(NOON, LATER)
    assert one.cause == "guard"
    assert list(stores.seen.concluded(NOON, LATER)) == []


def test_a_period_and_purposes_bound_what_is_read(
    stores: Stores, clock: FixedClock
) -> None:
    for number in range(4):
        end(stores, number, dataclasses.replace(GOOD, total_ms=number))
        clock.advance(60)
    since, until = NOON + timedelta(seconds=60), NOON + timedelta(seconds=180)
    assert [one.total_ms for one in stores.seen.ended(since, until)] == [2, 1]
    assert [one.total_ms for one in stores.seen.ended(NOON, LATER, most=1)] == [3]
    assert list(stores.seen.ended(NOON, LATER, purposes=["credit-memo"])) == []
    assert list(stores.seen.ended(NOON, LATER, purposes=[])) == []
    assert len(list(stores.seen.ended(NOON, LATER, purposes=["reply-draft"]))) == 4


def ask(stores: Stores, number: int, figures: Figures, **changes: str) -> None:
    """Have an exchange begin and end, in its own way."""
    caller = make_caller(changes.pop("person", "anna"))
    case = stores.cases.create(caller.person, "").id
    name = f"{number:032x}"
    exchange = make_exchange(id=name, case=case, caller=caller, **changes)
    stores.exchanges.opened(exchange)
    close(stores, name, ExchangeState.RELEASED, figures)


def test_texts_of_lists_are_told_apart_and_are_in_no_mix(stores: Stores) -> None:
    spoken = dataclasses.replace(GOOD, language="en")
    for number, origin in enumerate(("web", "api", "bulk", "worker")):
        ask(stores, number, spoken, origin=origin)
    live = f"{0:032x}"
    stores.outcomes.keep_shadow(
        "f" * 32,
        ExchangeState.RELEASED,
        NOON,
        spoken,
        Compared(live=live, live_release=LIVE, live_chars=10),
    )
    found = sorted((one.arm, one.of_list) for one in stores.seen.ended(NOON, LATER))
    assert found == [("live", False)] * 3 + [("live", True), ("shadow", False)]
    mix = stores.seen.mix(NOON, LATER, purposes=None)
    assert mix == {("reply-draft", "en"): 3}


def test_a_program_is_of_no_team_and_no_person_of_one(stores: Stores) -> None:
    north = dataclasses.replace(GOOD, teams=frozenset({"north"}))
    program = ServiceToken("0" * 32, "", "anna", (), (), NOON, LATER).person
    for number, person in enumerate(("anna", "ben", program, "anna")):
        ask(stores, number, north, person=person)
    assert people_who_waited(stores) == {"north": 2}
    teams = sorted(one.teams for one in stores.seen.ended(NOON, LATER))
    assert teams == [(), ("north",), ("north",), ("north",)]


def people_who_waited(stores: Stores, wait: Wait = Wait.TOTAL) -> dict[str, int]:
    people = stores.seen.people_of_teams(NOON, LATER, purposes=None)
    return {team: waited[wait] for team, waited in people.items()}


def test_who_only_gives_lists_is_nobody_who_waits(stores: Stores) -> None:
    north = dataclasses.replace(GOOD, teams=frozenset({"north"}))
    for number, person in enumerate(("ben", "carl", "dora", "eve")):
        ask(stores, number, north, person=person, origin="bulk")
    assert people_who_waited(stores) == {}
    ask(stores, 4, north, person="anna")
    ask(stores, 5, north, person="ben")
    assert people_who_waited(stores) == {"north": 2}


def test_people_are_counted_for_what_they_waited_for(stores: Stores) -> None:
    north = dataclasses.replace(WHOLE, teams=frozenset({"north"}))
    stopped = dataclasses.replace(north, further_tokens=0, first_token_ms=None)
    refused = dataclasses.replace(stopped, queue_ms=None, writing_ms=None)
    for number, figures in enumerate((north, stopped, refused, refused)):
        ask(stores, number, figures, person=f"person-{number}")
    assert [(wait, people_who_waited(stores, wait)["north"]) for wait in Wait] == [
        (Wait.FIRST_TOKEN, 1),
        (Wait.TOKEN, 1),
        (Wait.QUEUE, 2),
        (Wait.TOTAL, 4),
    ]


def test_what_waits_for_a_model_is_counted_without_the_texts_of_lists(
    stores: Stores, clock: FixedClock
) -> None:
    running, paused, ended = (begin(stores, owner=name) for name in ("a", "b", "c"))
    for kept, rows in ((running, (2, 3)), (paused, (2, 3, 4)), (ended, (2,))):
        for row in rows:
            take_in(stores, kept, row, clock)
    for kept, state in ((paused, BulkState.PAUSED), (ended, BulkState.ENDED)):
        move = stores.bulk.move
        before = (BulkState.RUNNING,)
        assert move(kept.id, before, state, BulkWhy.PERSON, record=unrecorded)
    assert stores.seen.waiting() == 0
    case = stores.cases.create("anna", "")
    exchange = make_exchange(case=case.id)
    stores.exchanges.opened(exchange)
    stores.exchanges.delayed(exchange.id, ("Wait.",), None)
    assert stores.seen.waiting() == 1
    assert stores.seen.waiting_in_lists() == {
        BulkState.RUNNING: 2,
        BulkState.PAUSED: 3,
    }
