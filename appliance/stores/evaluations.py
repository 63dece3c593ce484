"""Evaluations: which is under way, what became of each case, what each came to.

A case is kept as soon as it is over, so that an evaluation goes on where a killed
worker left it. Answers and reports are ciphertext. The log is the proof: it holds the
digest of each report.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from appliance.domain.evaluation import Arm, CaseRun, EvaluationState
from appliance.domain.ports.clock import Clock
from appliance.domain.verdict import Outcome
from appliance.errors import NotFoundError, StoreError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.jobs import JobKind, Jobs
from appliance.stores.tables import evaluation_cases, evaluations

_TABLE = "evaluations"
_CASES = "evaluation_cases"
# More are not shown at once.
MAX_SHOWN = 100
_MAX_ERROR_CHARS = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to evaluate.

    Args:
        purpose: Name of the purpose.
        release: Digest of the release.
        golden: SHA-256 hex of the file of golden cases.
        against: Digest of the live release to compare with, or "".
        cases: How many golden cases there are.
    """

    purpose: str
    release: str
    golden: str
    against: str
    cases: int


@dataclass(frozen=True, slots=True)
class KeptEvaluation:
    """An evaluation as it is kept.

    Args:
        id: 32 hex digits.
        job: Id of the job that runs it.
        wanted: What is evaluated.
        requester: Directory key of who asked, None for an operator.
        state: Where it stands.
        done: How many cases were run, of both releases if it compares two.
        verdict: What it came to, once it is finished.
        passed: How many cases passed then.
        report: SHA-256 hex of the report's file, "" before.
        error: Class name of the error that ended it, or "".
        begun_at: Aware UTC.
        ended_at: Aware UTC, or None.
    """

    id: str
    job: str
    wanted: Wanted
    requester: str | None = field(repr=False)
    state: EvaluationState
    done: int
    verdict: Outcome | None
    passed: int | None
    report: str
    error: str
    begun_at: datetime
    ended_at: datetime | None

    @property
    def runs(self) -> int:
        """How many cases it runs in all."""
        return self.wanted.cases * (2 if self.wanted.against else 1)


class Evaluations:
    """Every evaluation."""

    def __init__(
        self, database: Database, bodies: Bodies, clock: Clock, jobs: Jobs
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        self._jobs = jobs

    def begin(
        self,
        wanted: Wanted,
        *,
        requester: str | None,
        record: Callable[[str], None],
    ) -> KeptEvaluation:
        """Put an evaluation down with its job: both or none.

        Args:
            requester: Directory key of who asks, None for an operator.
            record: Called with its id once both are in; what it raises undoes them.
        """
        evaluation = secrets.token_hex(16)
        with self._database.writing() as connection:
            job = self._jobs.add_in(connection, JobKind.EVALUATE)
            connection.execute(
                evaluations.insert().values(
                    id=evaluation,
                    job=job.id,
                    requester=requester,
                    state=str(EvaluationState.RUNNING),
                    begun_at=self._clock.now(),
                    **asdict(wanted),
                )
            )
            record(evaluation)
        return self.get(evaluation)

    def running(self, wanted: Wanted) -> KeptEvaluation | None:
        """Find the evaluation of the same that is under way, if there is one."""
        same = [evaluations.c[name] == value for name, value in asdict(wanted).items()]
        is_running = evaluations.c.state == str(EvaluationState.RUNNING)
        return next(iter(self._found(is_running, *same)), None)

    def get(self, evaluation: str) -> KeptEvaluation:
        """Read an evaluation.

        Raises:
            NotFoundError: There is none of this id.
        """
        return self._one(evaluations.c.id == evaluation)

    def of_job(self, job: str) -> KeptEvaluation:
        """Read the evaluation that a job runs.

        Raises:
            NotFoundError: There is none.
        """
        return self._one(evaluations.c.job == job)

    def of_purpose(self, purpose: str) -> tuple[KeptEvaluation, ...]:
        """List the evaluations of a purpose, newest first, `MAX_SHOWN` at most."""
        return self._found(evaluations.c.purpose == purpose)

    def all(self) -> tuple[KeptEvaluation, ...]:
        """List evaluations, newest first, `MAX_SHOWN` at most."""
        return self._found()

    def done(self, evaluation: str) -> Collection[tuple[Arm, str]]:
        """Name the cases that were run, by release and id."""
        query = select(evaluation_cases.c.arm, evaluation_cases.c.case_id).where(
            evaluation_cases.c.evaluation == evaluation
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return frozenset((Arm(row.arm), row.case_id) for row in rows)

    def add_run(self, evaluation: str, run: CaseRun) -> None:
        """Keep what became of a case."""
        row = _row(evaluation, run.arm, run.case)
        sealed = self._bodies.seal_json(asdict(run), _CASES, row, "run")
        values = {
            "evaluation": evaluation,
            "arm": str(run.arm),
            "case_id": run.case,
            "run_sealed": sealed,
        }
        with self._database.writing() as connection:
            connection.execute(evaluation_cases.insert().values(values))

    def runs(self, evaluation: str) -> tuple[CaseRun, ...]:
        """Read what became of each case, by release and id."""
        query = (
            select(evaluation_cases)
            .where(evaluation_cases.c.evaluation == evaluation)
            .order_by(evaluation_cases.c.arm, evaluation_cases.c.case_id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(map(self._run, rows))

    def finish(
        self,
        evaluation: str,
        *,
        verdict: Outcome,
        passed: int,
        digest: str,
        report: str,
        measurements: str,
    ) -> None:
        """Keep what an evaluation came to.

        Args:
            digest: SHA-256 hex of the report.
            report: The report's file.
            measurements: The file of measurements.
        """
        self._end(
            evaluation,
            state=str(EvaluationState.FINISHED),
            verdict=str(verdict),
            passed=passed,
            report=digest,
            report_sealed=self._bodies.seal(report, _TABLE, evaluation, "report"),
            measurements_sealed=self._bodies.seal(
                measurements, _TABLE, evaluation, "measurements"
            ),
        )

    def fail(self, evaluation: str, error: str) -> None:
        """Keep that an evaluation could not be finished, by the error's class name."""
        state = str(EvaluationState.FAILED)
        self._end(evaluation, state=state, error=error[:_MAX_ERROR_CHARS])

    def files(self, evaluation: str) -> tuple[str, str]:
        """Read the report and the measurements of a finished evaluation.

        Raises:
            NotFoundError: It is not finished, or there is none.
        """
        query = select(evaluations).where(
            evaluations.c.id == evaluation, evaluations.c.report.is_not(None)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such finished evaluation")
        return (
            self._bodies.open(row.report_sealed, _TABLE, evaluation, "report"),
            self._bodies.open(
                row.measurements_sealed, _TABLE, evaluation, "measurements"
            ),
        )

    def _end(self, evaluation: str, **values: Any) -> None:
        running = evaluations.c.state == str(EvaluationState.RUNNING)
        with self._database.writing() as connection:
            connection.execute(
                evaluations.update()
                .where(evaluations.c.id == evaluation, running)
                .values(ended_at=self._clock.now(), **values)
            )

    def _one(self, condition: Any) -> KeptEvaluation:
        found = self._found(condition)
        if not found:
            raise NotFoundError("no such evaluation")
        return found[0]

    def _found(self, *conditions: Any) -> tuple[KeptEvaluation, ...]:
        done = (
            select(func.count())
            .where(evaluation_cases.c.evaluation == evaluations.c.id)
            .scalar_subquery()
            .label("done")
        )
        query = (
            select(evaluations, done)
            .where(*conditions)
            .order_by(evaluations.c.begun_at.desc(), evaluations.c.id)
            .limit(MAX_SHOWN)
        )
        with self._database.reading() as connection:
            return tuple(map(_evaluation, connection.execute(query).all()))

    def _run(self, row: Row[Any]) -> CaseRun:
        place = _row(row.evaluation, row.arm, row.case_id)
        told = self._bodies.open_json(row.run_sealed, _CASES, place, "run")
        if not isinstance(told, Mapping):
            raise StoreError(f"{_CASES} {place}: not a run of a case")
        return CaseRun(
            **{
                **told,
                "arm": Arm(told["arm"]),
                "findings": tuple(told["findings"]),
            }
        )


def _row(evaluation: str, arm: str, case: str) -> str:
    return f"{evaluation} {arm} {case}"


def _evaluation(row: Row[Any]) -> KeptEvaluation:
    return KeptEvaluation(
        id=row.id,
        job=row.job,
        wanted=Wanted(row.purpose, row.release, row.golden, row.against, row.cases),
        requester=row.requester,
        state=EvaluationState(row.state),
        done=row.done,
        verdict=None if row.verdict is None else Outcome(row.verdict),
        passed=row.passed,
        report=row.report or "",
        error=row.error or "",
        begun_at=row.begun_at,
        ended_at=row.ended_at,
    )
