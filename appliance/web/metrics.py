"""The page for a monitor: figures only, for whoever shows the site's token.

It is not there unless the site names a file with a token (`web.metrics_token_file`); a
wrong token finds nothing either. The scraper sends `Authorization: Bearer` (RFC 6750,
2.1).
"""

import hmac
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import Response, request
from flask.typing import ResponseReturnValue

from appliance.domain.ports.clock import Clock
from appliance.domain.ports.halts import Halts
from appliance.errors import NotFoundError, SettingsError
from appliance.observe.exchange_metrics import exchange_metrics
from appliance.observe.text_format import CONTENT_TYPE
from appliance.stores.alerts import KeptAlerts
from appliance.stores.seen import Seen
from appliance.web.access import PUBLIC, Pages
from appliance.web.parts import parts

pages = Pages("metrics", __name__)

_LEAST_TOKEN_CHARS = 32
# Asking more often costs nothing.
_KEPT = timedelta(seconds=10)


class DayFigures:
    """What exchanges came to since midnight UTC; made by one asker at a time."""

    def __init__(
        self,
        token: bytes,
        seen: Seen,
        alerts: KeptAlerts,
        halts: Halts,
        *,
        breakers: Callable[[], Mapping[str, str]],
        clock: Clock,
    ) -> None:
        """Take what it reads.

        Args:
            token: Who shows it may read the figures.
            breakers: Tells the state of each tier's breaker in this process.
        """
        self.token = token
        self._seen = seen
        self._alerts = alerts
        self._halts = halts
        self._breakers = breakers
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[datetime, str] | None = None

    def now(self) -> str:
        """Write them, at most moments old.

        Raises:
            StoreError: They cannot be read.
        """
        with self._lock:
            at = self._clock.now()
            if self._known is None or not at - _KEPT < self._known[0] <= at:
                self._known = (at, self._text(at))
            return self._known[1]

    def _text(self, at: datetime) -> str:
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        until = at + timedelta(microseconds=1)
        return exchange_metrics(
            self._seen.ended(midnight, until),
            self._seen.concluded(midnight, until),
            amended=self._seen.amended(midnight, until),
            halts=self._halts.standing(),
            breakers=self._breakers(),
            waiting=self._seen.waiting(),
            in_lists=self._seen.waiting_in_lists(),
            alerts=[one.series for one in self._alerts.standing()],
        )


def read_token(path: Path) -> bytes:
    """Read a scraper's token: one line.

    Raises:
        SettingsError: It cannot be read or is too short.
    """
    try:
        token = path.read_bytes().strip()
    except OSError as err:
        raise SettingsError(f"web.metrics_token_file: {path}: {err.strerror}") from err
    if len(token) < _LEAST_TOKEN_CHARS:
        raise SettingsError(
            f"web.metrics_token_file: {len(token)} bytes, expected at least "
            f"{_LEAST_TOKEN_CHARS}"
        )
    return token


@pages.route("/metrics", to=PUBLIC)
def metrics() -> ResponseReturnValue:
    """Give the figures to a monitor that shows the token.

    Raises:
        NotFoundError: It does not, or the site has none.
    """
    figures = parts().figures
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if figures is None or scheme.lower() != "bearer":
        raise NotFoundError("no such page")
    if not hmac.compare_digest(shown.strip().encode(), figures.token):
        raise NotFoundError("no such page")
    return Response(figures.now(), content_type=CONTENT_TYPE)
