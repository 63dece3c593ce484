"""What judges said, on SQLite and PostgreSQL: apart from ratings, once per judge."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from appliance.domain.assessment import Judgement
from appliance.domain.judging import Judge, Judged
from appliance.domain.sampling import Sample, SampleReason
from appliance.errors import ConflictError, LedgerError
from appliance.stores.judgements import count_judged, said_of_rated
from appliance.stores.opened import Stores
from tests.contract.test_stores_samples import put
from tests.fakes import NOON, make_exchange
from tests.judged import answered_in, judged_as, rated_as, shipped_judge

RIGHT, PARTLY, WRONG, REFUSE = Judgement
JUDGE = shipped_judge()
NEWER = replace(JUDGE, prompt="9" * 64)
LARGER = replace(JUDGE, model="9" * 64)


def drawn(stores: Stores, number: int = 1, purpose: str = "reply-draft") -> Sample:
    sample = put(stores, number, purpose=purpose)
    answered_in(stores, sample.answered.exchange)
    return sample


def test_a_judgement_reads_back_as_it_was_kept(stores: Stores) -> None:
    sample = drawn(stores)
    judged_as(stores, sample, WRONG)
    found = stores.judgements.of_samples([sample.id], [JUDGE])
    assert found == {
        sample.id: Judged(sample.id, JUDGE, "r" * 64, WRONG, 900, "", NOON)
    }


def test_that_it_could_not_be_judged_reads_back_too(stores: Stores) -> None:
    sample = drawn(stores)
    judged_as(stores, sample, None)
    (found,) = stores.judgements.of_samples([sample.id], [JUDGE]).values()
    assert (found.judgement, found.sure_permille) == (None, None)
    assert found.error == "TextTooLongError"


def test_a_judge_judges_an_answer_once(stores: Stores) -> None:
    sample = drawn(stores)
    judged_as(stores, sample, WRONG)
    with pytest.raises(ConflictError):
        judged_as(stores, sample, RIGHT)
    (found,) = stores.judgements.of_samples([sample.id], [JUDGE]).values()
    assert found.judgement is WRONG


def test_what_cannot_be_recorded_is_not_kept(stores: Stores) -> None:
    sample = drawn(stores)

    def full() -> None:
        raise LedgerError("full")

    judged = Judged(sample.id, JUDGE, "r" * 64, WRONG, 900, "", NOON)
    with pytest.raises(LedgerError):
        stores.judgements.keep(judged, record=full)
    assert stores.judgements.of_samples([sample.id], [JUDGE]) == {}


@pytest.mark.parametrize("other", [NEWER, LARGER], ids=["prompt", "model"])
def test_another_prompt_or_model_begins_with_nothing(
    stores: Stores, other: Judge
) -> None:
    sample = with_text(stores, drawn(stores))
    rated_as(stores, sample, RIGHT, RIGHT)
    judged_as(stores, sample, RIGHT)
    assert said_of_rated(stores.database, JUDGE) == [(RIGHT, RIGHT, RIGHT)]
    assert said_of_rated(stores.database, other) == []
    assert count_judged(stores.database, other) == 0
    assert stores.judgements.of_samples([sample.id], [other]) == {}
    assert stores.judgements.next_for(JUDGE, most=9) == ()
    assert [one.id for one in stores.judgements.next_for(other, most=9)] == [sample.id]
    judged_as(stores, sample, WRONG, other)
    assert said_of_rated(stores.database, JUDGE) == [(RIGHT, RIGHT, RIGHT)]


def with_text(stores: Stores, sample: Sample) -> Sample:
    """Keep a masked text for an exchange that has none."""
    with stores.database.writing() as connection:
        connection.execute(
            text("UPDATE exchanges SET masked_sealed = :text WHERE id = :id"),
            {"text": b"sealed", "id": sample.answered.exchange},
        )
    return sample


def test_what_people_have_rated_is_judged_first_and_then_the_newest(
    stores: Stores,
) -> None:
    first, second, third = (with_text(stores, drawn(stores, n)) for n in (1, 2, 3))
    rated_as(stores, first, RIGHT, WRONG)
    found = stores.judgements.next_for(JUDGE, most=9)
    assert [one.id for one in found] == [first.id, third.id, second.id]
    assert len(stores.judgements.next_for(JUDGE, most=2)) == 2


def test_what_is_of_another_purpose_or_kept_no_more_is_not_judged(
    stores: Stores,
) -> None:
    drawn(stores, 1)  # no text
    with_text(stores, put(stores, 2))  # no answer
    with_text(stores, drawn(stores, 3, purpose="credit-memo"))
    assert stores.judgements.next_for(JUDGE, most=9) == ()


def test_only_answers_that_two_have_rated_are_compared(stores: Stores) -> None:
    waits, rated = drawn(stores, 1), drawn(stores, 2)
    for sample in (waits, rated):
        judged_as(stores, sample, PARTLY)
    rated_as(stores, rated, REFUSE, WRONG)
    assert said_of_rated(stores.database, JUDGE) == [(REFUSE, WRONG, PARTLY)]
    assert count_judged(stores.database, JUDGE) == 2


def test_of_a_release_only_what_was_drawn_by_its_share_counts(stores: Stores) -> None:
    samples = [drawn(stores, number) for number in (1, 2, 3)]
    case = stores.cases.create("anna", "")
    doubtful = replace(
        samples[0],
        id="d" * 32,
        reasons=(SampleReason.LOW_CONFIDENCE,),
        answered=replace(samples[0].answered, exchange="f" * 32, case=case.id),
    )
    stores.exchanges.opened(make_exchange(id="f" * 32, case=case.id))
    stores.samples.add(doubtful, record=lambda: None)
    for sample, said in zip(
        (*samples, doubtful), (RIGHT, WRONG, None, RIGHT), strict=True
    ):
        judged_as(stores, sample, said)
    assert stores.judgements.by_release(JUDGE) == {"r" * 64: (1, 2)}
    assert stores.judgements.by_release(LARGER) == {}
