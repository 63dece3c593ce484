"""What can be evaluated: a purpose of a signed release, with its golden cases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from appliance.domain.caller import Caller
from appliance.domain.deployment import Deployment
from appliance.domain.exchange import Exchange
from appliance.domain.golden import GoldenCase
from appliance.domain.ports.halts import NoHalts
from appliance.domain.ports.releases import Chosen, Releases
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import digest_of
from appliance.domain.purpose import Purpose
from appliance.errors import NotFoundError, SettingsError, UnknownPurposeError
from appliance.release.purpose_folder import GOLDEN_FILE, parse_folder, read_folder
from appliance.release.shelf import ReleaseShelf


@dataclass(frozen=True, slots=True)
class Subject:
    """A purpose as one release has it.

    Args:
        purpose: The purpose; names the release.
        ports: The real parts, bound to that release.
        cases: Its golden cases.
        golden: SHA-256 hex of their file.
    """

    purpose: Purpose
    ports: Ports
    cases: tuple[GoldenCase, ...]
    golden: str


class Subjects(Protocol):
    """Finds what is to be evaluated."""

    def live(self, purpose: str) -> str:
        """Name the release that answers for a purpose now, by its digest.

        Raises:
            UnknownPurposeError: Nothing is live for it.
        """
        ...

    def version(self, purpose: str, release: str) -> str:
        """Name the edition of the purpose's files in a release, by its digest.

        Raises:
            NotFoundError: There is no such release.
        """
        ...

    def of(self, purpose: str, release: str) -> Subject:
        """Read a purpose of a release with its golden cases.

        Raises:
            NotFoundError: There is no such release, or no golden case in it.
            UnknownPurposeError: It is of another purpose.
            SettingsError: The release does not hold.
        """
        ...


class OnlyRelease:
    """Answers every exchange with one release; implements the port `Releases`."""

    def __init__(self, chosen: Chosen, releases: Releases) -> None:
        """Take the one, and where others are read that somebody asks for."""
        self._chosen = chosen
        self._releases = releases

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        """Choose the one, whoever asks."""
        del exchange, caller
        return self._chosen

    def of(self, release: str) -> Chosen:
        """Give what one release holds; see the port."""
        return self._releases.of(release)


class SignedReleases:
    """Every release that was signed here, as subjects; implements `Subjects`."""

    def __init__(
        self, standing: Callable[[], Deployment], shelf: ReleaseShelf, ports: Ports
    ) -> None:
        """Take the deployment, the releases and the real ports."""
        self._standing = standing
        self._shelf = shelf
        self._ports = ports

    def live(self, purpose: str) -> str:
        """Name the release that is live; see `Subjects`."""
        placements = self._standing().placements
        if purpose not in placements:
            raise UnknownPurposeError(f"not one of {len(placements)} live purposes")
        return placements[purpose].live

    def version(self, purpose: str, release: str) -> str:
        """Name the edition in a release; see `Subjects`."""
        return self._shelf.get(release).version_of(purpose)

    def of(self, purpose: str, release: str) -> Subject:
        """Read a purpose of a release; see `Subjects`."""
        signed = self._shelf.get(release)
        chosen = self._ports.releases.of(release)
        named = chosen.purposes.named(purpose)
        texts = read_folder(self._shelf.folder / release / "purposes" / named.name)
        golden = digest_of(texts.get(GOLDEN_FILE, ""))
        files = signed.manifest["files"]
        if files.get(f"purposes/{named.name}/{GOLDEN_FILE}") != golden:
            raise SettingsError(f"{named.name}/{GOLDEN_FILE}: not as it was signed")
        cases = parse_folder(named.name, texts).golden
        if not cases:
            raise NotFoundError(f"{named.name} has no golden cases in this release")
        only = OnlyRelease(chosen, self._ports.releases)
        # What people halted may be evaluated: that is how it gets better.
        ports = replace(self._ports.bound(chosen), releases=only, halts=NoHalts())
        return Subject(named, ports, cases, golden)
