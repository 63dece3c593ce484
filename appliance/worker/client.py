"""The worker as the web process sees it: whether it lives."""

from typing import Any

from appliance.errors import WorkerError
from appliance.settings import Settings
from appliance.wire.client import WireClient

HEALTH_TIMEOUT_S = 10.0


class WorkerClient:
    """Asks the worker; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Name the worker's socket; connects at the first call."""
        self._wire = WireClient(
            settings.paths.socket("worker"), WorkerError, HEALTH_TIMEOUT_S
        )

    def health(self) -> dict[str, Any]:
        """Ask how it is.

        Raises:
            WorkerError: It is not there.
        """
        return self._wire.call("health", {})

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()
