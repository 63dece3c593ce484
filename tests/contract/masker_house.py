"""A real ledger process and a real masker process over throwaway folders, for tests."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from appliance.keys import create_keys
from appliance.ledger.client import LedgerClient
from appliance.masker.client import MaskerClient
from appliance.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
# As `cloister serve` does: the guard first, then the room's one function.
_SERVE = (
    "import sys; from pathlib import Path; "
    "from appliance.observe.import_guard import install; install(); "
    "from appliance.{unit}.server import serve; "
    "from appliance.settings import load_settings; "
    "serve(load_settings(Path(sys.argv[1])))"
)
_SETTINGS = """
[site]
name = "Test"
demo = true
[paths]
state = "{root}/state"
run = "{root}/run"
keys = "{root}/keys"
models = "{models}"
policies = "{root}/policies"
[users]
web = "{web}"
masker = "{uid}"
engine = "{uid}"
ledger = "{uid}"
worker = "{caller}"
operators = ["{operator}"]
[web]
host_name = "localhost"
[directory]
urls = ["ldaps://localhost"]
ca_file = "/nowhere"
schema = "rfc2307"
base_dn = "dc=x"
group_base_dn = "dc=x"
service_dn = "cn=x"
roles = {{}}
[database]
url = "sqlite:////nowhere"
vault_url = "{vault_url}"
[ledger]
origin = "test.example/log"
[masker]
deadline_s = {deadline_s}
seal_s = {seal_s}
dictionary = "{root}/dictionary"
recall_floor_permille = {floor_permille}
"""


def wait_for(what: Callable[[], bool], *, seconds: float = 90) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if what():
            return
        pause.wait(0.05)
    raise AssertionError("did not happen in time")


class MaskerHouse:
    """Both processes; whoever stops one starts it again."""

    def __init__(
        self,
        *,
        vault_url: str = "",
        deadline_s: float = 20.0,
        seal_s: int = 900,
        caller: int | None = None,
        web: int | None = None,
        operator: int | None = None,
        floor_permille: int = 0,
    ) -> None:
        # Short, because the path of a Unix socket has at most 107 bytes.
        self.root = Path(tempfile.mkdtemp(prefix="cl-", dir="/tmp"))
        for folder in ("state/ledger", "state/masker", "run/ledger", "run/masker"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "dictionary").mkdir()
        listed = self.root / "dictionary" / "custom.txt"
        listed.write_text("Project Bluebell\n", encoding="utf-8")
        create_keys(self.root / "keys", origin="test.example/log")
        self.config = self.root / "cloister.toml"
        own = os.geteuid()
        self.config.write_text(
            _SETTINGS.format(
                root=self.root,
                models=ROOT / "models",
                uid=own,
                caller=own if caller is None else caller,
                operator=next((u for u in (operator, caller) if u is not None), own),
                web=next((uid for uid in (web, caller) if uid is not None), own),
                vault_url=vault_url or f"sqlite:///{self.root}/state/masker/v.sqlite",
                deadline_s=deadline_s,
                seal_s=seal_s,
                floor_permille=floor_permille,
            )
        )
        self.settings: Settings = load_settings(self.config)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.start("ledger")
        self.start("masker")
        self.masker = MaskerClient(self.settings)
        self.ledger = LedgerClient(self.settings)

    def start(self, unit: str) -> None:
        with (self.root / f"{unit}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", _SERVE.format(unit=unit), str(self.config)],
                cwd=ROOT,
                stderr=log,
            )
        self.processes[unit] = process
        socket = self.settings.paths.socket(unit)
        wait_for(lambda: socket.exists() or process.poll() is not None)
        if process.poll() is not None:
            raise AssertionError((self.root / f"{unit}.log").read_text()[-2_000:])

    def stop(self, unit: str) -> int:
        process = self.processes[unit]
        process.terminate()
        return process.wait(30)

    def children(self) -> list[int]:
        """Name the detector children of the masker."""
        pid = self.processes["masker"].pid
        found = []
        for path in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):  # a thread may end meanwhile
                found += [int(p) for p in (path / "children").read_text().split()]
        return found

    def kinds(self) -> list[str]:
        """Name the kinds of every record so far."""
        return [str(r["kind"]) for r in self.ledger.read(0, self.ledger.size())]

    def close(self) -> None:
        self.masker.close()
        self.ledger.close()
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(10)
        shutil.rmtree(self.root)
