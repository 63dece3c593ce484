"""Mail alerts, apart from raising them: a relay that is away holds nothing up.

What it did not take is tried again, and given up after a day: by then it is no news.
"""

from collections.abc import Callable
from datetime import timedelta

from appliance.domain.alert import Alert
from appliance.domain.ports.clock import Clock
from appliance.errors import MailError
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

        One that the relay refuses keeps none back; a relay that is away is not waited
        for once for each.

        Raises:
            MailError: The relay did not take one; it is tried again the next time.
            StoreError: Which is not known.
        """
        refused: MailError | None = None
        for alert in self._kept.to_mail(self._clock.now() - _NEWS):
            try:
                self._send(alert)
            except MailError as err:
                if not err.refused:
                    raise
                refused = err
            else:
                self._kept.mailed(alert)
        if refused is not None:
            raise refused
