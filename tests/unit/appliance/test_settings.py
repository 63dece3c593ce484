"""Settings are read strictly: what is unknown, missing or wrong is named."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.engine_settings import JudgeSettings, RemoteSettings, check_judge
from appliance.errors import SettingsError
from appliance.settings import load_settings, parse_settings

GOOD: dict[str, Any] = {
    "site": {"name": "Test Bank"},
    "paths": {
        "state": "/s",
        "run": "/r",
        "keys": "/k",
        "models": "/m",
        "policies": "/p",
    },
    "users": {"web": "w", "masker": "m", "engine": "e", "ledger": "l", "worker": "k"},
    "web": {"host_name": "cloister.test"},
    "directory": {
        "urls": ["ldaps://one.test", "ldaps://two.test"],
        "ca_file": "/ca.pem",
        "schema": "rfc2307",
        "base_dn": "dc=test",
        "group_base_dn": "ou=groups,dc=test",
        "service_dn": "cn=svc,dc=test",
        "roles": {"staff": ["cn=staff,dc=test"]},
    },
    "database": {"url": "sqlite:////s/a", "vault_url": "sqlite:////s/b"},
    "ledger": {"origin": "cloister.test/log"},
}


def changed(path: str, value: object) -> dict[str, Any]:
    raw = copy.deepcopy(GOOD)
    *tables, key = path.split(".")
    at = raw
    for table in tables:
        at = at.setdefault(table, {})
    if value is None:
        del at[key]
    else:
        at[key] = value
    return raw


def test_what_is_written_is_read_and_the_rest_has_defaults() -> None:
    settings = parse_settings(GOOD)
    assert settings.site.name == "Test Bank"
    assert settings.directory.urls == ("ldaps://one.test", "ldaps://two.test")
    assert settings.directory.roles == {"staff": ("cn=staff,dc=test",)}
    assert settings.paths.keys == Path("/k")
    assert settings.engine.model == "reference"
    assert settings.masker.dictionary is None


def test_an_optional_path_a_whole_float_and_a_socket_name() -> None:
    settings = parse_settings(changed("masker.dictionary", "/d"))
    assert settings.masker.dictionary == Path("/d")
    assert parse_settings(changed("masker.deadline_s", 5)).masker.deadline_s == 5.0
    assert settings.paths.socket("masker") == Path("/r/masker/masker.sock")


REFUSED = {
    "an unknown table": ("webb.host_name", "x", "webb: unknown key"),
    "an unknown key": ("web.hostname", "x", "web.hostname: unknown key"),
    "a secret": ("database.password", "x", "database.password: unknown key"),
    "a missing key": ("web.host_name", None, "web.host_name: missing"),
    "a missing table": ("ledger", None, "ledger: missing"),
    "text for a number": (
        "web.threads",
        "4",
        "web.threads: expected a whole number, got str",
    ),
    "truth for a number": (
        "web.threads",
        True,
        "web.threads: expected a whole number, got bool",
    ),
    "a fraction for a whole number": (
        "web.threads",
        4.5,
        "web.threads: expected a whole number, got float",
    ),
    "a number for text": ("site.name", 7, "site.name: expected text, got int"),
    "a number for truth": (
        "site.demo",
        1,
        "site.demo: expected true or false, got int",
    ),
    "truth for a fraction": ("masker.deadline_s", True, "masker.deadline_s: expected"),
    "a number for a path": ("paths.state", 7, "paths.state: expected a path, got int"),
    "text for a list": (
        "directory.urls",
        "x",
        "directory.urls: expected a list, got str",
    ),
    "a number in a list": (
        "directory.urls",
        [7],
        "directory.urls: expected text, got int",
    ),
    "a word that is not on offer": (
        "directory.schema",
        "openldap",
        "directory.schema: expected one of ad, rfc2307",
    ),
    "text in a table of lists": (
        "directory.roles.staff",
        "x",
        "directory.roles.staff: expected a list, got str",
    ),
    "text for a table": ("web", "x", "web: expected a table"),
}


@pytest.mark.parametrize(
    ("path", "value", "told"), REFUSED.values(), ids=REFUSED.keys()
)
def test_settings_refuse(path: str, value: object, told: str) -> None:
    with pytest.raises(SettingsError, match=f"^{re.escape(told)}"):
        parse_settings(changed(path, value))


REMOTE: dict[str, Any] = {
    "url": "https://llm.test:8443/v1",
    "address": "192.0.2.7",
    "ca_file": "/ca.pem",
    "model": "m",
    "server": "vllm",
    "weights": "w",
    "quantisation": "q",
    "context_tokens": 4096,
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "http://llm.test/v1"),
        ("url", "https://llm.test/v1/"),
        ("url", "https://me:secret@llm.test/v1"),
        ("url", "https://llm.test/v1?key=x"),
        ("address", "llm.test"),
        ("address", "192.0.2.0/24"),
        ("context_tokens", 100),
        ("parallel", 0),
        ("read_timeout_s", 0),
    ],
)
def test_a_remote_model_needs_a_plain_address(
    tmp_path: Path, key: str, value: object
) -> None:
    table = [f"{k} = {json.dumps(v)}" for k, v in {**REMOTE, key: value}.items()]
    path = tmp_path / "cloister.toml"
    path.write_text(toml("[engine.remote]", *table))
    with pytest.raises(SettingsError, match=rf"engine\.remote\.{key}: expected"):
        load_settings(path)


def toml(*lines: str) -> str:
    text = []
    for table, keys in GOOD.items():
        text.append(f"[{table}]")
        text += [f"{key} = {value!r}" for key, value in keys.items() if key != "roles"]
    text += ["[directory.roles]", 'staff = ["cn=staff,dc=test"]', *lines]
    return "\n".join(text).replace("'", '"')


Make = Callable[[Path], object]
UNREADABLE: dict[str, tuple[Make, str]] = {
    "that is not there": (lambda _: None, "No such file"),
    "that is not TOML": (lambda p: p.write_text("[web"), "not TOML"),
    "that is not UTF-8": (lambda p: p.write_bytes(b"\xff"), "not TOML"),
    "with no answer at a time": (
        lambda p: p.write_text(toml("[engine]", "max_batch = 0")),
        "engine.max_batch: expected 1 or more",
    ),
    "with no memory for an answer": (
        lambda p: p.write_text(toml("[engine]", "cache_tokens = 9")),
        "engine.cache_tokens: expected 1024 or more",
    ),
    "with a limit of a further tier": (
        lambda p: p.write_text(toml("[engine.tiers.large]", "max_batch = 0")),
        r"engine\.tiers\.large\.max_batch: expected 1 or more",
    ),
    "with its own tier again": (
        lambda p: p.write_text(toml("[engine.tiers.small]", 'model = "x"')),
        r"engine\.tiers\.small: the engine's own tier again",
    ),
    "with a tier that names no unit": (
        lambda p: p.write_text(toml("[engine.tiers.Large_1]", 'model = "x"')),
        "a tier is named in 1 to 12 of a to z and 0 to 9, not 'Large_1'",
    ),
    "with tiers in a tier": (
        lambda p: p.write_text(toml("[engine.tiers.large.tiers.x]", 'model = "x"')),
        r"engine\.tiers\.large\.tiers: unknown key",
    ),
    "with one user for two units": (
        lambda p: p.write_text(toml().replace('worker = "k"', 'worker = "w"')),
        r"\[users\]: two units share a user; only a demo may",
    ),
    "with releases that nobody evaluated": (
        lambda p: p.write_text(toml("[release]", "needs_evaluation = false")),
        r"release\.needs_evaluation: false .* nobody evaluated; only a demo may\. ",
    ),
}


@pytest.mark.parametrize(("make", "told"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_is_refused(make: Make, told: str, tmp_path: Path) -> None:
    make(tmp_path / "c.toml")
    with pytest.raises(SettingsError, match=told):
        load_settings(tmp_path / "c.toml")


def test_each_tier_has_keys_a_unit_and_a_socket_of_its_own() -> None:
    raw = changed("engine.tiers", {"large": {"model": "big", "threads": 8}})
    settings = parse_settings(raw)
    large, small = settings.for_tier("large"), settings.for_tier("small")
    assert settings.engine.names == ("small", "large")
    assert small is settings
    told = [(s.engine.tier, s.engine.model, s.engine.unit) for s in (small, large)]
    assert told == [("small", "reference", "engine"), ("large", "big", "engine-large")]
    assert large.engine.threads == 8
    assert large.engine.max_queue == settings.engine.max_queue
    with pytest.raises(SettingsError, match="no tier 'huge', only small, large"):
        settings.for_tier("huge")


def test_a_further_tier_can_have_its_model_elsewhere() -> None:
    raw = changed("engine.tiers", {"large": {"remote": REMOTE, "max_queue": 9}})
    engine = parse_settings(raw).for_tier("large").engine
    assert isinstance(engine.remote, RemoteSettings)
    assert (engine.remote.model, engine.max_queue) == ("m", 9)


def test_a_tier_knows_how_the_settings_file_calls_it() -> None:
    settings = parse_settings(changed("engine.tiers", {"large": {"model": "big"}}))
    tables = [settings.for_tier(t).engine.table for t in settings.engine.names]
    assert tables == ["engine", "engine.tiers.large"]


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(toml())
    assert load_settings(tmp_path / "c.toml") == parse_settings(GOOD)


def test_a_demo_may_share_one_user(tmp_path: Path) -> None:
    shared = re.sub(r'(web|masker|engine|ledger|worker) = "."', r'\1 = "me"', toml())
    demo = shared.replace('name = "Test Bank"', 'name = "Test Bank"\ndemo = true')
    (tmp_path / "c.toml").write_text(demo)
    assert load_settings(tmp_path / "c.toml").users.web == "me"


def test_only_a_demo_may_have_releases_live_that_nobody_evaluated(
    tmp_path: Path,
) -> None:
    text = toml("[release]", "needs_evaluation = false")
    demo = text.replace('name = "Test Bank"', 'name = "Test Bank"\ndemo = true')
    (tmp_path / "c.toml").write_text(demo)
    assert not load_settings(tmp_path / "c.toml").release.needs_evaluation
    assert parse_settings(GOOD).release.needs_evaluation


@pytest.mark.parametrize("text", ["x = ", "[web]\nthreads = 4"])
def test_an_error_of_the_file_names_the_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(SettingsError, match=re.escape(str(tmp_path / "c.toml"))):
        load_settings(tmp_path / "c.toml")


def test_without_a_word_about_it_there_is_no_judge() -> None:
    judge = parse_settings(GOOD).judge
    assert (judge.tier, judge.min_rated, judge.min_kappa_permille) == ("", 50, 600)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('tier = "huge"', "judge.tier: no tier 'huge', only small"),
        ("min_rated = 19", "judge.min_rated: expected 20 or more"),
        ("min_kappa_permille = 0", "judge.min_kappa_permille: expected 1 to 1000"),
        ("min_kappa_permille = 1001", "judge.min_kappa_permille: expected 1 to 1000"),
    ],
)
def test_a_judge_that_is_not_there_or_is_believed_at_once_is_refused(
    tmp_path: Path, line: str, told: str
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(toml("[judge]", line))
    with pytest.raises(SettingsError, match=re.escape(told)):
        load_settings(path)


def test_a_remote_model_is_no_judge() -> None:
    far = parse_settings(changed("engine.tiers.far.remote", REMOTE)).engine
    with pytest.raises(SettingsError, match="'far' is a remote model"):
        check_judge(JudgeSettings(tier="far"), far)
    check_judge(JudgeSettings(tier="small"), far)
