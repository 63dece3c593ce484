"""The worker process: Huey hands over job ids, threads run the jobs.

Huey brings the threads, the polling and the clean stop; what is to be done stands in
the job rows. SIGTERM lets running jobs end for a while; what does not end in time runs
again at the next start.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from huey.consumer import Consumer, Scheduler

from appliance.domain.ports import Ports
from appliance.settings import Settings
from appliance.stores.opened import Stores
from appliance.stores.queue import JobQueue
from appliance.worker.tasks import Work
from appliance.worker.verify import WholeLog, read_log_check

_STOP_TIMEOUT_S = 20
# How long a job may wait for an idle worker to look at the queue.
_MAX_POLL_S = 1.0


class Planner(Scheduler):  # type: ignore[misc] # Huey has no types
    """Huey's scheduler, planning from the job rows instead of a schedule of its own."""

    plan: Callable[[], None]

    def enqueue_periodic_tasks(self, now: datetime | None) -> None:
        """Plan; Huey calls this once a minute."""
        del now
        self.plan()


class JobConsumer(Consumer):  # type: ignore[misc] # Huey has no types
    """Huey's consumer with our planner."""

    def __init__(self, queue: JobQueue, plan: Callable[[], None], threads: int) -> None:
        self._plan = plan
        super().__init__(
            queue,
            workers=threads,
            max_delay=_MAX_POLL_S,
            shutdown_timeout=_STOP_TIMEOUT_S,
            graceful_signal="TERM",
        )

    def _create_scheduler(self) -> Any:
        scheduler = Planner(
            huey=self.huey,
            stop_flag=self.stop_flag,
            interval=self.scheduler_interval,
            periodic=True,
        )
        scheduler.plan = self._plan
        return scheduler


def serve(settings: Settings, ports: Ports, stores: Stores, log: WholeLog) -> None:
    """Run jobs until SIGTERM.

    Args:
        ports: What the pipeline may reach, from app.build_ports.
        stores: The stores behind those ports.
        log: The log's client, to verify the log and to read what a killed job did.
    """
    # Huey logs tracebacks of tasks; ours never raise, and a traceback could hold text.
    logging.getLogger("huey").setLevel(logging.CRITICAL)
    check = read_log_check(settings.paths)
    work = Work(settings.worker, stores, ports, log, check)
    stores.queue.task(name="job")(work.run)
    work.recover()
    JobConsumer(stores.queue, work.plan, settings.worker.threads).run()
    stores.close()
