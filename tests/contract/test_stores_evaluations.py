"""One suite for evaluations as they are kept, on SQLite and PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from appliance.domain.evaluation import Arm, CaseRun, EvaluationState
from appliance.domain.verdict import Outcome
from appliance.errors import LedgerError, NotFoundError, StoreError
from appliance.stores.evaluations import KeptEvaluation, Wanted
from appliance.stores.jobs import JobKind
from appliance.stores.opened import Stores
from appliance.stores.tables import evaluation_cases, evaluations, jobs
from tests.fakes import FixedClock

WANTED = Wanted("reply-draft", "d" * 64, "a" * 64, "", 3)
RUN = CaseRun(
    case="a-fee",
    arm=Arm.CANDIDATE,
    state="released",
    answer="Dear [PERSON_zabc_1]",
    people={"[PERSON_zabc_1]": "Anna Kowalski"},
    findings=("date.moved",),
    leaked=0,
    error="",
    exact=True,
    tokens_in=10,
    tokens_out=4,
    total_ms=812,
    first_token_ms=None,
)


def begun(stores: Stores, wanted: Wanted = WANTED) -> KeptEvaluation:
    return stores.evaluations.begin(wanted, requester="anna", record=lambda _: None)


def test_an_evaluation_is_kept_with_its_job(stores: Stores) -> None:
    kept = begun(stores)
    assert (kept.wanted, kept.state, kept.done, kept.runs) == (
        WANTED,
        EvaluationState.RUNNING,
        0,
        3,
    )
    assert stores.evaluations.of_job(kept.job) == kept
    job = stores.jobs.claim(kept.job)
    assert job is not None
    assert job.kind is JobKind.EVALUATE


def test_an_evaluation_that_the_log_does_not_take_does_not_begin(
    stores: Stores,
) -> None:
    def lost(_: str) -> None:
        raise LedgerError("not taken")

    with pytest.raises(LedgerError):
        stores.evaluations.begin(WANTED, requester=None, record=lost)
    assert stores.evaluations.all() == ()
    with stores.database.reading() as connection:
        assert connection.execute(select(jobs)).all() == []


def test_a_run_reads_back_as_it_was_kept(stores: Stores) -> None:
    kept = begun(stores)
    live = replace(RUN, arm=Arm.LIVE, first_token_ms=12)
    stores.evaluations.add_run(kept.id, live)
    stores.evaluations.add_run(kept.id, RUN)
    assert stores.evaluations.runs(kept.id) == (RUN, live)
    assert stores.evaluations.done(kept.id) == {
        (Arm.CANDIDATE, "a-fee"),
        (Arm.LIVE, "a-fee"),
    }
    assert stores.evaluations.get(kept.id).done == 2


def test_a_case_is_kept_once_for_each_release(stores: Stores) -> None:
    kept = begun(stores)
    stores.evaluations.add_run(kept.id, RUN)
    with pytest.raises(StoreError):
        stores.evaluations.add_run(kept.id, RUN)


def test_no_answer_and_no_report_stands_readable_in_the_database(
    stores: Stores,
) -> None:
    kept = begun(stores)
    stores.evaluations.add_run(kept.id, RUN)
    finished(stores, kept)
    with stores.database.reading() as connection:
        rows = [
            *connection.execute(select(evaluation_cases)).all(),
            *connection.execute(select(evaluations)).all(),
        ]
    for word in ("Kowalski", "Dear", "the report", "the times"):
        assert word not in repr(rows)


def test_a_run_that_was_moved_to_another_case_is_not_read(stores: Stores) -> None:
    kept = begun(stores)
    stores.evaluations.add_run(kept.id, RUN)
    with stores.database.writing() as connection:
        connection.execute(evaluation_cases.update().values(case_id="another"))
    with pytest.raises(StoreError):
        stores.evaluations.runs(kept.id)


def finished(stores: Stores, kept: KeptEvaluation) -> KeptEvaluation:
    stores.evaluations.finish(
        kept.id,
        verdict=Outcome.PASS,
        passed=3,
        digest="f" * 64,
        report="the report",
        measurements="the times",
    )
    return stores.evaluations.get(kept.id)


def test_a_finished_evaluation_gives_its_files(stores: Stores) -> None:
    kept = begun(stores)
    with pytest.raises(NotFoundError):
        stores.evaluations.files(kept.id)
    over = finished(stores, kept)
    assert (over.state, over.verdict, over.passed, over.report) == (
        EvaluationState.FINISHED,
        Outcome.PASS,
        3,
        "f" * 64,
    )
    assert over.ended_at is not None
    assert stores.evaluations.files(kept.id) == ("the report", "the times")


def test_an_evaluation_ends_once(stores: Stores) -> None:
    kept = begun(stores)
    finished(stores, kept)
    stores.evaluations.fail(kept.id, "EngineError")
    assert stores.evaluations.get(kept.id).state is EvaluationState.FINISHED


def test_the_same_that_goes_on_is_found_and_no_other(stores: Stores) -> None:
    kept = begun(stores)
    assert stores.evaluations.running(WANTED) == kept
    for other in (
        replace(WANTED, purpose="credit-memo"),
        replace(WANTED, release="e" * 64),
        replace(WANTED, golden="b" * 64),
        replace(WANTED, against="e" * 64),
    ):
        assert stores.evaluations.running(other) is None
    stores.evaluations.fail(kept.id, "EngineError")
    assert stores.evaluations.running(WANTED) is None


def test_lists_are_newest_first_and_by_purpose(
    stores: Stores, clock: FixedClock
) -> None:
    first = begun(stores)
    clock.advance(1)
    second = begun(stores, replace(WANTED, purpose="credit-memo"))
    clock.advance(1)
    third = begun(stores)
    assert [one.id for one in stores.evaluations.all()] == [
        third.id,
        second.id,
        first.id,
    ]
    of_one = stores.evaluations.of_purpose("reply-draft")
    assert [one.id for one in of_one] == [third.id, first.id]


@pytest.mark.parametrize("wrong", ["", "x", "'", "0" * 32, "%"])
def test_an_unknown_evaluation_is_not_found(stores: Stores, wrong: str) -> None:
    begun(stores)
    for read in (
        stores.evaluations.get,
        stores.evaluations.of_job,
        stores.evaluations.files,
    ):
        with pytest.raises(NotFoundError):
            read(wrong)


def test_of_two_evaluations_one_waits_for_the_other(stores: Stores) -> None:
    one, other = begun(stores), begun(stores, replace(WANTED, purpose="credit-memo"))
    text = stores.jobs.add(JobKind.CLEAN_UP)
    assert stores.jobs.claim(one.job) is not None
    assert stores.jobs.claim(other.job) is None
    assert stores.jobs.claim(text.id) is not None
    waits = stores.jobs.next_of(JobKind.EVALUATE)
    assert waits is not None
    assert waits.id == other.job
    stores.jobs.finish(one.job)
    assert stores.jobs.claim(other.job) is not None
    assert stores.jobs.next_of(JobKind.EVALUATE) is None
