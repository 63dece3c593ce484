"""Answers drawn for people to rate, on SQLite and PostgreSQL: two seats, each taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from appliance.domain.assessment import IN_HAND, Assessment, Judgement
from appliance.domain.sampling import MAX_WAITING, Answered, Sample, SampleReason
from appliance.errors import ConflictError, LedgerError, NotFoundError, StoreError
from appliance.stores import samples as kept_in
from appliance.stores.opened import Stores
from appliance.stores.samples import rated_pairs
from tests.fakes import NOON, FixedClock, make_exchange

RIGHT, WRONG = Judgement.RIGHT, Judgement.WRONG


def put(
    stores: Stores,
    number: int = 1,
    *,
    owner: str = "anna",
    purpose: str = "reply-draft",
) -> Sample:
    """Have an exchange drawn."""
    case = stores.cases.create(owner, "")
    exchange = make_exchange(id=f"{number:032x}", case=case.id)
    stores.exchanges.opened(exchange)
    answered = Answered(
        exchange.id, case.id, purpose, "en", owner, ("ralf",), "r" * 64, 700
    )
    at = NOON + timedelta(seconds=number)
    sample = Sample(f"{number + 1000:032x}", answered, (SampleReason.SHARE,), at)
    stores.samples.add(sample, record=lambda: None)
    return sample


def take(stores: Stores, rater: str) -> Sample | None:
    return stores.samples.take(rater, may=lambda _: True)


def rate(
    stores: Stores,
    sample: Sample,
    rater: str,
    judgement: Judgement = RIGHT,
    correction: str = "",
) -> None:
    stores.samples.rate(
        Assessment(sample.id, rater, judgement, correction, NOON), record=lambda: None
    )


def test_what_is_drawn_reads_back_as_it_was(stores: Stores) -> None:
    sample = put(stores)
    assert take(stores, "rita") == sample
    assert stores.samples.in_hand(sample.id, "rita") == sample
    assert stores.samples.waiting() == {"reply-draft": 1}


def test_the_oldest_comes_first_and_the_same_again_while_it_is_in_hand(
    stores: Stores,
) -> None:
    second, first = put(stores, 2), put(stores, 1)
    assert [take(stores, "rita"), take(stores, "rita")] == [first, first]
    rate(stores, first, "rita")
    assert take(stores, "rita") == second


def test_two_rate_an_answer_and_a_third_does_not_see_it(stores: Stores) -> None:
    sample = put(stores)
    for rater in ("rita", "carl"):
        assert take(stores, rater) == sample
    assert take(stores, "sam") is None
    rate(stores, sample, "carl", WRONG, "As it should be.")
    rate(stores, sample, "rita")
    assert take(stores, "sam") is None
    said = [
        (one.rater, one.judgement, one.correction)
        for one in stores.samples.assessments_of(sample.id)
    ]
    assert said == [("rita", RIGHT, ""), ("carl", WRONG, "As it should be.")]
    assert [one.id for one in stores.samples.rated()] == [sample.id]
    assert stores.samples.get(sample.id).rated == 2


def test_nobody_rates_an_answer_twice(stores: Stores) -> None:
    sample = put(stores)
    take(stores, "rita")
    rate(stores, sample, "rita")
    assert take(stores, "rita") is None
    with pytest.raises(ConflictError):
        rate(stores, sample, "rita", WRONG)
    with pytest.raises(NotFoundError):
        stores.samples.in_hand(sample.id, "rita")


def test_what_the_rules_keep_from_somebody_is_passed_over(stores: Stores) -> None:
    theirs, other = put(stores, 1, owner="sam"), put(stores, 2)
    found = stores.samples.take("sam", may=lambda one: one.id != theirs.id)
    assert found == other
    assert stores.samples.count_for("sam") == 1


def test_an_answer_left_lying_goes_to_somebody_else(
    stores: Stores, clock: FixedClock
) -> None:
    sample = put(stores)
    take(stores, "rita")
    take(stores, "ralf")
    assert take(stores, "carl") is None
    clock.advance(IN_HAND.total_seconds())
    assert take(stores, "carl") == sample
    with pytest.raises(ConflictError):
        rate(stores, sample, "rita")
    rate(stores, sample, "ralf")
    assert [one.rater for one in stores.samples.assessments_of(sample.id)] == ["ralf"]


def test_who_comes_back_late_takes_the_oldest_again(
    stores: Stores, clock: FixedClock
) -> None:
    sample = put(stores)
    take(stores, "rita")
    clock.advance(IN_HAND.total_seconds())
    assert take(stores, "rita") == sample
    rate(stores, sample, "rita")


def test_a_late_rating_counts_while_nobody_else_has_the_answer(
    stores: Stores, clock: FixedClock
) -> None:
    sample = put(stores)
    take(stores, "rita")
    clock.advance(10 * IN_HAND.total_seconds())
    rate(stores, sample, "rita")
    assert len(stores.samples.assessments_of(sample.id)) == 1


def test_an_answer_in_another_hand_is_as_none_at_all(stores: Stores) -> None:
    sample = put(stores)
    take(stores, "rita")
    told = []
    for id_, rater in ((sample.id, "carl"), ("0" * 32, "carl"), ("0" * 32, "rita")):
        with pytest.raises(NotFoundError) as caught:
            stores.samples.in_hand(id_, rater)
        told.append(str(caught.value))
    assert len(set(told)) == 1


def test_before_two_have_rated_it_nobody_reads_what_was_said(stores: Stores) -> None:
    sample = put(stores)
    take(stores, "rita")
    rate(stores, sample, "rita")
    with pytest.raises(NotFoundError):
        stores.samples.get(sample.id)
    assert stores.samples.rated() == ()
    assert rated_pairs(stores.database) == {}


def test_of_eight_who_want_the_last_two_answers_at_once_four_get_a_seat(
    stores: Stores,
) -> None:
    samples = [put(stores, 1), put(stores, 2)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda n: take(stores, f"rater-{n}"), range(8)))
    ids = [one.id for one in got if one]
    assert sorted(ids) == sorted(2 * [one.id for one in samples])


def test_who_asks_twice_at_once_has_one_in_hand(stores: Stores) -> None:
    put(stores, 1)
    put(stores, 2)

    def attempt(_: int) -> str:
        try:
            taken = take(stores, "rita")
        except StoreError:  # the database refuses the second
            return ""
        return taken.id if taken else ""

    with ThreadPoolExecutor(4) as pool:
        got = set(pool.map(attempt, range(4))) - {""}
    assert len(got) == 1


def test_an_answer_is_drawn_once(stores: Stores) -> None:
    sample = put(stores)
    again = Sample("f" * 32, sample.answered, (SampleReason.THUMB_DOWN,), NOON)
    stores.samples.add(again, record=lambda: pytest.fail("recorded again"))
    assert stores.samples.waiting() == {"reply-draft": 1}


def test_no_more_wait_than_people_can_rate(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_WAITING > 2
    monkeypatch.setattr(kept_in, "MAX_WAITING", 2)
    put(stores, 1)
    put(stores, 2)
    put(stores, 3)
    put(stores, 4, purpose="credit-memo")
    assert stores.samples.waiting() == {"reply-draft": 2, "credit-memo": 1}


def test_what_the_log_does_not_take_is_not_kept(stores: Stores) -> None:
    def refuse() -> None:
        raise LedgerError("down")

    sample = put(stores)
    other = make_exchange(id="9" * 32, case=sample.answered.case)
    stores.exchanges.opened(other)
    answered = Answered(other.id, other.case, "reply-draft", "en", "anna", ())
    unheard = Sample("9" * 32, answered, (SampleReason.SHARE,), NOON)
    with pytest.raises(LedgerError):
        stores.samples.add(unheard, record=refuse)
    assert stores.samples.waiting() == {"reply-draft": 1}
    take(stores, "rita")
    with pytest.raises(LedgerError):
        stores.samples.rate(
            Assessment(sample.id, "rita", RIGHT, "", NOON), record=refuse
        )
    assert stores.samples.assessments_of(sample.id) == ()
    rate(stores, sample, "rita")


def test_a_release_begins_once_for_each_purpose(
    stores: Stores, clock: FixedClock
) -> None:
    first = stores.samples.first_answered("reply-draft", "r" * 64)
    clock.advance(60)
    assert stores.samples.first_answered("reply-draft", "r" * 64) == first == NOON
    # As another process reads it.
    stores.samples._starts.clear()
    assert stores.samples.first_answered("reply-draft", "r" * 64) == first
    assert stores.samples.first_answered("credit-memo", "r" * 64) > first


def test_pairs_are_told_by_purpose_in_the_order_of_the_seats(stores: Stores) -> None:
    for number, (one, other) in enumerate([(RIGHT, WRONG), (RIGHT, RIGHT)], start=1):
        sample = put(stores, number)
        for rater, judgement in (("rita", one), ("carl", other)):
            take(stores, rater)
            rate(stores, sample, rater, judgement)
    put(stores, 3, purpose="credit-memo")
    assert rated_pairs(stores.database) == {
        "reply-draft": [(RIGHT, WRONG), (RIGHT, RIGHT)]
    }
