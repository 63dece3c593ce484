"""What the release is signed for when the model is elsewhere."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.engine.remote.connection import tls_context
from appliance.engine.remote.declared import declaration, digest_of
from appliance.engine_settings import RemoteSettings
from appliance.errors import SettingsError


@pytest.fixture
def remote(tmp_path: Path) -> RemoteSettings:
    (tmp_path / "ca.pem").write_text("one")
    return RemoteSettings(
        url="https://llm.bank.example:8443/v1",
        address="192.0.2.7",
        ca_file=tmp_path / "ca.pem",
        model="m",
        server="vllm",
        weights="Some-8B, as its publisher signed it",
        quantisation="awq",
        context_tokens=4096,
    )


def test_the_declaration_says_each_thing_on_a_line(remote: RemoteSettings) -> None:
    assert declaration(remote) == (
        "cloister-remote/1\n"
        "url: https://llm.bank.example:8443/v1\n"
        "authority: sha256 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\n"
        "model: m\n"
        "server: vllm\n"
        "weights: Some-8B, as its publisher signed it\n"
        "quantisation: awq\n"
        "context: 4096 tokens\n"
        "system message: yes\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://other.example/v1"},
        {"model": "n"},
        {"server": "llama.cpp"},
        {"weights": "Others"},
        {"quantisation": "none"},
        {"context_tokens": 8192},
        {"system_message": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_model_has_another_digest(
    remote: RemoteSettings, change: dict[str, Any]
) -> None:
    assert digest_of(replace(remote, **change)) != digest_of(remote)


def test_another_authority_is_another_model(remote: RemoteSettings) -> None:
    before = digest_of(remote)
    remote.ca_file.write_text("two")
    assert digest_of(remote) != before


def test_an_address_and_limits_may_change(remote: RemoteSettings) -> None:
    moved = replace(remote, address="192.0.2.8", parallel=2, read_timeout_s=1.0)
    assert digest_of(moved) == digest_of(remote)


def test_a_value_cannot_pretend_to_be_another_line(remote: RemoteSettings) -> None:
    with pytest.raises(SettingsError, match="weights is not one line"):
        declaration(replace(remote, weights="a\nmodel: b"))


def test_a_missing_certificate_is_named(remote: RemoteSettings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.pem: No such file"):
        digest_of(replace(remote, ca_file=tmp_path / "none.pem"))
    with pytest.raises(SettingsError, match=r"ca\.pem: no certificate"):
        tls_context(remote, None)
