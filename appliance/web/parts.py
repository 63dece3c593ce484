"""What the pages reach, wired once in app.py and found through the running app."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from flask import current_app

from appliance.domain.caller import Caller
from appliance.domain.decision import FiredRule
from appliance.domain.deployment import Deployment
from appliance.domain.entity import EntityKind
from appliance.domain.judging import Judge
from appliance.domain.known_release import KnownRelease
from appliance.domain.ports.wired import Ports
from appliance.domain.proposal import DictionaryState, Proposal
from appliance.settings import Settings
from appliance.stores.in_force import VersionsInForce
from appliance.stores.opened import Stores
from appliance.stores.token_desk import TokenDesk
from appliance.web.bulk_intake import BulkIntake
from appliance.web.live import LiveExchanges


class Doorkeeper(Protocol):
    """The directory, asked to let somebody in with their password."""

    def sign_in(self, login: str, password: str) -> Caller:
        """Let a person prove who they are.

        Raises:
            SignInError: They did not, or may not be here; never says which.
            DirectoryError: The directory cannot be asked or trusted.
        """
        ...


class LogReader(Protocol):
    """The log, read; each read through a page leaves a record of its own."""

    def alias(self, person: str) -> str:
        """Name the alias the log knows a person by."""
        ...

    def size(self) -> int:
        """Count the records."""
        ...

    def read(self, first: int, count: int) -> Sequence[Mapping[str, Any]]:
        """Read records by number, oldest first."""
        ...

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        """Read the records of one exchange, oldest first."""
        ...

    def releases(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell what the log knows of every release of a purpose, newest first."""
        ...

    def export(self, start: datetime, end: datetime) -> Iterator[bytes]:
        """Export a period as one file that verifies offline."""
        ...


class SiteDictionary(Protocol):
    """The masker, as those correct it who may: what it masks besides what it finds."""

    def mark(self, words: str, *, kind: EntityKind, case: str) -> None:
        """Have words masked in every text of a case from now on.

        Raises:
            MaskerError: The masker is not there.
        """
        ...

    def change(self, proposal: Proposal, *, actor: str) -> DictionaryState:
        """Carry out a proposal that a second person approved; it is recorded.

        Raises:
            LedgerError: The log did not take the record; nothing changed.
            MaskerError: The masker is not there, or no detector took it.
        """
        ...

    def dictionary(self) -> DictionaryState:
        """Tell which dictionary is in force.

        Raises:
            MaskerError: The masker is not there.
        """
        ...


class Evaluator(Protocol):
    """The worker, asked to evaluate a release."""

    def evaluate(
        self,
        purpose: str,
        *,
        release: str,
        against_live: bool,
        requester: str | None,
        version: int = 0,
    ) -> Mapping[str, Any]:
        """Have a release evaluated; gives the evaluation, which may go on already.

        Raises:
            ApplianceError: It cannot be evaluated, or the worker is not there.
        """
        ...


class Health(Protocol):
    """One part of the appliance, asked whether it can do its work."""

    def health(self) -> Mapping[str, Any]:
        """Ask now; `ok` is True only if it can."""
        ...


class Readiness(Protocol):
    """What the readiness page asks."""

    def now(self) -> Mapping[str, bool]:
        """Tell for each part whether it can do its work."""
        ...

    def is_ready(self, states: Mapping[str, bool]) -> bool:
        """Tell whether the appliance can do its work, by what `now` told."""
        ...


class Figures(Protocol):
    """What the metrics page shows, to whom."""

    @property
    def token(self) -> bytes:
        """Who shows it may read them."""
        ...

    def now(self) -> str:
        """Write them."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the pages may reach.

    Args:
        settings: The appliance's settings.
        ports: What the pipeline and the steps take.
        stores: What is remembered.
        live: Where exchanges run.
        intake: Where lists of texts are read in.
        door: The directory, for signing in.
        log: The log, for reading.
        dictionary: The masker's dictionary, for changing.
        standing: Which release is live for each purpose, and what is in rollout.
        judges: Tells the judge in force of each purpose that has one, by purpose.
        in_force: Keeps the purposes in force as versions.
        evaluator: The worker, for evaluating releases.
        desk: Makes and revokes tokens of programs.
        rules: Tells every rule in force now, for the rules page.
        session_key: Derives the token of the sign-in form.
        readiness: Whether each part can do its work.
        figures: What a monitor may read; None where the site names no token.
        shares_uid: Whether processes share one Unix user, which every page says.
    """

    settings: Settings
    ports: Ports
    stores: Stores
    live: LiveExchanges
    intake: BulkIntake
    door: Doorkeeper
    log: LogReader
    dictionary: SiteDictionary
    in_force: VersionsInForce
    evaluator: Evaluator
    desk: TokenDesk
    rules: Callable[[], Sequence[FiredRule]]
    standing: Callable[[], Deployment]
    judges: Callable[[], Mapping[str, Judge]]
    session_key: bytes
    readiness: Readiness
    shares_uid: bool
    figures: Figures | None = None


_KEY = "cloister"


def give(app: Any, parts: Parts) -> None:
    """Let the pages of an app find its parts."""
    app.extensions[_KEY] = parts


def parts() -> Parts:
    """Find the parts of the app that answers now."""
    return cast("Parts", current_app.extensions[_KEY])
