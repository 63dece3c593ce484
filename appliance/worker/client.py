"""The worker as web and operators see it: whether it lives, and what it evaluates."""

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

    def evaluate(
        self,
        purpose: str,
        *,
        release: str,
        against_live: bool,
        requester: str | None,
        version: int = 0,
    ) -> dict[str, Any]:
        """Have a release evaluated; gives the evaluation, which may go on already.

        Args:
            purpose: Name of the purpose.
            release: Digest of the release, or "" for the live one.
            against_live: Whether to compare it with the live one.
            requester: Directory key of who asks, None for an operator.
            version: Number of a version to make a release of instead; or 0.

        Raises:
            ApplianceError: It cannot be evaluated; see `worker.evaluate`.
            WorkerError: The worker is not there.
        """
        body = {
            "purpose": purpose,
            "release": release,
            "against_live": against_live,
            "requester": requester,
            "version": version,
        }
        return self._wire.call("evaluate", body)

    def evaluation(self, evaluation: str) -> dict[str, Any]:
        """Ask where an evaluation stands.

        Raises:
            NotFoundError: There is none of this id.
            WorkerError: The worker is not there.
        """
        return self._wire.call("evaluation", {"evaluation": evaluation})

    def evaluations(self, purpose: str) -> list[dict[str, Any]]:
        """List evaluations, newest first; of one purpose, or of all with "".

        Raises:
            WorkerError: The worker is not there.
        """
        return list(self._wire.call("evaluations", {"purpose": purpose})["evaluations"])

    def evaluation_files(self, evaluation: str) -> tuple[str, str]:
        """Fetch the report and the measurements of a finished evaluation.

        Raises:
            NotFoundError: It is not finished, or there is none.
            WorkerError: The worker is not there.
        """
        reply = self._wire.call("evaluation_files", {"evaluation": evaluation})
        return str(reply["report"]), str(reply["measurements"])

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()
