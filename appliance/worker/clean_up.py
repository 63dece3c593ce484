"""Bring rows in line with the log; remove what is over: sessions, figures, jobs, more.

Exchanges stay: how long they are kept is a purpose's rule, and removing them is an
erasure with a record of its own. The vault is the masker's.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from appliance.domain.ports.wired import Ports
from appliance.errors import ApplianceError
from appliance.settings import WorkerSettings
from appliance.stores.opened import Stores
from appliance.worker.erased import (
    forget_erased,
    forget_titles,
    remove_erased,
    withdraw_erased,
)
from appliance.worker.left_open import end_left_open, end_shadows, end_waits

log = logging.getLogger(__name__)

_KEEP_ENDED_JOBS = timedelta(days=30)
# A year to compare with, and the month before it.
_KEEP_ACCOUNTS = timedelta(days=400)

Step = tuple[str, Callable[[], int]]


def clean_up(settings: WorkerSettings, stores: Stores, ports: Ports) -> dict[str, int]:
    """End what was left open and remove what is over; says how many of each.

    What breaks in one step keeps none of the others back.

    Raises:
        ApplianceError: What broke first, once all the rest is done.
    """
    done, broken = Counter[str](), list[ApplianceError]()
    for name, step in _steps(settings, stores, ports):
        try:
            done[name] += step()
        except ApplianceError as err:
            log.error("%s: %s: %s", name, type(err).__name__, err)
            broken.append(err)
    if broken:
        raise broken[0]
    return dict(done)


def _steps(settings: WorkerSettings, stores: Stores, ports: Ports) -> tuple[Step, ...]:
    """List what is done, each under the name by which it is counted."""
    after, now = timedelta(seconds=settings.left_open_after_s), ports.clock.now()
    outcomes_before = now - timedelta(days=settings.outcomes_kept_days)
    return (
        ("left_open", lambda: end_left_open(stores, ports, after=after)),
        ("shadows", lambda: end_shadows(stores, ports, after=after)),
        ("reviews", lambda: end_waits(stores, ports)),
        ("budgets", lambda: stores.budgets.settle_left(older_than=after)),
        (
            "budget_accounts",
            lambda: stores.budgets.remove_old(older_than=_KEEP_ACCOUNTS),
        ),
        (
            "alerts",
            lambda: stores.alerts.remove_old(ended_before=now - _KEEP_ACCOUNTS),
        ),
        ("sessions", stores.sessions.remove_expired),
        ("sign_ins", stores.sign_ins.remove_expired),
        ("bulk_names", lambda: forget_erased(stores, ports)),
        ("titles", lambda: forget_titles(stores, ports)),
        ("proposals", lambda: withdraw_erased(stores, ports)),
        ("jobs", lambda: stores.jobs.remove_ended(older_than=_KEEP_ENDED_JOBS)),
        ("recalled", stores.recalled.remove_over),
        ("recalled", lambda: remove_erased(stores, ports)),
        (
            "outcomes",
            lambda: stores.outcomes.remove_old(
                ended_before=outcomes_before, but=stores.rollouts.running()
            ),
        ),
    )
