"""A server that is silent, endless, gone or somebody else: each ends in time."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.demo.pki import Authority
from appliance.domain.answer import Finished, Token
from appliance.engine.remote.connection import Connection, tls_context
from appliance.errors import EngineError
from tests.contract.hostile_server import (
    DONE,
    GOOD,
    HEAD,
    Answer,
    HostileServer,
    chunk,
    for_ever,
    says,
    silent,
)
from tests.contract.hostile_site import Site, listening, opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    with listening(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.fixture(scope="module")
def site(server: HostileServer) -> Iterator[Site]:
    with opened(server) as made:
        yield made


@pytest.mark.parametrize(
    "answer",
    [silent(), silent(HEAD + chunk("Yes"))],
    ids=["before the answer", "in the middle"],
)
def test_a_silent_server_is_an_error_in_time(
    server: HostileServer, answer: Answer
) -> None:
    with opened(server, read_timeout_s=0.5) as site:
        _, err = site.ask(answer)
    assert type(err) is EngineError
    assert "TimeoutError" in str(err)


@pytest.mark.parametrize(
    "answer",
    [
        silent(HEAD),
        for_ever(HEAD + chunk("Yes"), b": ping\n\n"),
        for_ever(HEAD + chunk("Yes"), chunk()),
    ],
    ids=["silence", "signs of life", "empty pieces"],
)
def test_a_server_that_never_ends_is_cut_off_at_the_deadline(
    server: HostileServer, answer: Answer
) -> None:
    with opened(server, deadline_s=0.5) as site:
        text, last = site.ask(answer)
    assert isinstance(last, Finished)
    assert last.reason == "deadline"
    assert text in ("", "Yes")


def test_who_goes_away_is_written_for_no_more(site: Site) -> None:
    while not site.server.left.empty():
        site.server.left.get()
    site.server.answer = silent(HEAD + chunk("Yes"))
    answer = site.room.generate(site.request())
    assert isinstance(next(i for i in answer if i is not None), Token)
    answer.close()  # type: ignore[attr-defined] # a generator behind Iterator
    site.server.left.get(timeout=20)
    # The room is free again, and well.
    site.server.answer = GOOD
    assert site.room.health()["ok"]


def test_health_tells_of_a_server_that_does_not_write(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.server.answer = says(HEAD, DONE)
    with monkeypatch.context() as patched:
        # It is an error at once; nobody need wait for a better answer.
        patched.setattr("appliance.engine.room.PROBE_TIMEOUT_S", 0.5)
        assert not site.room.health()["ok"]
    site.server.answer = GOOD
    assert site.room.health()["ok"]


def reach(site: Site, context: ssl.SSLContext, **changes: Any) -> EngineError:
    connection = Connection(replace(site.remote, **changes), context)
    with pytest.raises(EngineError) as caught, connection.within(20):
        connection.whole("GET", "/models")
    return caught.value


def test_a_server_of_another_authority_is_not_believed(
    site: Site, tmp_path: Path
) -> None:
    Authority().write_certificate(tmp_path / "ca.pem")
    other = tls_context(replace(site.remote, ca_file=tmp_path / "ca.pem"), site.folder)
    assert "certificate: " in str(reach(site, other))


def test_a_server_of_another_name_is_not_believed(site: Site) -> None:
    url = f"https://llm.bank.example:{site.server.port}/v1"
    context = tls_context(site.remote, site.folder)
    assert "Hostname mismatch" in str(reach(site, context, url=url))


def test_an_old_protocol_is_not_spoken(site: Site) -> None:
    assert tls_context(site.remote, None).minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_server_that_does_not_finish_its_handshake_is_given_up(site: Site) -> None:
    context = tls_context(site.remote, site.folder)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://localhost:{mute.getsockname()[1]}/v1"
        err = reach(site, context, url=url, connect_timeout_s=0.3)
    assert "TimeoutError" in str(err)


def test_nobody_listening_is_an_engine_error(site: Site) -> None:
    context = tls_context(site.remote, site.folder)
    err = reach(site, context, url="https://localhost:1/v1")
    assert "ConnectionRefusedError" in str(err)
