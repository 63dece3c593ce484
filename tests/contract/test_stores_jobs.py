"""One suite for job rows and the queue beside them, on SQLite and PostgreSQL."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.errors import NotFoundError
from appliance.stores.jobs import FIRST_AGAIN, LAST_AGAIN, JobKind, JobState
from appliance.stores.opened import Stores
from tests.fakes import FixedClock


def test_a_job_is_claimed_once(stores: Stores) -> None:
    job = stores.jobs.add(JobKind.CLEAN_UP)
    claimed = stores.jobs.claim(job.id)
    assert claimed is not None
    assert (claimed.state, claimed.attempts) == (JobState.RUNNING, 1)
    assert stores.jobs.claim(job.id) is None
    assert stores.jobs.claim("0" * 32) is None


def test_of_many_claims_at_once_one_wins(stores: Stores) -> None:
    job = stores.jobs.add(JobKind.CLEAN_UP)
    won: list[str] = []
    together = threading.Barrier(12)

    def claim() -> None:
        together.wait(30)
        if stores.jobs.claim(job.id) is not None:
            won.append(job.id)

    threads = [threading.Thread(target=claim) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert won == [job.id]


def test_an_ended_job_says_how(stores: Stores) -> None:
    done, failed = (stores.jobs.add(JobKind.CLEAN_UP, owner="anna") for _ in range(2))
    for job in (done, failed):
        stores.jobs.claim(job.id)
        stores.jobs.progress(job.id, 400)
    stores.jobs.finish(done.id)
    stores.jobs.fail(failed.id, "EngineError")
    assert stores.jobs.get(done.id, "anna").state is JobState.DONE
    assert stores.jobs.get(done.id, "anna").progress_permille == 1000
    kept = stores.jobs.get(failed.id, "anna")
    assert (kept.state, kept.error, kept.progress_permille) == (
        JobState.FAILED,
        "EngineError",
        400,
    )
    stores.jobs.finish(failed.id)
    assert stores.jobs.get(failed.id, "anna").state is JobState.FAILED


def test_a_job_of_the_appliance_is_nobodys(stores: Stores) -> None:
    job = stores.jobs.add(JobKind.VERIFY_LOG)
    for person in ("anna", "", "None"):
        with pytest.raises(NotFoundError):
            stores.jobs.get(job.id, person)


def test_what_a_dead_worker_left_is_queued_again_until_its_attempts_are_used_up(
    stores: Stores,
) -> None:
    job = stores.jobs.add(JobKind.CLEAN_UP, owner="anna")
    for attempt in (1, 2):
        assert stores.jobs.claim(job.id) is not None
        again, lost = stores.jobs.recover(max_attempts=3)
        assert [j.id for j in again] == [job.id]
        assert lost == ()
        assert stores.jobs.get(job.id, "anna").attempts == attempt
    stores.jobs.claim(job.id)
    again, lost = stores.jobs.recover(max_attempts=3)
    assert again == ()
    assert [j.id for j in lost] == [job.id]
    # Found again until somebody has dealt with it.
    assert stores.jobs.recover(max_attempts=3) == (again, lost)
    stores.jobs.fail(job.id, "WorkerLost")
    assert stores.jobs.recover(max_attempts=3) == ((), ())
    kept = stores.jobs.get(job.id, "anna")
    assert (kept.state, kept.error) == (JobState.FAILED, "WorkerLost")


def test_a_periodic_job_is_put_down_once_in_its_time(
    stores: Stores, clock: FixedClock
) -> None:
    day = timedelta(days=1)
    assert stores.jobs.add_if_due(JobKind.VERIFY_LOG, every=day) is not None
    assert stores.jobs.add_if_due(JobKind.VERIFY_LOG, every=day) is None
    assert stores.jobs.add_if_due(JobKind.CLEAN_UP, every=day) is not None
    clock.advance(day.total_seconds())
    assert stores.jobs.add_if_due(JobKind.VERIFY_LOG, every=day) is not None


def test_a_periodic_job_that_failed_may_come_again_sooner(
    stores: Stores, clock: FixedClock
) -> None:
    day, minute = timedelta(days=1), timedelta(minutes=1)

    def due() -> bool:
        kind = JobKind.PROBE_MASKING
        job = stores.jobs.add_if_due(kind, every=day, after_failure=minute)
        if job is None:
            return False
        assert stores.jobs.claim(job.id) is not None
        stores.jobs.fail(job.id, "MaskerError")
        return True

    assert [due(), due()] == [True, False]
    clock.advance(minute.total_seconds())
    assert [due(), due()] == [True, False]


def test_a_queued_job_whose_nudge_was_lost_is_found(
    stores: Stores, clock: FixedClock
) -> None:
    job = stores.jobs.add(JobKind.CLEAN_UP)
    clock.advance(59)
    assert stores.jobs.forgotten() == ()
    clock.advance(1)
    assert [j.id for j in stores.jobs.forgotten()] == [job.id]
    stores.jobs.claim(job.id)
    assert stores.jobs.forgotten() == ()


def test_jobs_that_ended_long_ago_are_removed_whoever_waited_for_them(
    stores: Stores, clock: FixedClock
) -> None:
    for owner in (None, "anna"):
        job = stores.jobs.add(JobKind.CLEAN_UP, owner=owner)
        stores.jobs.claim(job.id)
        stores.jobs.finish(job.id)
    running = stores.jobs.add(JobKind.VERIFY_LOG)
    stores.jobs.claim(running.id)
    clock.advance(31 * 86_400)
    assert stores.jobs.remove_ended(older_than=timedelta(days=30)) == 2
    assert [job.id for job in stores.jobs.recover(max_attempts=3)[0]] == [running.id]


def test_the_queue_file_holds_job_ids_and_nothing_else(
    stores: Stores, tmp_path: Path
) -> None:
    jobs = [stores.jobs.add(JobKind.CLEAN_UP) for _ in range(3)]
    for job in jobs:
        stores.queue.enqueue_job(job.id)
    held = [bytes(message) for message in stores.queue.storage.enqueued_items()]
    assert held == [job.id.encode() for job in jobs]
    assert (tmp_path / "state" / "web" / "jobs.sqlite").stat().st_mode & 0o777 == 0o660


def test_a_postponed_job_waits_longer_each_time_and_is_due_after_it(
    stores: Stores, clock: FixedClock
) -> None:
    job = stores.jobs.add(JobKind.ANSWER, owner="anna")
    waits = []
    for _ in range(6):
        assert stores.jobs.claim(job.id) is not None
        stores.jobs.postpone(job.id)
        assert stores.jobs.claim(job.id) is None
        assert (stores.jobs.due(), stores.jobs.waiting()) == ((), ())
        began = clock.now()
        while not stores.jobs.due():
            clock.advance(1)
        waits.append(clock.now() - began)
        (due,) = stores.jobs.due()
        assert (due.id, due.attempts, due.state) == (job.id, 0, JobState.QUEUED)
    assert waits[0] >= FIRST_AGAIN
    assert waits[:4] == sorted(waits[:4])
    assert LAST_AGAIN <= waits[-1] <= 1.3 * LAST_AGAIN


def test_only_a_running_job_is_postponed(stores: Stores) -> None:
    job = stores.jobs.add(JobKind.ANSWER, owner="anna")
    stores.jobs.claim(job.id)
    stores.jobs.finish(job.id)
    stores.jobs.postpone(job.id)
    assert stores.jobs.get(job.id, "anna").state is JobState.DONE
