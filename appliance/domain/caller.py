"""A person as the directory describes them, and the roles their groups give them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.domain.service import Service


class Role(StrEnum):
    """What a person may be here; settings say which directory group gives which."""

    STAFF = "staff"
    REVIEWER = "reviewer"
    COMPLIANCE = "compliance"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody the directory vouches for.

    Args:
        person: Stable key in the directory (entryUUID or objectGUID), never shown.
        login: The name they sign in with.
        name: The name others see.
        roles: What they may be here.
        checked_at: When the directory was last asked, aware UTC.
        teams: The teams they are in, by the names that the settings give them.
        service: Of an in-house program whose it is and what for; of a person None.
            Roles and teams are then its owner's.
    """

    person: str
    login: str
    name: str
    roles: frozenset[Role]
    checked_at: datetime
    teams: frozenset[str] = frozenset()
    service: Service | None = None

    def is_fresh(self, now: datetime, *, within_s: float) -> bool:
        """Tell whether the directory was asked lately; a time to come is not."""
        return timedelta(0) <= now - self.checked_at < timedelta(seconds=within_s)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a live session knows of its person, or a token of its program.

    Enough to identify, not to sign in.
    """

    person: str
    login: str
    name: str
    roles: frozenset[Role]
    checked_at: datetime
    teams: frozenset[str] = frozenset()
    service: Service | None = None

    def caller(self) -> Caller:
        """Say who this is by the directory's word of `checked_at`; it is not asked."""
        return Caller(
            person=self.person,
            login=self.login,
            name=self.name,
            roles=self.roles,
            checked_at=self.checked_at,
            teams=self.teams,
            service=self.service,
        )
