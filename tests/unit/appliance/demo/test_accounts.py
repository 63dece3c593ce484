import re

import pytest

from appliance.demo import accounts
from appliance.domain.caller import Role


def test_every_role_has_a_group_and_somebody_in_it():
    assert {str(role) for role in Role} == set(accounts.ROLES)
    inner = {g for groups in accounts.GROUPS_IN_GROUPS.values() for g in groups}
    joined = {group for account in accounts.ACCOUNTS for group in account.groups}
    filled = joined | set(accounts.GROUPS_IN_GROUPS)
    assert set(accounts.ROLES.values()) <= filled
    assert inner <= joined


def test_passwords_can_be_read_out_and_differ():
    made = {accounts.make_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(r"([a-z]{4}-){3}[0-9]{2}", password)


@pytest.mark.parametrize("secret", ["the-password", "service-secret"])
def test_the_directory_holds_no_password_in_the_clear(secret: str):
    assert secret not in accounts.ldif("the-password", "service-secret")


def test_every_entry_has_one_dn_below_the_suffix():
    entries = accounts.ldif("p", "s").strip().split("\n\n")
    dns = [re.match(r"dn: (.+)", entry)[1] for entry in entries]
    assert len(set(dns)) == len(dns)
    assert all(dn.endswith(accounts.SUFFIX) for dn in dns)
