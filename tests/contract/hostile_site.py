"""The engine's room in this process, before a server that a test tells what to say."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.demo.pki import Authority
from appliance.domain.answer import Finished, Token, Weights
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.seal import issue_seal
from appliance.engine.remote.connection import tls_context
from appliance.engine.remote.writer import RemoteWriter
from appliance.engine.room import EngineRoom
from appliance.engine_settings import EngineSettings, RemoteSettings
from appliance.errors import ApplianceError
from appliance.release import Release, build_release
from tests.contract.hostile_server import GOOD, Answer, HostileServer, hostile_server
from tests.unit.appliance.engine.house import CASE, EXCHANGE, LETTER, messages_of

POLICIES = Path(__file__).resolve().parents[2] / "policies"
KEY = b"k" * 32


@dataclass
class Site:
    """A room in this process before a hostile server."""

    server: HostileServer
    room: EngineRoom[Any]
    release: Release
    remote: RemoteSettings
    folder: Path

    def request(self, purpose: str = "reply-draft", **changes: Any) -> GenerateRequest:
        found = next(p for p in self.release.purposes if p.name == purpose)
        seal = issue_seal(
            KEY,
            LETTER,
            exchange=EXCHANGE,
            case=CASE,
            purpose=purpose,
            kinds_kept=found.kinds_kept(),
            expires_at_s=int(time.time()) + 600,
        )
        request = GenerateRequest(
            exchange=EXCHANGE,
            case=CASE,
            purpose=purpose,
            messages=messages_of(found, MaskedText(LETTER, (), seal)),
            schema_template=found.schema_template,
            max_output_tokens=20,
            temperature=0.0,
            seed=7,
            top_logprobs=0,
            release=self.release.digest,
        )
        return replace(request, **changes)

    def ask(
        self, answer: Answer, **changes: Any
    ) -> tuple[str, Finished | ApplianceError]:
        """Ask, and tell what came out before the end, and the end."""
        self.server.answer = answer
        text = ""
        try:
            for item in self.room.generate(self.request(**changes)):
                if isinstance(item, Token):
                    text += item.text
                elif isinstance(item, Finished):
                    return text, item
        except ApplianceError as err:
            return text, err
        raise AssertionError("the answer has no end")


@contextlib.contextmanager
def listening(folder: Path) -> Iterator[HostileServer]:
    """Run a server, with certificates for it and for who calls it in its folder."""
    authority = Authority()
    authority.write_client(
        folder / "client.pem", folder / "client.key", common_name="engine"
    )
    with hostile_server(folder, authority) as made:
        yield made


@contextlib.contextmanager
def opened(
    server: HostileServer, *, deadline_s: float = 60.0, read_timeout_s: float = 60.0
) -> Iterator[Site]:
    remote = RemoteSettings(
        url=f"https://localhost:{server.port}/v1",
        address="127.0.0.1",
        ca_file=server.folder / "ca.pem",
        model="tiny",
        server="vllm",
        weights="none",
        quantisation="none",
        context_tokens=1024,
        connect_timeout_s=20.0,
        read_timeout_s=read_timeout_s,
    )
    release = build_release(POLICIES, model="0" * 64)
    weights = Weights("tiny", "0" * 64, "none", "remote", "none")
    context = tls_context(remote, server.folder)
    server.answer = GOOD
    room = EngineRoom(
        RemoteWriter(remote, context, weights),
        {release.digest: release}.__getitem__,
        tier="small",
        seal_key=KEY,
        limits=EngineSettings(deadline_s=deadline_s, max_queue=4),
        now_s=lambda: int(time.time()),
    )
    room.line.start()
    yield Site(server, room, release, remote, server.folder)
    room.line.stop()
