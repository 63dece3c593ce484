"""A throwaway house around a real engine process: keys, signed release, log, model."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    Part,
    Slice,
    TemplatePart,
)
from appliance.domain.purpose import Purpose
from appliance.domain.seal import issue_seal
from appliance.engine.client import EngineClient
from appliance.keys import create_keys
from appliance.ledger.client import LedgerClient
from appliance.release import assemble_each, read_sources
from appliance.settings import Settings, load_settings
from tests.deployed import purposes_of

ROOT = Path(__file__).resolve().parents[4]
EXCHANGE, CASE = "e" * 32, "c" * 32
LETTER = (
    "Dear bank. My card has not come yet. When will it arrive?\n"
    "Regards, [PERSON_ab2c_1], account [IBAN_ab2c_1]"
)

CONFIG = """
[site]
name = "Test bank"
demo = true
[release]
needs_evaluation = false
[paths]
state = "{root}/state"
run = "{root}/run"
keys = "{root}/keys"
models = "{root}/models"
policies = "{policies}"
[users]
web = "{uid}"
masker = "{uid}"
engine = "{uid}"
ledger = "{uid}"
worker = "{uid}"
operators = ["{uid}"]
[web]
host_name = "localhost"
[directory]
urls = ["ldaps://localhost"]
ca_file = "/nowhere"
schema = "rfc2307"
base_dn = "dc=x"
group_base_dn = "dc=x"
service_dn = "cn=x"
[directory.roles]
[database]
url = "sqlite:///{root}/state/x.sqlite"
vault_url = "sqlite:///{root}/state/v.sqlite"
[ledger]
origin = "test.example/log"
append_timeout_s = 2.0
[engine]
model = "tiny"
quantisation = "{quantisation}"
threads = 1
max_queue = {max_queue}
deadline_s = {deadline_s}
first_token_s = {first_token_s}
max_batch = {max_batch}
"""


class House:
    """One folder with all that an engine needs, and the engine running in it."""

    def __init__(
        self, root: Path, config: Path, purposes: Mapping[str, Purpose]
    ) -> None:
        self.root = root
        self.config = config
        self.settings: Settings = load_settings(config)
        self.policies = self.settings.paths.policies
        self.purposes = purposes
        self.seal_key = (root / "keys" / "seal" / "seal.key").read_bytes()
        self.client = EngineClient(self.settings)
        self.process: subprocess.Popen[bytes] | None = None
        self._ledger_process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the engine and wait for its socket."""
        self.process = self._serve("engine")

    def start_ledger(self) -> None:
        """Start the real log and wait for its socket."""
        self._ledger_process = self._serve("ledger")

    def records(self) -> list[Mapping[str, Any]]:
        """Read the whole log."""
        reader = LedgerClient(self.settings)
        try:
            return list(reader.read(0, reader.size()))
        finally:
            reader.close()

    def _serve(self, unit: str) -> subprocess.Popen[bytes]:
        socket = self.settings.paths.socket(unit)
        socket.unlink(missing_ok=True)
        command = ["-m", "appliance.commands.cli", "serve", unit, "--config"]
        with (self.root / f"{unit}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command, str(self.config)],
                cwd=ROOT,
                stderr=log,
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            )
        for _ in range(1200):
            if socket.exists():
                return process
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            process.kill()
            process.wait(timeout=30)
        told = (self.root / f"{unit}.log").read_text()
        raise AssertionError(f"no {unit}: {told}")

    def log(self) -> str:
        return (self.root / "engine.log").read_text()

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            # Whoever asks next whether it runs must not meet it dying.
            self.process.wait(30)

    def stop(self) -> int | None:
        """End the engine by SIGTERM and give its exit status."""
        self.client.close()
        return _end(self.process)

    def stop_ledger(self) -> None:
        """End the log by SIGTERM."""
        _end(self._ledger_process)

    def masked(self, text: str = LETTER, **changes: Any) -> MaskedText:
        """Seal a text as the masker would."""
        purpose = changes.get("purpose", "reply-draft")
        fields: dict[str, Any] = {
            "exchange": EXCHANGE,
            "case": CASE,
            "purpose": "reply-draft",
            "kinds_kept": self.purposes[purpose].kinds_kept()
            if purpose in self.purposes
            else (),
            "expires_at_s": int(time.time()) + 600,
        }
        key = changes.pop("key", self.seal_key)
        seal = issue_seal(key, text, **{**fields, **changes})
        return MaskedText(text, (), seal)

    def request(
        self, masked: MaskedText | None = None, **changes: Any
    ) -> GenerateRequest:
        """Ask for a short answer of a purpose."""
        name = changes.get("purpose", "reply-draft")
        purpose = self.purposes[name]
        sealed = masked or self.masked(purpose=name)
        request = GenerateRequest(
            exchange=EXCHANGE,
            case=CASE,
            purpose=name,
            messages=messages_of(purpose, sealed),
            schema_template=purpose.schema_template,
            max_output_tokens=40,
            temperature=0.0,
            seed=7,
            top_logprobs=3,
            tiers=("large", "small"),
            release=purpose.release,
        )
        return replace(request, **changes)


def _end(process: subprocess.Popen[bytes] | None) -> int | None:
    if process is None:
        return None
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(timeout=30)


def messages_of(purpose: Purpose, masked: MaskedText) -> tuple[Message, ...]:
    """Lay a prompt out as the compose step does, without references."""
    template = purpose.prompts["en"]

    def fill(slices: tuple[Slice, ...]) -> tuple[Part, ...]:
        return tuple(
            MaskedPart(masked) if s.variable else TemplatePart(s.template, s.digest)
            for s in slices
        )

    user = (*fill(template.instruction), BREAK, *fill(template.format))
    return (Message("system", fill(template.system)), Message("user", user))


@contextmanager
def house(
    make_model: Any,
    *,
    quantisation: str = "float32",
    device: str = "cpu",
    max_queue: int = 4,
    deadline_s: float = 60.0,
    first_token_s: float = 20.0,
    max_batch: int = 8,
) -> Iterator[House]:
    """Build a house; the engine is not started yet.

    Args:
        make_model: Called with the model's folder to fill; gives the manifest's digest.
    """
    # Socket paths are short (unix(7): 108 bytes), pytest's folders are not.
    root = Path(tempfile.mkdtemp(prefix="eng-", dir="/tmp"))
    root.chmod(0o755)
    policies = shutil.copytree(ROOT / "policies", root / "policies")
    config = root / "cloister.toml"
    config.write_text(
        CONFIG.format(
            root=root,
            policies=policies,
            uid=os.getuid(),
            quantisation=quantisation,
            max_queue=max_queue,
            deadline_s=deadline_s,
            first_token_s=first_token_s,
            max_batch=max_batch,
        )
        + f'device = "{device}"\n'
    )
    for unit in ("engine", "ledger"):
        (root / "run" / unit).mkdir(parents=True)
    create_keys(root / "keys", origin="test.example/log")
    (root / "state").mkdir(exist_ok=True)
    digest = make_model(root / "models" / "tiny")
    made = assemble_each(read_sources(policies), model=digest)
    built = House(root, config, purposes_of([release for _, release in made]))
    built.start_ledger()
    signed = CliRunner().invoke(main, ["release", "sign", "--config", str(config)])
    assert signed.exit_code == 0, signed.output
    try:
        yield built
    finally:
        built.stop()
        built.stop_ledger()
        shutil.rmtree(root)


__all__ = ["CASE", "EXCHANGE", "LETTER", "EntityKind", "House", "house", "messages_of"]
