import uuid
from datetime import UTC, datetime

import pytest

from appliance.directory.active_directory import ActiveDirectorySchema
from appliance.directory.rfc2307 import Rfc2307Schema
from appliance.directory.schema import (
    MAX_GROUPS,
    MAX_NESTING,
    DirectoryEntry,
    Schema,
    fold_dn,
)
from appliance.errors import DirectoryError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = uuid.UUID("d052c4fa-79a3-1041-9d77-251c17efcc07")
PERSON = "uid=anna,ou=people,dc=x"

SAME_DN = {
    "case": ("CN=Staff,OU=Groups,DC=x", "cn=staff,ou=groups,dc=x"),
    "space after comma": ("cn=staff, ou=groups, dc=x", "cn=staff,ou=groups,dc=x"),
    "space around equals": ("cn = staff,dc=x", "cn=staff,dc=x"),
    "double space in a value": ("cn=the  staff,dc=x", "cn=the staff,dc=x"),
    "umlaut": ("cn=MÜLLER,dc=x", "cn=müller,dc=x"),
}
OTHER_DN = {
    "other value": ("cn=staff,dc=x", "cn=stuff,dc=x"),
    "other branch": ("cn=staff,ou=a,dc=x", "cn=staff,ou=b,dc=x"),
    "longer": ("cn=staff,dc=x", "cn=staff,ou=a,dc=x"),
    "plus is not comma": ("cn=a+ou=b,dc=x", "cn=a,ou=b,dc=x"),
}


@pytest.mark.parametrize(("one", "two"), SAME_DN.values(), ids=SAME_DN)
def test_two_spellings_of_a_dn_fold_to_one(one: str, two: str):
    assert fold_dn(one) == fold_dn(two)


@pytest.mark.parametrize(("one", "two"), OTHER_DN.values(), ids=OTHER_DN)
def test_different_dns_stay_different(one: str, two: str):
    assert fold_dn(one) != fold_dn(two)


@pytest.mark.parametrize("text", ["", "staff", "cn=", "=x", "cn=a,,dc=x"])
def test_what_is_no_dn_is_refused_without_quoting_it(text: str):
    with pytest.raises(DirectoryError, match="not a DN"):
        fold_dn(text)


def entry(**attributes: bytes) -> DirectoryEntry:
    return DirectoryEntry(PERSON, {name: [v] for name, v in attributes.items()})


def ticks(when: datetime) -> bytes:
    seconds = (when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()
    return str(int(seconds) * 10_000_000).encode()


ENABLED: dict[str, tuple[Schema, DirectoryEntry, bool]] = {
    "rfc2307 plain": (Rfc2307Schema(), entry(), True),
    "rfc2307 locked for good": (
        Rfc2307Schema(),
        entry(pwdAccountLockedTime=b"000001010000Z"),
        False,
    ),
    "rfc2307 locked by wrong passwords": (
        Rfc2307Schema(),
        entry(pwdAccountLockedTime=b"20261121110000Z"),
        True,
    ),
    "rfc2307 expired": (Rfc2307Schema(), entry(shadowExpire=b"20000"), False),
    "rfc2307 expires today": (Rfc2307Schema(), entry(shadowExpire=b"20778"), False),
    "rfc2307 expires later": (Rfc2307Schema(), entry(shadowExpire=b"20779"), True),
    "rfc2307 never expires": (Rfc2307Schema(), entry(shadowExpire=b"-1"), True),
    "ad plain": (ActiveDirectorySchema(), entry(userAccountControl=b"512"), True),
    "ad disabled": (ActiveDirectorySchema(), entry(userAccountControl=b"514"), False),
    "ad never expires": (
        ActiveDirectorySchema(),
        entry(userAccountControl=b"512", accountExpires=b"9223372036854775807"),
        True,
    ),
    "ad expiry zero is never": (
        ActiveDirectorySchema(),
        entry(userAccountControl=b"512", accountExpires=b"0"),
        True,
    ),
    "ad expired": (
        ActiveDirectorySchema(),
        entry(
            userAccountControl=b"512",
            accountExpires=ticks(datetime(2026, 11, 21, 11, tzinfo=UTC)),
        ),
        False,
    ),
    "ad expires later": (
        ActiveDirectorySchema(),
        entry(
            userAccountControl=b"512",
            accountExpires=ticks(datetime(2026, 11, 21, 13, tzinfo=UTC)),
        ),
        True,
    ),
}


@pytest.mark.parametrize(
    ("schema", "person", "expected"), ENABLED.values(), ids=ENABLED
)
def test_an_account_is_enabled(
    schema: Schema, person: DirectoryEntry, *, expected: bool
):
    assert schema.is_enabled(person, NOW) is expected


UNREADABLE: dict[str, tuple[Schema, DirectoryEntry, str]] = {
    "ad without control": (ActiveDirectorySchema(), entry(), "userAccountControl"),
    "ad control no number": (
        ActiveDirectorySchema(),
        entry(userAccountControl=b"x"),
        "userAccountControl",
    ),
    "rfc2307 expiry no number": (
        Rfc2307Schema(),
        entry(shadowExpire=b"soon"),
        "shadowExpire",
    ),
}


@pytest.mark.parametrize(
    ("schema", "person", "named"), UNREADABLE.values(), ids=UNREADABLE
)
def test_a_status_that_cannot_be_read_is_a_fault_not_a_yes(
    schema: Schema, person: DirectoryEntry, named: str
):
    with pytest.raises(DirectoryError, match=named):
        schema.is_enabled(person, NOW)


def test_ad_keys_are_read_and_searched_little_endian():
    schema = ActiveDirectorySchema()
    assert str(KEY) == schema.person_of(entry(objectGUID=KEY.bytes_le))
    escaped = "".join(f"\\{byte:02x}" for byte in KEY.bytes_le)
    assert f"objectGUID={escaped})" in (schema.person_filter(str(KEY)) or "")


@pytest.mark.parametrize("raw", [b"", b"short", b"x" * 17])
def test_an_object_guid_of_another_length_is_refused(raw: bytes):
    with pytest.raises(DirectoryError, match="16 bytes"):
        ActiveDirectorySchema().person_of(entry(objectGUID=raw))


@pytest.mark.parametrize("schema", [ActiveDirectorySchema(), Rfc2307Schema()])
def test_no_filter_is_made_of_a_key_that_is_no_uuid(schema: Schema):
    assert schema.person_filter("*)(uid=*") is None


@pytest.mark.parametrize("schema", [ActiveDirectorySchema(), Rfc2307Schema()])
def test_a_login_cannot_change_the_filter(schema: Schema):
    hostile = "a*)(|(objectClass=*"
    plain = schema.login_filter("a")
    assert plain.count("(") == schema.login_filter(hostile).count("(")
    assert plain.count("*") == schema.login_filter(hostile).count("*")


def test_ad_asks_once_for_nested_groups():
    asked: list[str] = []

    def search(query: str) -> list[str]:
        asked.append(query)
        return ["CN=Staff,DC=x"]

    found = ActiveDirectorySchema().groups_of(entry(), search)
    assert frozenset({"cn=staff,dc=x"}) == found
    assert [f"(member:1.2.840.113556.1.4.1941:={PERSON})"] == asked


def test_groups_without_end_are_a_fault():
    count = iter(range(10_000))
    anna = DirectoryEntry(PERSON, {"uid": [b"anna"]})

    def search(query: str) -> list[str]:
        del query
        return [f"cn=g{next(count)},dc=x"]

    with pytest.raises(DirectoryError, match=f"deeper than {MAX_NESTING}"):
        Rfc2307Schema().groups_of(anna, search)


@pytest.mark.parametrize("schema", [ActiveDirectorySchema(), Rfc2307Schema()])
def test_too_many_groups_are_a_fault(schema: Schema):
    anna = DirectoryEntry(PERSON, {"uid": [b"anna"]})
    many = [f"cn=g{number},dc=x" for number in range(MAX_GROUPS + 1)]
    with pytest.raises(DirectoryError, match=f"more than {MAX_GROUPS} groups"):
        schema.groups_of(anna, lambda query: many if query else [])


def test_a_name_that_is_not_utf8_is_a_fault():
    with pytest.raises(DirectoryError, match="cn is not UTF-8"):
        Rfc2307Schema().name_of(entry(cn=b"\xff"))


def test_ad_falls_back_to_the_common_name():
    schema = ActiveDirectorySchema()
    assert schema.name_of(entry(cn=b"Anna")) == "Anna"
    assert schema.name_of(entry(cn=b"Anna", displayName=b"Anna H.")) == "Anna H."
