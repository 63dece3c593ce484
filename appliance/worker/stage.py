"""Make a release of a purpose's files, signed by the log's process, not live.

It takes the rules that are in force and the models that answer now, so what is
evaluated is exactly what would go live. Whether it may is the log's to say.
"""

from collections.abc import Callable, Mapping

from appliance.domain.deployment import Deployment
from appliance.errors import UnknownPurposeError
from appliance.ledger.client import LedgerClient
from appliance.release import (
    Models,
    ReleaseShelf,
    Sources,
    assemble_each,
    check_tiers,
    told_of,
)
from appliance.release.signed import summary_of


class Stage:
    """Puts releases on the shelf; safe to share between threads."""

    def __init__(
        self,
        shelf: ReleaseShelf,
        standing: Callable[[], Deployment],
        ledger: LedgerClient,
        *,
        models: Callable[[], Models],
        tiers: tuple[str, ...],
        judge: str = "",
    ) -> None:
        """Take the parts.

        Args:
            standing: The deployment now.
            models: Names the models that answer now (`models_in_use`).
            tiers: The tiers of the settings.
            judge: The tier whose model judges; "" for none.
        """
        self._shelf = shelf
        self._standing = standing
        self._ledger = ledger
        self._models = models
        self._tiers = tiers
        self._judge = judge

    def put(self, purpose: str, texts: Mapping[str, str], author: str | None) -> str:
        """Sign a purpose's files as a release, if they are none yet.

        Args:
            texts: The files of its folder, path to text.
            author: Directory key of who wrote them; None for an operator.

        Returns:
            The release's digest.

        Raises:
            UnknownPurposeError: Nothing is live, so no rules are in force.
            SettingsError: A file cannot be used, or a tier is not there; it is named.
            LedgerError: The log did not take the record; nothing is signed.
        """
        own = Sources(self._rules(purpose), {purpose: dict(texts)})
        ((sources, release),) = assemble_each(
            own, model=self._models(), judge=self._judge
        )
        check_tiers(release.purposes, self._tiers)
        if not self._shelf.has(release.digest):
            note = self._ledger.sign_release(
                summary_of(release.manifest), actor=author, body=told_of(release)
            )
            self._shelf.put(sources, release, note)
        return release.digest

    def _rules(self, purpose: str) -> Mapping[str, str]:
        placements = self._standing().placements
        newest = max(placements.values(), key=lambda one: one.since, default=None)
        placed = placements.get(purpose, newest)
        if placed is None:
            raise UnknownPurposeError("nothing is live, so no rules are in force")
        return self._shelf.sources(placed.live).rules
