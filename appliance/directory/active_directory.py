"""Active Directory: objectGUID, sAMAccountName or UPN, nested groups by the server.

The matching rule LDAP_MATCHING_RULE_IN_CHAIN ([MS-ADTS] 3.1.1.3.4.4.3) follows nested
groups on the server. The primary group is not among them: give roles by other groups.
"""

import uuid
from datetime import UTC, datetime, timedelta

from ldap3.utils.conv import escape_bytes, escape_filter_chars

from appliance.directory.schema import (
    MAX_GROUPS,
    DirectoryEntry,
    GroupSearch,
    fold_dn,
)
from appliance.errors import DirectoryError

_IN_CHAIN = "1.2.840.113556.1.4.1941"
_ACCOUNT_DISABLED = 0x2  # ADS_UF_ACCOUNTDISABLE, [MS-ADTS] 2.2.16
_NEVER = {0, 0x7FFF_FFFF_FFFF_FFFF}
_FILE_TIME_START = datetime(1601, 1, 1, tzinfo=UTC)
_PERSON = "(objectCategory=person)(objectClass=user)"


class ActiveDirectorySchema:
    """Names and nesting of Active Directory."""

    attributes = (
        "objectGUID",
        "sAMAccountName",
        "displayName",
        "cn",
        "userAccountControl",
        "accountExpires",
    )

    def login_filter(self, login: str) -> str:
        """Find a person by sAMAccountName or user principal name."""
        safe = escape_filter_chars(login)
        return f"(&{_PERSON}(|(sAMAccountName={safe})(userPrincipalName={safe})))"

    def person_filter(self, person: str) -> str | None:
        """Find a person by objectGUID, which is kept little-endian."""
        try:
            key = uuid.UUID(person)
        except ValueError:
            return None
        return f"(&{_PERSON}(objectGUID={escape_bytes(key.bytes_le)}))"

    def person_of(self, entry: DirectoryEntry) -> str:
        """Read the objectGUID."""
        raw = entry.first("objectGUID")
        if raw is None or len(raw) != 16:
            raise DirectoryError("an entry lacks an objectGUID of 16 bytes")
        return str(uuid.UUID(bytes_le=raw))

    def login_of(self, entry: DirectoryEntry) -> str:
        """Read the sAMAccountName."""
        return entry.text("sAMAccountName")

    def name_of(self, entry: DirectoryEntry) -> str:
        """Read the display name, or the common name where there is none."""
        return entry.text("displayName" if entry.first("displayName") else "cn")

    def is_enabled(self, entry: DirectoryEntry, now: datetime) -> bool:
        """Tell whether the account is neither disabled nor expired."""
        if _number(entry, "userAccountControl") & _ACCOUNT_DISABLED:
            return False
        if entry.first("accountExpires") is None:
            return True
        ticks = _number(entry, "accountExpires")
        if ticks in _NEVER:
            return True
        try:
            expires = _FILE_TIME_START + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return True
        return now < expires

    def groups_of(self, entry: DirectoryEntry, search: GroupSearch) -> frozenset[str]:
        """Ask the server for every group, nested ones too."""
        found = search(f"(member:{_IN_CHAIN}:={escape_filter_chars(entry.dn)})")
        if len(found) > MAX_GROUPS:
            raise DirectoryError(f"a person is in more than {MAX_GROUPS} groups")
        return frozenset(fold_dn(dn) for dn in found)


def _number(entry: DirectoryEntry, name: str) -> int:
    try:
        return int(entry.text(name))
    except ValueError as err:
        raise DirectoryError(f"{name} is not a number") from err
