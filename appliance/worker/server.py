"""The worker process: Huey hands over job ids, threads run the jobs.

Huey brings the threads, the polling and the clean stop; what is to be done stands in
the job rows. SIGTERM lets running jobs end for a while; what does not end in time runs
again at the next start. Beside the jobs rollouts are watched, shadows answered, drawn
answers judged, and the texts of lists answered.
On its socket web and operators ask its health; operators have masking measured now and
tokens of programs made.
"""

import logging
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from huey.consumer import Consumer, Scheduler

from appliance.domain.local_time import check_zone
from appliance.domain.measurement import to_body
from appliance.domain.ports.wired import Ports
from appliance.observe.relay import Relay
from appliance.release import DeploymentFile, deployment_note
from appliance.settings import Settings
from appliance.stores.jobs import Jobs
from appliance.stores.opened import Stores
from appliance.stores.queue import JobQueue
from appliance.stores.token_desk import TokenDesk
from appliance.wire.peers import uids_of
from appliance.wire.server import Request, Verb, WireServer
from appliance.worker.beat import Beat
from appliance.worker.budget_alerts import BudgetAlerts
from appliance.worker.bulk import BulkWork
from appliance.worker.evaluate import Evaluating
from appliance.worker.evaluation_verbs import evaluation_verbs_of
from appliance.worker.judging import Judging
from appliance.worker.mailing import Mailing
from appliance.worker.probe import probe
from appliance.worker.shadows import Shadows
from appliance.worker.tasks import Work
from appliance.worker.token_verbs import token_verbs_of
from appliance.worker.unusual import Unusual
from appliance.worker.verify import WholeLog, read_log_check
from appliance.worker.watching import Watching

_STOP_TIMEOUT_S = 20
# How long a job may wait for an idle worker to look at the queue.
_MAX_POLL_S = 1.0
# Texts whose model was away are not kept waiting much longer than they must.
_DUE_EVERY_S = 5.0
_SHADOWS_EVERY_S = 2.0
_JUDGED_EVERY_S = 10.0
_ALERTS_EVERY_S = 30.0
_LISTS_EVERY_S = 1.0
# A rollout that nobody watches may not go on unseen.
_WATCHED_WITHIN_S = 60.0


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


def serve(
    settings: Settings,
    ports: Ports,
    stores: Stores,
    log: WholeLog,
    evaluating: Evaluating,
    *,
    desk: TokenDesk,
    judging: Judging | None = None,
) -> None:
    """Run jobs until SIGTERM.

    Args:
        ports: What the pipeline may reach, from app.build_ports.
        stores: The stores behind those ports.
        log: The log's client, to verify the log and to read what a killed job did.
        evaluating: Begins and runs evaluations.
        judging: Judges drawn answers; None where the site has no judge.
        desk: Makes and revokes tokens of programs.
    """
    # Huey logs tracebacks of tasks; ours never raise, and a traceback could hold text.
    logging.getLogger("huey").setLevel(logging.CRITICAL)
    check = read_log_check(settings.paths)
    work = Work(settings.worker, stores, ports, log, check, evaluating)
    stores.queue.task(name="job")(work.run)
    work.recover()
    standing = DeploymentFile(
        deployment_note(settings.paths.state), settings.paths.keys / "public/log.vkey"
    ).now
    watching = Watching(standing, stores.outcomes, stores.rollouts, ports.ledger)
    shadows = Shadows(standing, stores, ports)
    lists = BulkWork(stores, ports, log, max_attempts=settings.worker.max_attempts)
    beats = [
        Beat(
            "rollouts",
            watching.look,
            every_s=settings.worker.watch_every_s,
            late_s=_WATCHED_WITHIN_S,
        ),
        _asking("shadows", shadows.beat, every_s=_SHADOWS_EVERY_S),
        _asking("lists", lists.beat, every_s=_LISTS_EVERY_S),
        Beat("due", work.nudge_due, every_s=_DUE_EVERY_S),
        *_telling(settings, ports, stores),
    ]
    if judging is not None:
        beats.append(_asking("judge", judging.beat, every_s=_JUDGED_EVERY_S))
    verbs = _verbs(settings, ports, stores, beats)
    verbs |= evaluation_verbs_of(settings, stores, evaluating)
    verbs |= token_verbs_of(settings, desk, stores.people)
    server = WireServer(settings.paths.socket("worker"), verbs)
    accepting = threading.Thread(target=server.serve_forever, name="accept")
    accepting.start()
    for beat in beats:
        beat.start()
    try:
        # An evaluation goes on for long; it takes no thread from what people wait for.
        threads = settings.worker.threads + 1
        JobConsumer(stores.queue, work.plan, threads).run()
    finally:
        if judging is not None:
            judging.stop()
        lists.stop()
        shadows.stop()
        for beat in reversed(beats):
            beat.stop()
        server.stop()
        accepting.join()
        stores.close()


def health_of(beats: Sequence[Beat], jobs: Jobs) -> Mapping[str, Any]:
    """Tell whether all that is done again and again is done, and how many jobs wait.

    Raises:
        StoreError: The jobs cannot be read, which any job needs.
    """
    ok = all(beat.is_well() for beat in beats)
    return {"ok": ok, "waiting": len(jobs.waiting())}


def _asking(name: str, work: Callable[[], float | None], *, every_s: float) -> Beat:
    """Give a beat that asks a model."""
    return Beat(name, work, every_s=every_s, late_s=math.inf)


def _telling(settings: Settings, ports: Ports, stores: Stores) -> list[Beat]:
    """Give what tells people of budgets and of what is unusual."""
    budgets = BudgetAlerts(settings.budgets, stores.budget_reads, ports)
    zone = check_zone(settings.site.time_zone)
    unusual = Unusual(stores.seen, stores.alerts, ports, zone)
    telling = [
        Beat("budgets", budgets.look, every_s=settings.worker.watch_every_s),
        Beat("alerts", unusual.look, every_s=_ALERTS_EVERY_S),
    ]
    if settings.alerts.mail_to:
        relay = Relay(settings.alerts, settings.site.name, settings.web.host_name)
        mailing = Mailing(stores.alerts, relay.send, ports.clock)
        telling.append(Beat("mail", mailing.send, every_s=_ALERTS_EVERY_S))
    return telling


def _verbs(
    settings: Settings, ports: Ports, stores: Stores, beats: Sequence[Beat]
) -> dict[str, Verb]:
    def health(_: Request) -> Mapping[str, Any]:
        return health_of(beats, stores.jobs)

    def probe_now(_: Request) -> Mapping[str, Any]:
        return to_body(probe(ports))

    operators = uids_of(settings.users.operators)
    watchers = operators | uids_of((settings.users.web,))
    return {"health": Verb(health, watchers), "probe": Verb(probe_now, operators)}
