"""Directories in the style of OpenLDAP: inetOrgPerson, groupOfNames, posixGroup.

People are keyed on entryUUID (RFC 4530). Groups nest by `member`; they are followed
here, level by level, because servers offer no common way to ask for that.
"""

import uuid
from datetime import UTC, datetime

from ldap3.utils.conv import escape_filter_chars

from appliance.directory.schema import (
    MAX_GROUPS,
    MAX_NESTING,
    DirectoryEntry,
    GroupSearch,
    fold_dn,
)
from appliance.errors import DirectoryError

# The value with which an administrator locks an account for good
# (draft-behera-ldap-password-policy, 5.3.3); others come from wrong passwords.
_LOCKED_FOR_GOOD = b"000001010000Z"
_DNS_PER_SEARCH = 25


class Rfc2307Schema:
    """Names and nesting of an OpenLDAP-style directory."""

    attributes = ("entryUUID", "uid", "cn", "pwdAccountLockedTime", "shadowExpire")

    def login_filter(self, login: str) -> str:
        """Find a person by uid."""
        return f"(&(objectClass=person)(uid={escape_filter_chars(login)}))"

    def person_filter(self, person: str) -> str | None:
        """Find a person by entryUUID."""
        try:
            key = uuid.UUID(person)
        except ValueError:
            return None
        return f"(&(objectClass=person)(entryUUID={key}))"

    def person_of(self, entry: DirectoryEntry) -> str:
        """Read the entryUUID."""
        try:
            return str(uuid.UUID(entry.text("entryUUID")))
        except ValueError as err:
            raise DirectoryError("an entryUUID is not a UUID") from err

    def login_of(self, entry: DirectoryEntry) -> str:
        """Read the uid."""
        return entry.text("uid")

    def name_of(self, entry: DirectoryEntry) -> str:
        """Read the common name."""
        return entry.text("cn")

    def is_enabled(self, entry: DirectoryEntry, now: datetime) -> bool:
        """Tell whether the account is neither locked for good nor expired."""
        if entry.first("pwdAccountLockedTime") == _LOCKED_FOR_GOOD:
            return False
        expiry = entry.first("shadowExpire")
        if expiry is None:
            return True
        try:
            day = int(expiry)
        except ValueError as err:
            raise DirectoryError("shadowExpire is not a number") from err
        today = (now - datetime(1970, 1, 1, tzinfo=UTC)).days
        return day < 0 or today < day

    def groups_of(self, entry: DirectoryEntry, search: GroupSearch) -> frozenset[str]:
        """Follow groups in groups, each once, so that a cycle ends."""
        uid = escape_filter_chars(self.login_of(entry))
        found = search(f"(|{_has_member(entry.dn)}(memberUid={uid}))")
        seen: dict[str, str] = {}
        for _ in range(MAX_NESTING):
            level = {fold_dn(dn): dn for dn in found if fold_dn(dn) not in seen}
            if not level:
                return frozenset(seen)
            seen |= level
            if len(seen) > MAX_GROUPS:
                raise DirectoryError(f"a person is in more than {MAX_GROUPS} groups")
            new = list(level.values())
            found = [
                dn
                for at in range(0, len(new), _DNS_PER_SEARCH)
                for dn in search(_any_member(new[at : at + _DNS_PER_SEARCH]))
            ]
        raise DirectoryError(f"groups nest deeper than {MAX_NESTING}")


def _has_member(dn: str) -> str:
    escaped = escape_filter_chars(dn)
    return f"(member={escaped})(uniqueMember={escaped})"


def _any_member(dns: list[str]) -> str:
    return f"(|{''.join(_has_member(dn) for dn in dns)})"
