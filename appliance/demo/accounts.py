"""The people of the demo's directory, their groups, and customers they write about.

All invented. The one password of all accounts is made anew at each start.
"""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SUFFIX = "dc=demo,dc=example"
PEOPLE = f"ou=people,{SUFFIX}"
GROUPS = f"ou=groups,{SUFFIX}"
SERVICE = f"cn=cloister,ou=services,{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the demo: what they type, who they are, the groups they are in."""

    login: str
    name: str
    groups: tuple[str, ...]

    @property
    def dn(self) -> str:
        """Where they are in the directory."""
        return f"uid={self.login},{PEOPLE}"


ACCOUNTS = (
    Account("anna.staff", "Anna Hale", ("customer-desk",)),
    Account("ben.staff", "Ben Okafor", ("customer-desk",)),
    Account("rita.reviewer", "Rita Lindqvist", ("cloister-reviewers",)),
    # Reviews, and works at the desk too: so the rule against approving one's own shows.
    Account("ralf.reviewer", "Ralf Petersen", ("cloister-reviewers", "customer-desk")),
    Account("carl.compliance", "Carl Moreau", ("cloister-compliance",)),
    Account("audrey.auditor", "Audrey Novak", ("cloister-auditors",)),
    Account("adam.admin", "Adam Reyes", ("cloister-admins",)),
)
# Group to the groups inside it: the desk's people are staff because the desk is.
GROUPS_IN_GROUPS = {"cloister-staff": ("customer-desk",)}
ROLES = {
    "staff": "cloister-staff",
    "reviewer": "cloister-reviewers",
    "compliance": "cloister-compliance",
    "auditor": "cloister-auditors",
    "admin": "cloister-admins",
}

# What a bank would load into the masker from its customer files.
CUSTOMERS = {
    "person.txt": ("Marta Kowalczyk", "Jonathan Abernathy", "Priya Raghunathan"),
    "org.txt": ("Larkfield Joinery", "Harbour & Finch Ltd"),
    "custom.txt": ("Project Bluebell",),
}

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


def group_dn(name: str) -> str:
    """Name a group's entry."""
    return f"cn={name},{GROUPS}"


def make_password() -> str:
    """Make a password that can be read out and typed: 43 bits, for one demo."""
    groups = (
        "".join(
            secrets.choice(letters)
            for letters in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS)
        )
        for _ in range(3)
    )
    return f"{'-'.join(groups)}-{secrets.randbelow(90) + 10}"


def ldif(password: str, service_password: str) -> str:
    """Write the whole directory as LDIF (RFC 2849), ready for slapadd."""
    entries = [
        _entry(SUFFIX, objectClass=["dcObject", "organization"], dc="demo", o="Demo"),
        *(
            _entry(f"ou={ou},{SUFFIX}", objectClass="organizationalUnit", ou=ou)
            for ou in ("people", "groups", "services")
        ),
        _entry(
            SERVICE,
            objectClass=["organizationalRole", "simpleSecurityObject"],
            cn="cloister",
            userPassword=_hashed(service_password),
        ),
    ]
    entries += [
        _entry(
            account.dn,
            objectClass="inetOrgPerson",
            uid=account.login,
            cn=account.name,
            sn=account.name.split()[-1],
            userPassword=_hashed(password),
        )
        for account in ACCOUNTS
    ]
    members: dict[str, list[str]] = {}
    for account in ACCOUNTS:
        for group in account.groups:
            members.setdefault(group, []).append(account.dn)
    for outer, inner in GROUPS_IN_GROUPS.items():
        members.setdefault(outer, []).extend(group_dn(name) for name in inner)
    entries += [
        _entry(group_dn(name), objectClass="groupOfNames", cn=name, member=dns)
        for name, dns in members.items()
    ]
    return "\n".join(entries)


def _entry(dn: str, **attributes: str | list[str]) -> str:
    lines = [f"dn: {dn}"]
    for name, values in attributes.items():
        several = [values] if isinstance(values, str) else values
        lines += [f"{name}: {value}" for value in several]
    return "\n".join(lines) + "\n"


def _hashed(password: str) -> str:
    """Hash a password for slapd's argon2 module (RFC 9106), light: it lives an hour."""
    argon2 = Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=2,
        lanes=1,
        memory_cost=8 * 1024,  # KiB
    )
    return "{ARGON2}" + argon2.derive_phc_encoded(password.encode())
