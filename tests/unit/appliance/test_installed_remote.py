"""What the playbook writes where a remote model answers."""

import json
import tomllib
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml

from appliance.engine_settings import RemoteSettings
from appliance.settings import parse_settings

ROLE = Path(__file__).resolve().parents[3] / "ansible/roles/cloister"
REMOTE = {
    "url": "https://llm.bank.example:8443/v1",
    "address": "192.0.2.7",
    "model": "some-8b",
    "server": "vllm",
    "weights": 'Some-8B "instruct"',
    "quantisation": "awq",
    "context_tokens": 8192,
}


def render(name: str, **variables: Any) -> str:
    # As Ansible has it; what it writes is no page.
    environment = jinja2.Environment(trim_blocks=True)  # noqa: S701
    environment.filters |= {"to_json": json.dumps, "bool": bool}
    template = environment.from_string((ROLE / "templates" / name).read_text())
    return template.render(ansible_managed="managed", **variables)


def settings(**variables: Any) -> RemoteSettings | None:
    known: dict[str, Any] = yaml.safe_load((ROLE / "defaults/main.yml").read_text())
    names = ("urls", "schema", "base_dn", "group_base_dn", "service_dn")
    directory: dict[str, Any] = dict.fromkeys(names, "x")
    directory |= {"urls": [], "schema": "ad", "roles": {}}
    text = render(
        "cloister.toml.j2",
        **known
        | variables
        | {
            "cloister_directory": directory,
            "cloister_site_name": "Bank",
            "cloister_host_name": "localhost",
            "cloister_engine_threads": 2,
        },
    )
    return parse_settings(tomllib.loads(text)).engine.remote


def test_a_remote_model_is_in_the_settings_as_it_was_said() -> None:
    remote = settings(cloister_remote=REMOTE)
    assert remote is not None
    assert {key: getattr(remote, key) for key in REMOTE} == REMOTE
    assert (remote.system_message, remote.parallel) == (True, 8)


def test_without_one_there_is_none() -> None:
    assert settings() is None


@pytest.mark.parametrize(
    ("address", "family"), [("192.0.2.7", "AF_INET"), ("2001:db8::7", "AF_INET6")]
)
def test_the_unit_gets_exactly_that_address(address: str, family: str) -> None:
    written = render(
        "cloister-engine-remote.conf.j2", cloister_remote=REMOTE | {"address": address}
    )
    said = [line for line in written.splitlines() if line and line[0] != "#"]
    assert said == [
        "[Unit]",
        "StartLimitIntervalSec=0",
        "[Service]",
        "PrivateNetwork=no",
        f"RestrictAddressFamilies={family}",
        "IPAddressDeny=any",
        f"IPAddressAllow={address}",
    ]
