"""End what was left open; remove ended sessions, old counts and ended jobs.

Exchanges stay: how long they are kept is a purpose's rule, and removing them is an
erasure with a record of its own. The vault is the masker's.
"""

from datetime import timedelta

from appliance.domain.ports import Ports
from appliance.stores.opened import Stores
from appliance.worker.left_open import end_left_open
from appliance.worker.verify import WholeLog

_KEEP_ENDED_JOBS = timedelta(days=30)


def clean_up(stores: Stores, ports: Ports, log: WholeLog) -> dict[str, int]:
    """End what was left open and remove what is over; says how many of each."""
    return {
        "left_open": end_left_open(stores, ports, log),
        "sessions": stores.sessions.remove_expired(),
        "sign_ins": stores.sign_ins.remove_expired(),
        "jobs": stores.jobs.remove_ended(older_than=_KEEP_ENDED_JOBS),
    }
