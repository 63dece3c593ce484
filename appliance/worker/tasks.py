"""What becomes of a job: claimed once, run, and ended with a record either way.

A job that fails leaves `job.failed`, the row says why, and its exchange does not stay
open. A job whose worker is killed is found at the next start (`recover`).
"""

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.error_table import row_for
from appliance.errors import (
    ApplianceError,
    InternalError,
    LedgerError,
    NotFoundError,
    StoreError,
)
from appliance.kinds import RecordKind
from appliance.settings import WorkerSettings
from appliance.steps.delay import reasons_of_waiting, waits_on
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.jobs import Job, JobKind
from appliance.stores.opened import Stores
from appliance.worker.answer import answer
from appliance.worker.clean_up import clean_up
from appliance.worker.evaluate import Evaluating
from appliance.worker.left_open import follow, unmeasured
from appliance.worker.probe import found_of, probe
from appliance.worker.verify import LogCheck, WholeLog

_logger = logging.getLogger(__name__)

# The masker may be back; with a floor set nothing is taken until a probe is above it.
_PROBE_AGAIN_AFTER = timedelta(minutes=10)
_LOST = "The appliance was stopped while it worked on this text. Send it again."


@dataclass(frozen=True, slots=True)
class Work:
    """Everything a job may reach."""

    settings: WorkerSettings
    stores: Stores
    ports: Ports
    log: WholeLog
    check: LogCheck
    evaluating: Evaluating

    def run(self, job_id: str) -> None:
        """Run one job, if it still waits.

        Never raises what a job broke on: that is kept in its row and in the log.
        """
        try:
            job = self.stores.jobs.claim(job_id)
        except StoreError as err:
            # It stays queued; `plan` finds it again.
            _logger.error("job %s: not claimed: %s", job_id, err)
            return
        if job is None:
            return
        ended = False
        try:
            self._append(RecordKind.JOB_STARTED, job, {"attempt": job.attempts})
            found = self._do(job)
            if found is None:
                self.stores.jobs.postpone(job.id)
            else:
                self._append(RecordKind.JOB_FINISHED, job, found)
                self.stores.jobs.finish(job.id)
            ended = True
        except ApplianceError as err:
            if not self._waits_on(job, err):
                self._fail(job, err)
            ended = True
        finally:
            if not ended:
                # Unforeseen: only its class is told, a message could hold anything.
                name = type(sys.exception()).__name__
                _logger.error("job %s: unforeseen %s", job.id, name)
                self._fail(job, InternalError(f"unforeseen {name}"))
            self._nudge_next(job)

    def recover(self) -> None:
        """Sort out what a worker that died left behind, and nudge what waits."""
        again, lost = self.stores.jobs.recover(max_attempts=self.settings.max_attempts)
        for job in lost:
            _logger.error("job %s: lost after %d attempts", job.id, job.attempts)
            self._end(job, _LOST, "WorkerLost")
        if again:
            _logger.warning("%d jobs were interrupted and run again", len(again))
        for job in self.stores.jobs.waiting():
            self.stores.queue.enqueue_job(job.id)

    def plan(self) -> None:
        """Put periodic jobs down that are due, and nudge what was forgotten."""
        every = {
            JobKind.VERIFY_LOG: timedelta(seconds=self.settings.verify_every_s),
            JobKind.CLEAN_UP: timedelta(seconds=self.settings.clean_up_every_s),
        }
        probed = timedelta(seconds=self.settings.probe_every_s)
        jobs = self.stores.jobs
        try:
            due = [jobs.add_if_due(kind, every=time) for kind, time in every.items()]
            due.append(
                jobs.add_if_due(
                    JobKind.PROBE_MASKING,
                    every=probed,
                    after_failure=min(probed, _PROBE_AGAIN_AFTER),
                )
            )
            for job in (*filter(None, due), *self.stores.jobs.forgotten()):
                self.stores.queue.enqueue_job(job.id)
        except ApplianceError as err:
            # The next minute tries again.
            _logger.error("planning failed: %s", err)

    def nudge_due(self) -> None:
        """Begin again what waited for the model and is due.

        Raises:
            StoreError: The database cannot be used.
        """
        for job in self.stores.jobs.due():
            self.stores.queue.enqueue_job(job.id)

    def _nudge_next(self, ended: Job) -> None:
        """Let the evaluation begin that waited for the one that ended."""
        if ended.kind is not JobKind.EVALUATE:
            return
        try:
            waits = self.stores.jobs.next_of(JobKind.EVALUATE)
            if waits is not None:
                self.stores.queue.enqueue_job(waits.id)
        except StoreError as err:
            # `plan` finds it within a minute.
            _logger.error("job %s: the next one was not nudged: %s", ended.id, err)

    def _do(self, job: Job) -> Mapping[str, Any] | None:
        """Do what a job is for; None where it has to begin again later."""
        match job.kind:
            case JobKind.ANSWER:
                done = answer(job, self.stores, self.ports, self.log)
                return {} if done else None
            case JobKind.VERIFY_LOG:
                return self.check.run(self.log, self.ports.ledger)
            case JobKind.CLEAN_UP:
                return clean_up(self.settings, self.stores, self.ports)
            case JobKind.PROBE_MASKING:
                return found_of(probe(self.ports))
            case JobKind.EVALUATE:
                return self.evaluating.run(job)

    def _waits_on(self, job: Job, err: ApplianceError) -> bool:
        """Have a text begin again later where a part is away; says whether it does."""
        if job.kind is not JobKind.ANSWER or job.exchange is None:
            return False
        try:
            kept = self.stores.exchanges.get_queued(job.exchange)
            if not waits_on(kept.received_at, err, self.ports):
                return False
            self.stores.exchanges.delayed(kept.id, reasons_of_waiting(err), None)
            self.stores.jobs.postpone(job.id)
        except NotFoundError:
            return False  # the pipeline closed it
        except StoreError as second:
            _logger.error("job %s: not postponed: %s", job.id, second)
            return False
        _logger.warning("job %s waits: %s", job.id, type(err).__name__)
        return True

    def _fail(self, job: Job, err: ApplianceError) -> None:
        _logger.error("job %s failed: %s: %s", job.id, type(err).__name__, err)
        self._end(job, row_for(err).message, type(err).__name__)

    def _end(self, job: Job, reason: str, error: str) -> None:
        """End a failed job, its row last: until then the next start does it again."""
        self._end_exchange(job, reason, error)
        self._end_evaluation(job, error)
        self._append_failed(job, error)
        try:
            self.stores.jobs.fail(job.id, error)
        except ApplianceError as second:
            # The row stays "running": the next start finds it.
            _logger.error("job %s: not marked failed: %s", job.id, second)

    def _end_exchange(self, job: Job, reason: str, error: str) -> None:
        """Close the exchange of a failed job, unless the pipeline did."""
        if job.exchange is None:
            return
        try:
            kept = self.stores.exchanges.get_queued(job.exchange)
            record, figures = None, unmeasured(kept, (), error, self.stores)
            try:
                records = tuple(self.log.of_exchange(kept.id))
                if follow(kept, records, self.stores):
                    return
                figures = unmeasured(kept, records, error, self.stores)
                record = self._record_end(kept, job)
            except LedgerError as lost:
                # Nothing left the appliance, so the missing record hides nothing;
                # clean-up makes up for it.
                _logger.error("job %s: no record of the end: %s", job.id, lost)
            self.stores.exchanges.closed(
                kept.id,
                ExchangeState.FAILED,
                answer=None,
                reasons=(reason,),
                record=record,
                figures=figures,
            )
        except NotFoundError:
            return  # the pipeline closed it
        except ApplianceError as second:
            _logger.error("job %s: exchange not closed: %s", job.id, second)

    def _end_evaluation(self, job: Job, error: str) -> None:
        if job.kind is not JobKind.EVALUATE:
            return
        try:
            self.evaluating.fail(job, error)
        except ApplianceError as second:
            _logger.error("job %s: evaluation not ended: %s", job.id, second)

    def _record_end(self, kept: KeptExchange, job: Job) -> int:
        """Record that an exchange failed with its job."""
        return self.ports.ledger.append(
            Entry(
                kind=RecordKind.EXCHANGE_FAILED,
                exchange=kept.id,
                case=kept.case,
                actor=kept.owner,
                body={"error": "JobFailed", "job": job.id},
            ),
            durable=True,
        ).seq

    def _append_failed(self, job: Job, error: str) -> None:
        try:
            self._append(RecordKind.JOB_FAILED, job, {"error": error})
        except ApplianceError as lost:
            _logger.error("job %s: no record of its failure: %s", job.id, lost)

    def _append(self, kind: RecordKind, job: Job, found: Mapping[str, Any]) -> None:
        body = {"job": job.id, "job_kind": str(job.kind), **found}
        self.ports.ledger.append(
            Entry(kind=kind, exchange=job.exchange, case=None, actor=None, body=body),
            durable=True,
        )
