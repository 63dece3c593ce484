"""One suite for the figures of exchanges and shadows, on SQLite and PostgreSQL."""

import dataclasses
from datetime import datetime, timedelta

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Thumb
from appliance.domain.outcome import Cause, Compared, Figures
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.rollout import Arm, Metric
from appliance.errors import NotFoundError, StoreError
from appliance.stores.arms import Agreement, Counts, Window
from appliance.stores.opened import Stores
from tests.fakes import NOON, FixedClock, make_caller, make_exchange
from tests.made import bound

LIVE, CANDIDATE = "a" * 64, "b" * 64
GOOD = Figures(
    purpose="reply-draft",
    release=LIVE,
    arm=Arm.LIVE,
    total_ms=1_000,
    grave=0,
    well_formed=True,
    queue_ms=0,
    first_token_ms=200,
    prompt_tokens=100,
    output_tokens=20,
)
BAD = dataclasses.replace(
    GOOD,
    release=CANDIDATE,
    arm=Arm.CANDIDATE,
    total_ms=3_000,
    findings={"answer.malformed": 1, "surrogate.unissued": 1},
    grave=2,
    well_formed=False,
)


def window(arm: Arm = Arm.LIVE, *, since: datetime = NOON) -> Window:
    release = LIVE if arm is Arm.LIVE else CANDIDATE
    return Window("reply-draft", release, arm, since)


def end(
    stores: Stores,
    number: int,
    figures: Figures | None = GOOD,
    state: ExchangeState = ExchangeState.RELEASED,
    *,
    record: int | None = 1,
) -> str:
    """Begin an exchange of anna's and end it."""
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id=f"{number:032x}", case=case.id, caller=make_caller())
    stores.exchanges.opened(exchange)
    close(stores, exchange.id, state, figures, record=record)
    return exchange.id


def close(
    stores: Stores,
    exchange: str,
    state: ExchangeState,
    figures: Figures | None = None,
    *,
    record: int | None = 1,
) -> None:
    stores.exchanges.closed(
        exchange, state, answer=None, reasons=(), record=record, figures=figures
    )


def test_an_arm_is_counted_by_its_own_exchanges_alone(stores: Stores) -> None:
    for number in range(3):
        end(stores, number)
    end(stores, 3, BAD)
    other = dataclasses.replace(GOOD, purpose="complaint-triage")
    end(stores, 4, other)
    assert stores.outcomes.count(window()) == Counts(
        ended=3, drafts=3, prompt_tokens=300, output_tokens=60
    )
    assert stores.outcomes.count(window(Arm.CANDIDATE)) == Counts(
        ended=1, drafts=1, grave=1, malformed=1, prompt_tokens=100, output_tokens=20
    )


def test_nothing_ended_counts_as_nothing(stores: Stores) -> None:
    assert stores.outcomes.count(window()) == Counts()
    assert stores.outcomes.compared(window()) == Agreement()
    assert stores.outcomes.over_time(window(), every=timedelta(hours=1)) == {}
    assert stores.outcomes.newest_times(window()) == ()


def test_what_failed_before_a_draft_has_no_draft(stores: Stores) -> None:
    short = Figures("reply-draft", LIVE, Arm.LIVE, total_ms=5)
    end(stores, 1, short, ExchangeState.FAILED)
    assert stores.outcomes.count(window()) == Counts(ended=1, failed=1)
    assert stores.outcomes.newest_times(window()) == ()


def test_an_exchange_that_was_never_let_in_has_no_figures(stores: Stores) -> None:
    end(stores, 1, None, ExchangeState.REFUSED)
    assert stores.outcomes.count(window()) == Counts()


def test_a_window_has_a_beginning_and_an_end(stores: Stores, clock: FixedClock) -> None:
    for number in range(4):
        end(stores, number)
        clock.advance(60)
    later = NOON + timedelta(seconds=60)
    assert stores.outcomes.count(window(since=later)).ended == 3
    until = dataclasses.replace(window(), until=later)
    assert stores.outcomes.count(until).ended == 1


def test_a_held_answer_stays_held_and_follows_its_verdict(stores: Stores) -> None:
    exchange = end(stores, 1, GOOD, ExchangeState.HELD)
    assert stores.outcomes.count(window()).held == 1
    close(stores, exchange, ExchangeState.RELEASED)
    assert stores.outcomes.count(window()) == Counts(
        ended=1, drafts=1, held=1, prompt_tokens=100, output_tokens=20
    )


def test_a_reviewer_faster_than_the_pipeline_leaves_it_held(stores: Stores) -> None:
    exchange = end(stores, 1, None, ExchangeState.RELEASED)
    close(stores, exchange, ExchangeState.HELD, GOOD)
    found = stores.outcomes.count(window())
    assert (found.ended, found.held) == (1, 1)


def test_a_rewritten_answer_counts_as_edited(stores: Stores) -> None:
    exchange = end(stores, 1, GOOD, ExchangeState.HELD)
    held = HeldAnswer(
        exchange=exchange,
        case="c" * 32,
        purpose="reply-draft",
        language="en",
        requester="anna",
        authors=("anna",),
        draft="Dear customer.",
        binding=bound("Dear customer."),
        risk="low",
        reasons=("Why.",),
        held_at=NOON,
        state=ReviewState.WAITING,
    )
    stores.reviews.hold(held, record=lambda: None)
    new = dataclasses.replace(held, draft="Dear all.", binding=bound("Dear all."))
    stores.reviews.replace(held, new, record=lambda: None)
    assert stores.outcomes.count(window()).edited == 1


def test_thumbs_are_counted_beside_the_exchanges_they_are_for(stores: Stores) -> None:
    one, two, _ = (end(stores, number) for number in range(3))
    stores.ratings.rate(one, "anna", Thumb.DOWN, "too short")
    stores.ratings.rate(two, "anna", Thumb.UP, "")
    found = stores.outcomes.count(window())
    assert (found.ended, found.rated, found.thumbs_down) == (3, 2, 1)


def test_the_same_end_twice_is_one_exchange(stores: Stores) -> None:
    exchange = end(stores, 1)
    close(stores, exchange, ExchangeState.RELEASED, GOOD)
    assert stores.outcomes.count(window()).ended == 1


def test_times_are_those_of_drafts(stores: Stores, clock: FixedClock) -> None:
    for number, total in enumerate((500, 100, 900)):
        end(stores, number, dataclasses.replace(GOOD, total_ms=total))
        clock.advance(1)
    assert stores.outcomes.newest_times(window()) == (100, 500, 900)
    assert stores.outcomes.series(window(), most=2).total_ms == (500, 100)


def test_a_series_is_in_the_order_in_which_exchanges_ended(
    stores: Stores, clock: FixedClock
) -> None:
    held, failed = ExchangeState.HELD, ExchangeState.FAILED
    grave = dataclasses.replace(GOOD, grave=1, well_formed=None)
    malformed = dataclasses.replace(GOOD, grave=1, well_formed=False)
    short = Figures("reply-draft", LIVE, Arm.LIVE, total_ms=5)
    ids = []
    # The newest has the smallest id, so that the order is that of time.
    for number, (figures, state) in enumerate(
        ((GOOD, held), (short, failed), (grave, held), (malformed, held))
    ):
        ids.append(end(stores, 9 - number, figures, state))
        clock.advance(1)
    stores.ratings.rate(ids[2], "anna", Thumb.UP, "")
    clock.advance(1)
    stores.ratings.rate(ids[0], "anna", Thumb.DOWN, "")
    found = stores.outcomes.series(window(), most=9)
    assert found.bad == {
        Metric.FAILED: (False, True, False, False),
        Metric.FINDINGS: (False, True, True),
        Metric.MALFORMED: (False, True),
        Metric.HELD: (True, True, True),
        Metric.THUMBS_DOWN: (False, True),
    }
    assert found.total_ms == (1_000, 1_000, 1_000)


def test_counts_over_time_begin_with_the_window(
    stores: Stores, clock: FixedClock
) -> None:
    for number, wait in enumerate((0, 30, 100)):
        clock.advance(wait)
        end(stores, number)
    minute = timedelta(minutes=1)
    found = stores.outcomes.over_time(window(), every=minute)
    spans = {at: counts.ended for at, counts in found.items()}
    assert spans == {NOON: 2, NOON + 2 * minute: 1}


AGREES = Compared(
    live="f" * 32,
    live_release=LIVE,
    same_fields=True,
    fields_differ=(),
    same_reasons=True,
    same_text=True,
    live_chars=50,
    chars=50,
)
DIFFERS = dataclasses.replace(
    AGREES, same_fields=False, fields_differ=("product",), same_text=False, chars=70
)
FAILED = Compared(live="f" * 32, live_release=LIVE, live_chars=50)
OF_TEXT = dataclasses.replace(DIFFERS, same_fields=None, same_reasons=None)


def test_a_shadow_is_kept_beside_the_answer_it_shadows(stores: Stores) -> None:
    shadowed = dataclasses.replace(BAD, findings={}, grave=0, well_formed=True)
    released = ExchangeState.RELEASED
    for number, beside in enumerate((AGREES, DIFFERS, OF_TEXT, FAILED)):
        stores.outcomes.keep_shadow(f"{number:032x}", released, NOON, shadowed, beside)
    candidate = window(Arm.CANDIDATE)
    assert stores.outcomes.count(candidate).ended == 4
    assert stores.outcomes.compared(candidate) == Agreement(
        answers=3,
        same_text=1,
        with_fields=2,
        same_fields=1,
        with_reasons=2,
        same_reasons=2,
        live_chars=150,
        chars=190,
    )


def test_what_is_not_shadowed_yet_is_listed_newest_first(
    stores: Stores, clock: FixedClock
) -> None:
    ids = []
    for number in range(3):
        ids.append(end(stores, number))
        clock.advance(1)
    end(stores, 3, GOOD, ExchangeState.FAILED)
    end(stores, 4, BAD)

    def left(release: str = CANDIDATE) -> list[str]:
        return list(stores.outcomes.unshadowed(window(), release, most=2))

    assert left() == [ids[2], ids[1]]
    for number, (live, beside) in enumerate(((ids[2], AGREES), (ids[0], FAILED))):
        done = dataclasses.replace(beside, live=live)
        released = ExchangeState.RELEASED
        stores.outcomes.keep_shadow(f"f{number:031x}", released, NOON, BAD, done)
    assert left() == [ids[1]]
    assert left("c" * 64) == [ids[2], ids[1]]


def test_an_answered_exchange_is_read_whoever_asked(stores: Stores) -> None:
    exchange = end(stores, 1)
    with pytest.raises(NotFoundError):
        stores.exchanges.get_answered(exchange)
    case = stores.cases.create("ben", "")
    other = make_exchange(id="b" * 32, case=case.id, caller=make_caller("ben"))
    stores.exchanges.opened(other)
    stores.exchanges.closed(
        other.id, ExchangeState.RELEASED, answer="Dear all.", reasons=(), record=1
    )
    assert stores.exchanges.get_answered(other.id).answer == "Dear all."


def test_a_shadow_is_kept_whole_or_not_at_all(stores: Stores) -> None:
    released = ExchangeState.RELEASED
    stores.outcomes.keep_shadow("1" * 32, released, NOON, BAD, AGREES)
    with pytest.raises(StoreError):
        stores.outcomes.keep_shadow("1" * 32, released, NOON, BAD, AGREES)
    assert stores.outcomes.count(window(Arm.CANDIDATE)).ended == 1


def test_old_figures_go_but_never_those_of_a_rollout_that_runs(
    stores: Stores, clock: FixedClock
) -> None:
    end(stores, 1)
    beside = Compared("1".zfill(32), LIVE, 9, same_text=True, chars=9)
    released = ExchangeState.RELEASED
    stores.outcomes.keep_shadow("f" * 32, released, NOON, BAD, beside)
    clock.advance(86_400)
    since = clock.now()
    end(stores, 2)
    clock.advance(86_400)
    later = clock.now()
    end(stores, 3)
    runs = ("reply-draft", NOON)
    assert stores.outcomes.remove_old(ended_before=later, but=[runs]) == 0
    assert stores.outcomes.count(window()).ended == 3
    others = ("credit-memo", NOON)
    kept = [("reply-draft", since), others]
    assert stores.outcomes.remove_old(ended_before=later, but=kept) == 2
    assert stores.outcomes.count(window()).ended == 2
    assert stores.outcomes.compared(window(Arm.CANDIDATE)) == Agreement()
    assert stores.outcomes.remove_old(ended_before=later, but=()) == 1
    assert stores.outcomes.count(window()).ended == 1


def test_the_figures_of_one_exchange_are_read_as_they_were_kept(
    stores: Stores,
) -> None:
    kept = end(stores, 1, BAD, ExchangeState.REFUSED)
    failed = dataclasses.replace(GOOD, cause=Cause.TIME_OUT, grave=None)
    lost = end(stores, 2, failed, ExchangeState.FAILED)
    without = end(stores, 3, None, ExchangeState.FAILED)
    assert stores.outcomes.of_exchange(kept) == BAD
    assert stores.outcomes.of_exchange(lost) == failed
    assert stores.outcomes.of_exchange(without) is None
    assert stores.outcomes.of_exchange("f" * 32) is None


@pytest.mark.parametrize(("origin", "again"), [("web", True), ("bulk", False)])
def test_texts_of_a_list_are_not_asked_again(
    stores: Stores, clock: FixedClock, origin: str, *, again: bool
) -> None:
    case = stores.cases.create("anna", "")
    for number in range(2):
        clock.advance(60)
        exchange = make_exchange(
            id=f"{number:032x}", case=case.id, caller=make_caller(), origin=origin
        )
        exchange = dataclasses.replace(exchange, received_at=clock.now())
        stores.exchanges.opened(exchange)
        close(stores, exchange.id, ExchangeState.RELEASED, GOOD)
    clock.advance(60)
    seen = stores.seen.ended(NOON, clock.now())
    assert [one.again for one in seen] == [again, False]
