"""What differs between directories: names of attributes and how groups nest.

One small class each for RFC 2307 style directories (OpenLDAP) and Active Directory;
the settings say which, it is never guessed: Active Directory's nested group search
answers success with nothing on OpenLDAP.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ldap3.core.exceptions import LDAPInvalidDnError
from ldap3.utils.dn import parse_dn

from appliance.errors import DirectoryError

# Bounds of what one person can cost: groups read, and rounds of nesting followed.
MAX_GROUPS = 2_000
MAX_NESTING = 32


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One entry as the directory sent it: its DN and attributes as bytes."""

    dn: str
    attributes: dict[str, list[bytes]]

    def first(self, name: str) -> bytes | None:
        """Read the first value of an attribute, if there is one."""
        values = self.attributes.get(name)
        return values[0] if values else None

    def text(self, name: str) -> str:
        """Read the first value of an attribute as text.

        Raises:
            DirectoryError: It is missing, empty or not UTF-8.
        """
        value = self.first(name)
        try:
            decoded = value.decode("utf-8") if value else ""
        except UnicodeDecodeError as err:
            raise DirectoryError(f"attribute {name} is not UTF-8") from err
        if not decoded:
            raise DirectoryError(f"an entry lacks the attribute {name}")
        return decoded


# Search below the groups' base: filter in, DNs of the groups found out.
GroupSearch = Callable[[str], Sequence[str]]


class Schema(Protocol):
    """How one kind of directory names things."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """Name the attributes to read of a person."""
        ...

    def login_filter(self, login: str) -> str:
        """Write the filter that finds a person by what they typed, escaped."""
        ...

    def person_filter(self, person: str) -> str | None:
        """Write the filter that finds a person by key; None if it cannot be a key."""
        ...

    def person_of(self, entry: DirectoryEntry) -> str:
        """Read the stable key of a person."""
        ...

    def login_of(self, entry: DirectoryEntry) -> str:
        """Read the name a person signs in with."""
        ...

    def name_of(self, entry: DirectoryEntry) -> str:
        """Read the name others see."""
        ...

    def is_enabled(self, entry: DirectoryEntry, now: datetime) -> bool:
        """Tell whether the account may be used at all.

        A lock after wrong passwords is not asked here: the directory refuses the
        sign-in itself, and typing wrong passwords must not end somebody's session.
        """
        ...

    def groups_of(self, entry: DirectoryEntry, search: GroupSearch) -> frozenset[str]:
        """Find every group a person is in, through groups in groups; folded DNs."""
        ...


def fold_dn(dn: str) -> str:
    """Write a DN so that two spellings of it compare equal (RFC 4514, 4517 4.2.11).

    Raises:
        DirectoryError: It is not a DN.
    """
    try:
        parts = parse_dn(dn, escape=False, strip=True)
    except LDAPInvalidDnError as err:
        raise DirectoryError("a name in the directory is not a DN") from err
    return "".join(
        f"{name.lower()}={' '.join(value.lower().split())}{separator}"
        for name, value, separator in parts
    )
