"""Evaluate a release in the background, as a job that goes on after a kill.

What was asked for stands in the database with its job, and each case as soon as it is
over. The record that it began is durable with the row; the one that it ended holds the
digest of the report, before anybody can read the report.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from appliance.domain.evaluation import Arm, CaseRun
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.ledger import Entry, Ledger
from appliance.domain.verdict import Outcome
from appliance.domain.version import EVALUATED, VersionState
from appliance.errors import ConflictError
from appliance.kinds import RecordKind
from appliance.release.demands import demands_of
from appliance.release.evaluation.formats import (
    digest_of_report,
    encode_measurements,
    encode_report,
)
from appliance.release.evaluation.report import Evaluated, overall, sum_up
from appliance.release.evaluation.runner import Side, evaluate
from appliance.release.evaluation.subjects import Subject, Subjects
from appliance.stores.evaluations import KeptEvaluation, Wanted
from appliance.stores.in_force import record_moved
from appliance.stores.jobs import Job
from appliance.stores.opened import Stores


class Staging(Protocol):
    """Makes a signed release of a purpose's files (worker/stage.py)."""

    def put(self, purpose: str, texts: Mapping[str, str], author: str | None) -> str:
        """Sign them as a release, if they are none yet; give its digest."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for an evaluation of what.

    Args:
        purpose: Name of the purpose.
        release: Digest of the release, or "" for the one that is live.
        version: Number of a version to make a release of, instead of `release`; or 0.
        against_live: Whether to compare it with the live one.
        requester: Directory key of the person who asks, None for an operator.
        operator: Accounts of the operator who asks, None for a person.
    """

    purpose: str
    release: str
    against_live: bool
    requester: str | None
    operator: Mapping[str, str | None] | None
    version: int = 0


class Evaluating:
    """Begins and runs evaluations; safe to share between threads."""

    def __init__(
        self,
        stores: Stores,
        subjects: Subjects,
        ledger: Ledger,
        clock: Clock,
        *,
        stage: Staging,
        prices: Mapping[str, int] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the parts.

        Args:
            prices: Tier to what a second of its processor costs, in millionths of the
                site's currency.
            stage: Makes a signed release of the files of a version.
            pause: Waits so many seconds for a part that is away.
        """
        self._pause = pause
        self._prices = prices or {}
        self._stage = stage
        self._clock = clock
        self._stores = stores
        self._subjects = subjects
        self._ledger = ledger
        self._one_at_a_time = threading.Lock()

    def begin(self, asked: Asked) -> KeptEvaluation:
        """Put an evaluation in line, or find the same one that goes on already.

        Raises:
            UnknownPurposeError: There is no such purpose.
            NotFoundError: There is no such release or version, or no golden case.
            SettingsError: A version is none that this appliance can use.
            ConflictError: A release would be compared with itself.
            LedgerError: The log did not take the record, so nothing begins.
        """
        release = (
            self._staged(asked) or asked.release or self._subjects.live(asked.purpose)
        )
        against = self._subjects.live(asked.purpose) if asked.against_live else ""
        if against == release:
            raise ConflictError("this release is the live one: nothing to compare with")
        subject = self._subjects.of(asked.purpose, release)
        wanted = Wanted(
            purpose=subject.purpose.name,
            release=release,
            golden=subject.golden,
            against=against,
            cases=len(subject.cases),
        )
        with self._one_at_a_time:
            running = self._stores.evaluations.running(wanted)
            if running is not None:
                return running
            kept = self._stores.evaluations.begin(
                wanted,
                requester=asked.requester,
                record=lambda evaluation: self._started(evaluation, wanted, asked),
            )
        self._stores.queue.enqueue_job(kept.job)
        return kept

    def run(self, job: Job) -> Mapping[str, Any]:
        """Run the evaluation of a job from where it stands; says what it came to.

        Raises:
            ApplianceError: It could not be finished; what was run is kept.
        """
        kept = self._stores.evaluations.of_job(job.id)
        wanted = kept.wanted
        subject = self._subjects.of(wanted.purpose, wanted.release)
        runs = _Runs(kept.id, self._stores)
        evaluate(
            subject.cases,
            self._sides(subject, wanted),
            runs,
            lambda permille: self._stores.jobs.progress(job.id, permille),
            pause=self._pause,
        )
        return self._conclude(kept, subject)

    def fail(self, job: Job, error: str) -> None:
        """End the evaluation of a failed job.

        Raises:
            ApplianceError: It could not be recorded or kept.
        """
        kept = self._stores.evaluations.of_job(job.id)
        body = {
            "evaluation": kept.id,
            "purpose": kept.wanted.purpose,
            "release": kept.wanted.release,
            "error": error,
            "done": kept.done,
        }
        self._append(RecordKind.EVALUATION_FAILED, kept.requester, body)
        self._stores.evaluations.fail(kept.id, error)

    def _staged(self, asked: Asked) -> str:
        """Make a release of the version that is asked for; "" if none is."""
        if not asked.version:
            return ""
        kept = self._stores.versions
        version = kept.get(asked.purpose, asked.version)
        return self._stage.put(asked.purpose, kept.files(version), version.author)

    def _sides(self, subject: Subject, wanted: Wanted) -> list[Side]:
        sides = [Side(Arm.CANDIDATE, subject.purpose, subject.ports)]
        if wanted.against:
            live = self._subjects.of(wanted.purpose, wanted.against)
            sides.append(Side(Arm.LIVE, live.purpose, live.ports))
        return sides

    def _conclude(self, kept: KeptEvaluation, subject: Subject) -> Mapping[str, Any]:
        what = Evaluated(
            purpose=subject.purpose,
            golden=subject.golden,
            cases=subject.cases,
            against=kept.wanted.against,
            thresholds=subject.purpose.thresholds,
            prices=self._prices,
        )
        report, measured = sum_up(what, self._stores.evaluations.runs(kept.id))
        verdict, file = overall(report, measured), encode_report(report)
        found = {
            "evaluation": kept.id,
            "purpose": report.purpose,
            "release": report.release,
            "risk": str(subject.purpose.risk),
            "golden": report.golden,
            "against": kept.wanted.against,
            "cases": report.passed().cases,
            "passed": report.passed().right,
            "verdict": str(verdict),
            "report": digest_of_report(file),
            **demands_of(subject.purpose.thresholds, subject.cases).body(),
        }
        self._append(RecordKind.EVALUATION_FINISHED, kept.requester, found)
        self._stores.evaluations.finish(
            kept.id,
            verdict=verdict,
            passed=report.passed().right,
            digest=digest_of_report(file),
            report=file.decode(),
            measurements=encode_measurements(measured).decode(),
        )
        if verdict is Outcome.PASS:
            self._move(kept, subject.purpose.name)
        return {"evaluation": kept.id, "verdict": str(verdict)}

    def _move(self, kept: KeptEvaluation, purpose: str) -> None:
        """Have the draft that passed stand as evaluated."""
        digest = self._subjects.version(purpose, kept.wanted.release)
        for version in self._stores.versions.of(purpose):
            if version.digest == digest and version.state is VersionState.DRAFT:
                self._stores.versions.move(
                    version,
                    VersionState.EVALUATED,
                    mover=kept.requester,
                    why=EVALUATED,
                    at=self._clock.now(),
                    record=lambda move: record_moved(self._ledger, move),
                )

    def _started(self, evaluation: str, wanted: Wanted, asked: Asked) -> None:
        body: dict[str, Any] = {
            "evaluation": evaluation,
            "purpose": wanted.purpose,
            "release": wanted.release,
            "golden": wanted.golden,
            "against": wanted.against,
            "cases": wanted.cases,
        }
        if asked.operator is not None:
            body["operator"] = dict(asked.operator)
        self._append(RecordKind.EVALUATION_STARTED, asked.requester, body)

    def _append(
        self, kind: RecordKind, actor: str | None, body: Mapping[str, Any]
    ) -> None:
        self._ledger.append(Entry(kind, None, None, actor, body), durable=True)


class _Runs:
    """What was run of one evaluation, in the database."""

    def __init__(self, evaluation: str, stores: Stores) -> None:
        self._evaluation = evaluation
        self._stores = stores

    def done(self) -> Collection[tuple[Arm, str]]:
        return self._stores.evaluations.done(self._evaluation)

    def add(self, run: CaseRun) -> None:
        self._stores.evaluations.add_run(self._evaluation, run)
