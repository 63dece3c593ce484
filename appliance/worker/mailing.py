"""Mail alerts, apart from raising them: a relay that is away holds nothing up.

What it did not take is tried again, and given up after a day: by then it is no news.
"""

from collections.abc import Callable
from datetime import timedelta

from appliance.domain.alert import Alert
from appliance.domain.ports.clock import Clock
from appliance.stores.alerts import KeptAlerts

_NEWS = timedelta(days=1)


class Mailing:
    """Sends what was not sent; used by one thread."""

    def __init__(
        self, kept: KeptAlerts, send: Callable[[Alert], None], clock: Clock
    ) -> None:
        self._kept = kept
        self._send = send
        self._clock = clock

    def send(self) -> None:
        """Send every alert that was raised or ended and is not sent.

        Raises:
            MailError: The relay did not take one; the next time begins with it.
            StoreError: Which is not known.
        """
        for alert in self._kept.to_mail(self._clock.now() - _NEWS):
            self._send(alert)
            self._kept.mailed(alert)
