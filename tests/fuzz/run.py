"""schemathesis on the description of the HTTP interface, through nginx, signed in.

`make fuzz-http` runs the long one: every role, EXAMPLES cases an operation on top of
the ones that the description itself gives rise to. Nothing may be answered with 5xx or
otherwise than described; no process may end; the log must verify; no traceback in a
log. What it makes up is fixed by SEED.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from appliance.web import description
from audit.note import parse_vkey
from audit.verify import examine_export
from tests.stack import Stack, running_stack

HERE = Path(__file__).parent
DESCRIPTION = Path(description.__file__).with_name("openapi.yaml")
LOGINS = ("ben.staff", "rita.reviewer", "audrey.auditor")
LETTER = "My card has not come. Yours, Marta Kowalczyk"
APPLICATION = "Applicant: Marta Kowalczyk\nAmount: 12,000\nMonthly income: 3,200"


def fuzz(stack: Stack, login: str, *options: str) -> tuple[int, str]:
    """Run schemathesis as one person.

    Args:
        options: Of `schemathesis run`: how much, from which seed, which operations.

    Returns:
        Its exit status, 0 only without a finding, and all it said.
    """
    with (
        stack.signed_in("ben.staff") as ben,
        stack.signed_in(login) as client,
        tempfile.TemporaryDirectory() as folder,
    ):
        released = list(ben.ask("complaint-triage", LETTER))[-1]
        held = list(ben.ask("credit-memo", APPLICATION))[-1]
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--config-file", str(HERE / "schemathesis.toml")),
            *("run", str(DESCRIPTION), "--url", stack.url),
            *("--tls-verify", str(stack.ca), "--phases", "examples,coverage,fuzzing"),
            *("--continue-on-failure", "--warnings", "off", "--no-color"),
            *options,
        ]
        ran = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=folder,
            env={
                **{k: v for k, v in os.environ.items() if "PROXY" not in k.upper()},
                "PYTHONPATH": str(HERE),
                "SCHEMATHESIS_HOOKS": "hooks",
                "FUZZ_SESSION": client._http.cookies["__Host-cloister"],
                "FUZZ_TOKEN": client.session()["csrf_token"],
                "FUZZ_PURPOSE": "complaint-triage",
                "FUZZ_EXCHANGE": released.body["exchange"],
                "FUZZ_HELD": held.body["exchange"],
            },
        )
    return ran.returncode, ran.stdout + ran.stderr


@contextlib.contextmanager
def unharmed(stack: Stack, folder: Path) -> Iterator[None]:
    """Check that the same processes run after as before, that none logged a traceback
    in between, and that the log verifies.
    """
    pids = {name: child.pid for name, child in stack.processes.items()}
    sizes = {name: child.log.stat().st_size for name, child in stack.processes.items()}
    yield
    stack.supervisor.check_all_alive()
    assert {name: child.pid for name, child in stack.processes.items()} == pids
    for name, child in stack.processes.items():
        assert b"Traceback" not in child.log.read_bytes()[sizes[name] :], name
    out = folder / "log.cloister-audit"
    with stack.signed_in("audrey.auditor") as audrey:
        audrey.export("2020-01-01", "2099-12-31", out)
    key = stack.settings.paths.keys / "public" / "log.vkey"
    with out.open("rb") as file:
        assert examine_export(file, parse_vkey(key.read_text().strip())).count > 0


def main() -> None:
    """Run the long one and say what came of it."""
    examples = int(os.environ.get("EXAMPLES", "100"))
    seed = ("--seed", os.environ.get("SEED", "1"))
    failed = []
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack() as stack,
        unharmed(stack, Path(folder)),
    ):
        for login in LOGINS:
            status, said = fuzz(stack, login, "--max-examples", str(examples), *seed)
            print(f"{login}\n{said}", flush=True)
            failed += [login] if status else []
    if failed:
        sys.exit(f"findings as {', '.join(failed)}")


if __name__ == "__main__":
    main()
