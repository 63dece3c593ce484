"""Jobs: work for the background. The row is the truth, the queue only a nudge.

A job is queued, running, done or failed. It is claimed by one compare-and-set, so two
nudges for one job run it once. A row left running by a worker that died is queued again
at start-up until its attempts are used up; then it failed, and says so.
"""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, or_, select

from appliance.domain.ports.clock import Clock
from appliance.errors import NotFoundError
from appliance.stores.database import Database
from appliance.stores.tables import jobs

# Queued this long without being claimed: its nudge was lost.
_NUDGE_LOST_AFTER = timedelta(seconds=60)
_MAX_ERROR_CHARS = 64
# A model that is started again takes about so long; an outage is asked about seldom.
FIRST_AGAIN = timedelta(seconds=20)
LAST_AGAIN = timedelta(minutes=5)
_MOST_DOUBLED = 8
_APART_PERMILLE = 250


class JobKind(StrEnum):
    """What a job does."""

    ANSWER = "answer"
    VERIFY_LOG = "verify-log"
    CLEAN_UP = "clean-up"
    PROBE_MASKING = "probe-masking"
    EVALUATE = "evaluate"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One job.

    Args:
        id: 32 hex digits; all that the queue carries.
        kind: What it does.
        exchange: The exchange it answers, or None.
        owner: Directory key of who waits for it, or None for the appliance's own.
        state: Where it stands.
        attempts: How often it was begun.
        progress_permille: 0 to 1000.
        error: Class name of the error that ended it, or None.
        created_at: Aware UTC.
        changed_at: Aware UTC.
    """

    id: str
    kind: JobKind
    exchange: str | None
    owner: str | None
    state: JobState
    attempts: int
    progress_permille: int
    error: str | None
    created_at: datetime
    changed_at: datetime


class Jobs:
    """All jobs."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # Only the worker claims, and there is one worker.
        self._claiming = threading.Lock()

    def add(
        self, kind: JobKind, *, exchange: str | None = None, owner: str | None = None
    ) -> Job:
        """Put a job down; the worker still has to be nudged (queue.py)."""
        with self._database.writing() as connection:
            return self.add_in(connection, kind, exchange=exchange, owner=owner)

    def add_in(
        self,
        connection: Connection,
        kind: JobKind,
        *,
        exchange: str | None = None,
        owner: str | None = None,
        not_before: datetime | None = None,
    ) -> Job:
        """Put a job down in a transaction that others have begun.

        Args:
            not_before: It is begun then or later.
        """
        now = self._clock.now()
        job = Job(
            id=secrets.token_hex(16),
            kind=kind,
            exchange=exchange,
            owner=owner,
            state=JobState.QUEUED,
            attempts=0,
            progress_permille=0,
            error=None,
            created_at=now,
            changed_at=now,
        )
        values = {
            "id": job.id,
            "kind": str(kind),
            "exchange": exchange,
            "owner": owner,
            "state": str(job.state),
            "attempts": 0,
            "progress_permille": 0,
            "created_at": now,
            "changed_at": now,
            "not_before": not_before,
        }
        connection.execute(jobs.insert().values(values))
        return job

    def claim(self, job: str) -> Job | None:
        """Begin a queued job; None if it is not waiting any more, or must wait on.

        An evaluation waits while another runs: answers of two beside each other might
        not come out the same again.
        """
        now = self._clock.now()
        other = jobs.alias()
        alone = or_(
            jobs.c.kind != str(JobKind.EVALUATE),
            ~exists().where(
                other.c.kind == str(JobKind.EVALUATE),
                other.c.state == str(JobState.RUNNING),
            ),
        )
        # On PostgreSQL two claims at once would not see each other.
        with self._claiming, self._database.writing() as connection:
            done = connection.execute(
                jobs.update()
                .where(
                    jobs.c.id == job,
                    jobs.c.state == str(JobState.QUEUED),
                    alone,
                    self._is_time(),
                )
                .values(
                    state=str(JobState.RUNNING),
                    attempts=jobs.c.attempts + 1,
                    changed_at=now,
                )
            )
            if done.rowcount != 1:
                return None
            return _job(connection.execute(select(jobs).where(jobs.c.id == job)).one())

    def progress(self, job: str, permille: int) -> None:
        """Keep how far a running job is."""
        self._change(job, progress_permille=max(0, min(1000, permille)))

    def finish(self, job: str) -> None:
        """Keep that a running job is done."""
        self._change(job, state=str(JobState.DONE), progress_permille=1000)

    def postpone(self, job: str) -> None:
        """Have a running job begin again later, each time later than the last.

        It doubles from `FIRST_AGAIN` to `LAST_AGAIN`, a little apart for each job, so
        that not all of them ask at the same moment.
        """
        with self._database.writing() as connection:
            so_far = connection.execute(
                select(jobs.c.postponed).where(jobs.c.id == job)
            ).scalar_one()
            wait = min(LAST_AGAIN, FIRST_AGAIN * 2 ** min(so_far, _MOST_DOUBLED))
            apart = 1 + secrets.randbelow(_APART_PERMILLE) / 1000
            connection.execute(
                jobs.update()
                .where(jobs.c.id == job, jobs.c.state == str(JobState.RUNNING))
                .values(
                    state=str(JobState.QUEUED),
                    changed_at=self._clock.now(),
                    not_before=self._clock.now() + wait * apart,
                    postponed=so_far + 1,
                    # None of its attempts ended with a worker that died.
                    attempts=0,
                    progress_permille=0,
                )
            )

    def fail(self, job: str, error: str) -> None:
        """Keep that a running job failed, by the class name of what broke."""
        self._change(job, state=str(JobState.FAILED), error=error[:_MAX_ERROR_CHARS])

    def next_of(self, kind: JobKind) -> Job | None:
        """Read the queued job of a kind that has waited longest, if there is one."""
        return next((job for job in self.waiting() if job.kind is kind), None)

    def get(self, job: str, owner: str) -> Job:
        """Read a job that a person waits for.

        Raises:
            NotFoundError: There is none of this id, or it is not theirs.
        """
        return self._of(jobs.c.id == job, owner)

    def of_exchange(self, exchange: str, owner: str) -> Job:
        """Read the job that answers a person's exchange.

        Raises:
            NotFoundError: There is none, or the exchange is not theirs.
        """
        return self._of(jobs.c.exchange == exchange, owner)

    def recover(self, *, max_attempts: int) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
        """Sort out what a worker that died left running, at start-up.

        Returns:
            The jobs that are queued again, and those whose every attempt ended with the
            worker. The latter stay as they are until the caller has ended what hangs on
            them and calls `fail`, so being killed in between loses nothing.
        """
        now = self._clock.now()
        left = jobs.c.state == str(JobState.RUNNING)
        with self._database.writing() as connection:
            rows = connection.execute(select(jobs).where(left)).all()
            connection.execute(
                jobs.update()
                .where(left, jobs.c.attempts < max_attempts)
                .values(state=str(JobState.QUEUED), changed_at=now)
            )
        found = [_job(row) for row in rows]
        return (
            tuple(job for job in found if job.attempts < max_attempts),
            tuple(job for job in found if job.attempts >= max_attempts),
        )

    def waiting(self, *, at_least: timedelta = timedelta(0)) -> tuple[Job, ...]:
        """List queued jobs that have waited at least so long, oldest first."""
        before = self._clock.now() - at_least
        return self._queued(and_(jobs.c.changed_at <= before, self._is_time()))

    def _queued(self, condition: ColumnElement[bool]) -> tuple[Job, ...]:
        query = (
            select(jobs)
            .where(jobs.c.state == str(JobState.QUEUED), condition)
            .order_by(jobs.c.created_at, jobs.c.id)
        )
        with self._database.reading() as connection:
            return tuple(_job(row) for row in connection.execute(query).all())

    def due(self) -> tuple[Job, ...]:
        """List postponed jobs whose time has come, oldest first."""
        return self._queued(jobs.c.not_before <= self._clock.now())

    def forgotten(self) -> tuple[Job, ...]:
        """List queued jobs whose nudge must have been lost."""
        return self.waiting(at_least=_NUDGE_LOST_AFTER)

    def add_if_due(
        self,
        kind: JobKind,
        *,
        every: timedelta,
        after_failure: timedelta | None = None,
    ) -> Job | None:
        """Put a periodic job down if none was within this time.

        Args:
            after_failure: The time if the last one failed; None for the same.
        """
        query = (
            select(jobs.c.created_at, jobs.c.state)
            .where(jobs.c.kind == str(kind))
            .order_by(jobs.c.created_at.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            last = connection.execute(query).one_or_none()
        if last is not None:
            failed = last.state == str(JobState.FAILED)
            wait = after_failure if failed and after_failure is not None else every
            if self._clock.now() - last.created_at < wait:
                return None
        return self.add(kind)

    def remove_ended(self, *, older_than: timedelta) -> int:
        """Delete jobs that ended long ago, whoever waited for them; says how many."""
        before = self._clock.now() - older_than
        with self._database.writing() as connection:
            done = connection.execute(
                jobs.delete().where(
                    jobs.c.state.in_([str(JobState.DONE), str(JobState.FAILED)]),
                    jobs.c.changed_at < before,
                )
            )
        return done.rowcount

    def _is_time(self) -> ColumnElement[bool]:
        now = self._clock.now()
        return or_(jobs.c.not_before.is_(None), jobs.c.not_before <= now)

    def _change(self, job: str, **values: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(
                jobs.update()
                .where(jobs.c.id == job, jobs.c.state == str(JobState.RUNNING))
                .values(changed_at=self._clock.now(), **values)
            )

    def _of(self, condition: Any, owner: str) -> Job:
        query = (
            select(jobs)
            .where(condition, jobs.c.owner == owner)
            .order_by(jobs.c.created_at.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such job for this person")
        return _job(row)


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        exchange=row.exchange,
        owner=row.owner,
        state=JobState(row.state),
        attempts=row.attempts,
        progress_permille=row.progress_permille,
        error=row.error,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
