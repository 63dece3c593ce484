"""An in-house program that asks by itself: a caller with an owner and a token.

A program is nobody in the directory. It asks as its owner's helper: with the roles that
the directory gives the owner now, and for the purposes that its token names.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address

# With it begins the key of every program; no person's does.
PROGRAM = "service:"
_ID = re.compile("[0-9a-f]{32}")
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Service:
    """What is known of a program that asks, besides what is known of every caller.

    Args:
        owner: Directory key of the person who answers for it.
        purposes: Names of the purposes that its token is for.
    """

    owner: str
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A token as it is kept; neither it nor its secret can be read back.

    Args:
        id: 32 hex digits, for people to name it by; opens nothing.
        name: What people call the program; `repr` hides it.
        owner: Directory key of the person who answers for it.
        purposes: Names of the purposes it is for, sorted.
        networks: Where it may be used from; anywhere if empty.
        made_at: Aware UTC.
        expires_at: From then on it opens nothing.
        revoked_at: Since when it opens nothing, or None.
        used_at: When it was last used, a minute early at most, or None.
    """

    id: str
    name: str = field(repr=False)
    owner: str
    purposes: tuple[str, ...]
    networks: tuple[Network, ...]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    @property
    def person(self) -> str:
        """The key that stands for the program wherever a person's would stand."""
        return PROGRAM + self.id

    @property
    def service(self) -> Service:
        """Who asks by it."""
        return Service(self.owner, frozenset(self.purposes))

    def is_live(self, now: datetime) -> bool:
        """Tell whether it opens anything."""
        return self.revoked_at is None and self.made_at <= now < self.expires_at

    def is_from(self, address: str) -> bool:
        """Tell whether it may be used from an address; from none that is no address."""
        try:
            where = ip_address(address)
        except ValueError:
            return not self.networks
        return not self.networks or any(where in network for network in self.networks)


def token_of(person: str) -> str | None:
    """Tell the id of a program's token from its key; None for a person's key."""
    found = person.removeprefix(PROGRAM)
    return found if found != person and _ID.fullmatch(found) else None
