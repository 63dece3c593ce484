"""What is installed for a further tier: a unit beside the engine's, and settings."""

import json
import tomllib
from pathlib import Path
from typing import Any

import jinja2
import pytest

from appliance.settings import Settings, parse_settings

ROOT = Path(__file__).parents[3]
SYSTEMD = ROOT / "packaging" / "systemd"
TEMPLATE = ROOT / "ansible/roles/cloister/templates/cloister.toml.j2"
SITE: dict[str, Any] = {
    "ansible_managed": "managed",
    "cloister_share": "/usr/share/cloister",
    "cloister_policies": "/etc/cloister/policies",
    "cloister_site_name": "Example Bank",
    "cloister_host_name": "bank.example",
    "cloister_languages": ["en"],
    "cloister_time_zone": "UTC",
    "cloister_countries": ["gb"],
    "cloister_recall_floor_permille": 0,
    "cloister_model": "reference",
    "cloister_quantisation": "float32",
    "cloister_device": "cpu",
    "cloister_engine_threads": 2,
    "cloister_directory": {
        "urls": ["ldaps://dc.example"],
        "schema": "ad",
        "base_dn": "dc=x",
        "group_base_dn": "dc=x",
        "service_dn": "cn=s",
        "roles": {"staff": ["cn=x"]},
    },
}


def installed(tiers: dict[str, Any], **variables: Any) -> Settings:
    # As Ansible's template module reads a template.
    environment = jinja2.Environment(
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - no page, a settings file
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["to_json"] = json.dumps
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    written = template.render(SITE, cloister_tiers=tiers, **variables)
    return parse_settings(tomllib.loads(written))


def test_a_site_of_one_tier_has_none_in_its_settings() -> None:
    assert installed({}).engine.names == ("small",)


def test_a_further_tier_arrives_with_its_keys() -> None:
    keys = {"model": "my-model", "quantisation": "nf4", "device": "cuda", "threads": 4}
    settings = installed({"large": keys})
    engine = settings.for_tier("large").engine
    assert keys == {key: getattr(engine, key) for key in keys}
    assert settings.ledger.origin == "bank.example/audit"


def test_further_tables_arrive_with_what_is_nested_in_them() -> None:
    tables = {
        "judge": {"tier": "small"},
        "budgets": {
            "currency": "CHF",
            "prices": {"small": 30},
            "person": {"day": {"tokens": 200_000}, "month": {"cents": 900}},
        },
    }
    settings = installed({}, cloister_tables=tables)
    budgets = settings.budgets
    assert (settings.judge.tier, budgets.currency) == ("small", "CHF")
    assert (budgets.person.day.tokens, budgets.person.month.cents) == (200_000, 900)
    assert dict(budgets.prices) == {"small": 30}


def test_a_monitor_has_its_token_only_where_the_site_gives_one() -> None:
    assert installed({}).web.metrics_token_file is None
    given = installed({}, cloister_metrics_token="t" * 32)
    assert str(given.web.metrics_token_file) == "/etc/cloister/keys/web/metrics-token"


@pytest.mark.parametrize(
    "unit", ["cloister-engine.service", "cloister-engine@.service"]
)
def test_the_unit_is_installed(unit: str) -> None:
    assert (SYSTEMD / unit).is_file()
    tasks = (ROOT / "ansible/roles/cloister/tasks/services.yml").read_text("utf-8")
    assert f"    - {unit}\n" in tasks


def test_the_unit_of_a_tier_differs_from_the_engines_in_its_name_alone() -> None:
    one, other = (
        [
            line
            for line in (SYSTEMD / name).read_text("utf-8").splitlines()
            if not line.startswith("#")
        ]
        for name in ("cloister-engine.service", "cloister-engine@.service")
    )
    (serve,) = (line for line in one if line.startswith("ExecStart="))
    changed = [
        (old, new.replace("%i", "large"))
        for old, new in zip(one, other, strict=True)
        if old != new
    ]
    assert changed == [
        (
            "Description=Cloister engine: runs the model on this host",
            "Description=Cloister engine: runs the model of tier large on this host",
        ),
        (serve, serve.replace("serve engine", "serve engine --tier large")),
        ("RuntimeDirectory=cloister/engine", "RuntimeDirectory=cloister/engine-large"),
    ]
