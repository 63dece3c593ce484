"""The ledger's own process over a throwaway folder, that tests stop, kill and start again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.ports.ledger import Entry
from appliance.errors import LedgerError
from appliance.keys import create_keys
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.settings import Settings, parse_settings
from appliance.wire.client import WireClient
from audit.note import VerifierKey, parse_vkey

ROOT = Path(__file__).parent.parent.parent
ORIGIN = "log.example/contract"
RECEIVED = RecordKind.REQUEST_RECEIVED
INTENDED = RecordKind.EXCHANGE_INTENDED
RELEASED = RecordKind.EXCHANGE_RELEASED
HELD = RecordKind.EXCHANGE_HELD
FAILED = RecordKind.EXCHANGE_FAILED
RUN = """
import json, sys
from appliance.settings import parse_settings
from appliance.ledger.server import serve
serve(parse_settings(json.loads(sys.argv[1])))
"""


def entry(
    kind: RecordKind = RECEIVED, exchange: str | None = "e1", **body: Any
) -> Entry:
    return Entry(kind=kind, exchange=exchange, case="c1", actor="person-1", body=body)


class LedgerProcess:
    """The ledger in a process of its own, as systemd would run it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        uid = str(os.geteuid())
        users: dict[str, Any] = dict.fromkeys(
            ("web", "masker", "engine", "ledger", "worker"), uid
        )
        self.raw = {
            "site": {"name": "Contract", "demo": True},
            "paths": {
                name: str(folder / name)
                for name in ("state", "run", "keys", "models", "policies")
            },
            "users": {**users, "operators": [uid]},
            "web": {"host_name": "localhost"},
            "directory": {
                "urls": [],
                "ca_file": "ca",
                "schema": "rfc2307",
                "base_dn": "",
                "group_base_dn": "",
                "service_dn": "",
                "roles": {},
            },
            "database": {"url": "", "vault_url": ""},
            "ledger": {"origin": ORIGIN, "append_timeout_s": 5},
        }
        self.settings: Settings = parse_settings(self.raw)
        (folder / "run" / "ledger").mkdir(parents=True)
        create_keys(folder / "keys", origin=ORIGIN)
        self.log = folder / "state" / "ledger"
        self.process: subprocess.Popen[bytes] | None = None
        self.opened: list[LedgerClient | WireClient] = []

    @property
    def key(self) -> VerifierKey:
        line = (self.folder / "keys" / "public" / "log.vkey").read_text()
        return parse_vkey(line.strip())

    def start(self) -> "LedgerProcess":
        self.process = self.spawn()
        client = self.client()
        for _ in range(400):
            with contextlib.suppress(LedgerError):
                client.health()
                return self
            assert self.process.poll() is None, "the ledger did not start"
            time.sleep(0.02)
        pytest.fail("the ledger did not answer")

    def spawn(self) -> "subprocess.Popen[bytes]":
        import json  # noqa: PLC0415 - for this argument alone

        return subprocess.Popen(
            [sys.executable, "-c", RUN, json.dumps(self.raw)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )

    def client(self) -> LedgerClient:
        client = LedgerClient(self.settings)
        self.opened.append(client)
        return client

    def wire(self) -> WireClient:
        path = self.settings.paths.socket("ledger")
        self.opened.append(WireClient(path, LedgerError, 5))
        return self.opened[-1]  # type: ignore[return-value]  # just put there

    def end(self, how: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        _, told = self.process.communicate(timeout=20)
        assert b"Traceback" not in told
        code = self.process.returncode
        self.process = None
        return code
