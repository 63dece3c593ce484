"""Runs a piece of the engine's work in a process of its own, without network.

Used for what touches a model nobody has vouched for yet. The child gets an empty
network namespace (unshare(1)): as root directly, else inside a user namespace where the
kernel allows one. Where neither works the caller is told, and no isolation is claimed.
Memory and time are bounded (setrlimit(2)).
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from appliance.errors import SettingsError

_ROOT = Path(__file__).resolve().parents[2]
_MAX_REPLY_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How a child is kept away from the network.

    Args:
        prefix: Command in front of the child's.
        words: What it is, for the person who runs the command.
    """

    prefix: tuple[str, ...]
    words: str


def find_sandbox() -> Sandbox:
    """Find the strongest sandbox that works here."""
    unshare = shutil.which("unshare")
    if unshare is not None:
        for options, words in (
            (("--net",), "a network namespace of its own"),
            (("--user", "--map-root-user", "--net"), "a user and network namespace"),
        ):
            prefix = (unshare, *options, "--")
            tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
            if tried.returncode == 0:
                return Sandbox(prefix, words)
    return Sandbox((), "no sandbox: this machine offers no network namespace")


def run_isolated(
    sandbox: Sandbox,
    module: str,
    arguments: Sequence[str],
    *,
    timeout_s: float,
    memory_bytes: int,
) -> Mapping[str, Any]:
    """Run a module in the sandbox and read the JSON object it prints last.

    Raises:
        SettingsError: It failed, took too long or too much; it says what.
    """
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": str(_ROOT),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2"),
        "LANG": "C.UTF-8",
        # Libraries look for caches in the home; there is none to find.
        "HOME": "/nonexistent",
    }

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    command = [*sandbox.prefix, sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=timeout_s,
            check=False,
            preexec_fn=bound,
        )
    except subprocess.TimeoutExpired as err:
        raise SettingsError(f"{module}: not done in {timeout_s:.0f} s") from err
    lines = done.stdout[-_MAX_REPLY_BYTES:].splitlines()
    try:
        reply = orjson.loads(lines[-1]) if lines else None
    except orjson.JSONDecodeError:
        reply = None
    if not isinstance(reply, dict):
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise SettingsError(
            f"{module}: exit status {done.returncode}; {last[0][:300] if last else ''}"
        )
    if "refused" in reply:
        raise SettingsError(str(reply["refused"])[:500])
    return reply
