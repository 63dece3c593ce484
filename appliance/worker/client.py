"""The worker as web and operators see it: health, evaluations, tokens of programs."""

from collections.abc import Sequence
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

    def make_token(
        self,
        name: str,
        *,
        owner: str,
        purposes: Sequence[str],
        days: int,
        networks: Sequence[str],
    ) -> dict[str, Any]:
        """Have a token made for a program; gives it with its secret, this once.

        Raises:
            TokenOrderError: It cannot be made so.
            ApplianceError: The directory or the log cannot be asked.
            WorkerError: The worker is not there.
        """
        body = {
            "name": name,
            "owner": owner,
            "purposes": list(purposes),
            "days": days,
            "networks": list(networks),
        }
        return self._wire.call("make_token", body)

    def tokens(self) -> list[dict[str, Any]]:
        """List the tokens of programs, newest first.

        Raises:
            WorkerError: The worker is not there.
        """
        return list(self._wire.call("tokens", {})["tokens"])

    def revoke_token(self, token: str) -> dict[str, Any]:
        """Have a token open nothing from now on.

        Raises:
            NotFoundError: There is none of this id.
            WorkerError: The worker is not there.
        """
        return self._wire.call("revoke_token", {"token": token})

    def close(self) -> None:
        """Close kept connections."""
        self._wire.close()
