import os
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.demo import site
from appliance.settings import parse_settings

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")))
VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXT,
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
KEYS = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
TABLE = st.dictionaries(
    KEYS, st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=3)), max_size=4
)


@given(st.dictionaries(KEYS, TABLE, max_size=4))
def test_settings_that_are_written_read_the_same(
    tables: dict[str, dict[str, object]],
):
    assert tables == tomllib.loads(site.to_toml(tables))


def laid_out(*, separated: bool) -> dict[str, object]:
    identities = {
        name: site._identity(name, separated=separated) for name in site._ORDER
    }
    tables = site._settings(Path("/demo"), identities)
    tables["directory"]["urls"] = ["ldap://127.0.0.1:1"]
    return tomllib.loads(site.to_toml(tables))


def test_the_demo_settings_are_settings():
    settings = parse_settings(laid_out(separated=True))
    assert settings.site.demo
    assert settings.paths.socket("engine") == Path("/demo/run/engine/engine.sock")


def test_under_root_no_two_processes_share_a_user():
    users = laid_out(separated=True)["users"]
    units = [users[unit] for unit in site.UNITS]
    assert len(set(units)) == len(units)
    assert str(os.geteuid()) not in units


def test_without_root_all_share_the_callers():
    users = laid_out(separated=False)["users"]
    assert {users[unit] for unit in site.UNITS} == {str(os.geteuid())}


def test_a_childs_environment_holds_these_names_and_no_more():
    environment = site.child_environment(Path("/h"))
    assert {
        "PATH",
        "LANG",
        "HOME",
        "TMPDIR",
        "PYTHONPATH",
        "PYTHONDONTWRITEBYTECODE",
    } == set(environment)
