"""Whether this process lives, and whether every part behind it can do its work.

Anybody may ask, so an answer is kept for moments: asking often costs nothing. Says
which part and nothing about people, versions or addresses.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from flask import jsonify, make_response
from flask.typing import ResponseReturnValue

from appliance.domain.ports.clock import Clock
from appliance.errors import ApplianceError
from appliance.web.access import PUBLIC, Pages
from appliance.web.parts import Health, parts

pages = Pages("health", __name__)

# The engine answers by generating a token; a monitor asks every few seconds.
_KEPT = timedelta(seconds=2)


class Readiness:
    """Asks every part at once whether it can do its work, one asker at a time."""

    def __init__(self, asked: Mapping[str, Health], clock: Clock) -> None:
        self._asked = asked
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[datetime, dict[str, bool]] | None = None

    def now(self) -> Mapping[str, bool]:
        """Tell for each part whether it works; of the engine, also each of its tiers.

        At most moments old; while somebody else asks a part that hangs, what was known
        before, so that askers never queue up behind it.
        """
        known = self._known
        if known is not None and self._lock.locked():
            return known[1]
        with self._lock:
            at = self._clock.now()
            if self._known is None or not at - _KEPT < self._known[0] <= at:
                with ThreadPoolExecutor(len(self._asked)) as pool:
                    told = pool.map(_states_of, self._asked, self._asked.values())
                states = {name: well for one in told for name, well in one.items()}
                self._known = (self._clock.now(), states)
            return self._known[1]

    def is_ready(self, states: Mapping[str, bool]) -> bool:
        """Tell whether every part works; a tier alone may be away."""
        return all(states[name] for name in self._asked)


@pages.route("/health/live", to=PUBLIC)
def live() -> ResponseReturnValue:
    """Say that this process answers."""
    return jsonify(ok=True)


@pages.route("/health/ready", to=PUBLIC)
def ready() -> ResponseReturnValue:
    """Say whether every part can do its work; 503 if one of them cannot."""
    states = parts().readiness.now()
    ok = parts().readiness.is_ready(states)
    return make_response(jsonify(ok=ok, parts=states), 200 if ok else 503)


def _states_of(name: str, part: Health) -> dict[str, bool]:
    try:
        told = part.health()
    except ApplianceError:
        # That it cannot be asked is the answer.
        return {name: False}
    tiers = told.get("tiers", {}).items()
    return {
        name: told.get("ok") is True,
        **{f"{name}-{tier}": well for tier, well in tiers},
    }
