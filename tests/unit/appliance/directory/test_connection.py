import pytest

from appliance.directory.connection import Address, parse_address
from appliance.errors import SettingsError

GOOD = {
    "ldaps://dc1.corp.example": Address("dc1.corp.example", 636, ldaps=True),
    "ldaps://dc1.corp.example:3269": Address("dc1.corp.example", 3269, ldaps=True),
    "ldap://10.0.0.1": Address("10.0.0.1", 389, ldaps=False),
    "ldap://[2001:db8::1]:1389": Address("2001:db8::1", 1389, ldaps=False),
}
BAD = [
    "",
    "dc1.corp.example",
    "https://dc1.corp.example",
    "ldapi://%2Fsock",
    "ldaps://",
    "ldaps://host/dc=x",
    "ldaps://user@host",
    "ldaps://host:no",
    "ldaps://host:99999",
    "ldaps://host?x",
]


@pytest.mark.parametrize(("url", "expected"), GOOD.items())
def test_an_address_is_read(url: str, expected: Address):
    assert expected == parse_address(url)


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_is_refused_and_the_key_named(url: str):
    with pytest.raises(SettingsError, match=r"directory\.urls"):
        parse_address(url)
