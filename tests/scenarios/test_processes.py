"""The processes of a running appliance: who they are, what they load, whom they answer."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ldap3 import MODIFY_ADD, MODIFY_DELETE

from appliance.commands.client import AnsweredError, StaffClient
from appliance.demo.accounts import group_dn
from appliance.demo.child import ChildError
from appliance.demo.site import UNITS, child_environment
from tests.stack import Stack

STRANGER = 61_099
CALL = """
import json, sys
from pathlib import Path
from appliance.errors import ApplianceError, LedgerError
from appliance.wire.client import WireClient
path, verbs = Path(sys.argv[1]), json.loads(sys.argv[2])
told = {}
for verb in verbs:
    client = WireClient(path, LedgerError, 10.0)
    try:
        told[verb] = client.call(verb, {})
    except ApplianceError as err:
        told[verb] = type(err).__name__
    client.close()
print(json.dumps(told))
"""


def family(stack: Stack, name: str) -> list[int]:
    """Find a process of the appliance and all that it started."""
    session = os.getsid(stack.processes[name].pid)
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.getsid(int(entry.name)) == session:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (x.partition(":") for x in lines)}


def separated(stack: Stack) -> None:
    if not stack.is_separated:
        pytest.skip("needs root: without it all processes share one user")


def call_as(uid: int, socket: Path, verbs: list[str]) -> dict[str, object]:
    """Call verbs of a socket as another user."""
    ended = subprocess.run(
        [
            *("setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups"),
            *("--", sys.executable, "-c", CALL, str(socket), json.dumps(verbs)),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env=child_environment(Path("/nonexistent")),
    )
    told: dict[str, object] = json.loads(ended.stdout)
    return told


@pytest.mark.root
def test_each_process_has_its_own_user_and_no_privilege(stack: Stack):
    separated(stack)
    uids: dict[str, set[str]] = {}
    for name in stack.processes:
        for pid in family(stack, name):
            status = status_of(pid)
            uids.setdefault(name, set()).add(status["Uid"])
            assert int(status["CapEff"], 16) == 0, name
            assert int(status["CapBnd"], 16) == 0, name
            assert status["NoNewPrivs"] == "1", name
    assert all(len(found) == 1 for found in uids.values())
    assert len({next(iter(found)) for found in uids.values()}) == len(uids)


@pytest.mark.root
def test_a_stranger_cannot_reach_the_web_past_the_front(stack: Stack):
    separated(stack)
    told = call_as(STRANGER, stack.settings.paths.socket("web"), ["health"])
    assert told == {"health": "LedgerError"}


@pytest.mark.root
@pytest.mark.parametrize(
    ("unit", "socket", "verb"),
    [
        ("engine", "masker", "mask"),
        ("engine", "masker", "restore"),
        ("ledger", "masker", "restore"),
        ("masker", "engine", "generate"),
        ("engine", "ledger", "read"),
        ("masker", "ledger", "export"),
    ],
)
def test_a_part_may_not_call_what_is_not_for_it(
    stack: Stack, unit: str, socket: str, verb: str
):
    separated(stack)
    uid = int(getattr(stack.settings.users, unit))
    told = call_as(uid, stack.settings.paths.socket(socket), [verb])
    assert told == {verb: "PeerError"}


READERS = {
    "masker/vault.key": {"masker"},
    "seal/seal.key": {"masker", "engine"},
    "ledger/signing.key": {"ledger"},
    "ledger/alias.key": {"ledger"},
    "web/bodies.key": {"web", "worker"},
    "web/session.key": {"web", "worker"},
    "directory/service-password": {"web", "worker"},
    "release/signing.key": set(),
    "public/log.vkey": {*UNITS, "directory", "front"},
}


@pytest.mark.root
@pytest.mark.parametrize(("key", "readers"), READERS.items(), ids=READERS)
def test_exactly_these_processes_can_read_a_key(
    stack: Stack, key: str, readers: set[str]
):
    separated(stack)
    assert readers == who_can_read(stack, stack.settings.paths.keys / key)


@pytest.mark.root
@pytest.mark.parametrize(
    ("path", "readers"),
    [
        ("state/masker/vault.sqlite", {"masker"}),
        ("state/web/cloister.sqlite", {"web", "worker"}),
        ("directory/server.key", {"directory"}),
        ("front/server.key", {"front"}),
        ("state/deployment/deployment.note", {*UNITS, "directory", "front"}),
    ],
)
def test_exactly_these_processes_can_read_a_file(
    stack: Stack, path: str, readers: set[str]
):
    separated(stack)
    assert readers == who_can_read(stack, stack.root / path)


def who_can_read(stack: Stack, path: Path) -> set[str]:
    assert path.exists()
    found = set()
    for name, child in stack.processes.items():
        identity = child.identity
        groups = ",".join(map(str, (identity.uid, *identity.groups)))
        command = [
            *("setpriv", "--reuid", str(identity.uid), "--regid", str(identity.uid)),
            *("--groups", groups, "--bounding-set=-all", "--inh-caps=-all"),
            *("--", "head", "-c", "1", str(path)),
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            found.add(name)
    return found


def test_a_part_that_dies_is_told_and_the_appliance_is_not_ready(stack: Stack):
    stack.kill("masker")
    try:
        with pytest.raises(ChildError, match="masker ended with signal 9"):
            stack.supervisor.check_all_alive()
        with (
            stack.signed_in("anna.staff") as anna,
            pytest.raises(AnsweredError) as refused,
        ):
            anna.preview("reply-draft", "My name is Anna Weber.")
        assert refused.value.status == 503
    finally:
        stack.restart("masker")
    stack.supervisor.check_all_alive()
    with stack.signed_in("anna.staff") as anna:
        seen = anna.preview("reply-draft", "My name is Anna Weber.")
    assert "Weber" not in seen["masked"]


def test_someone_who_leaves_the_group_cannot_export_on_with_a_live_session(
    stack: Stack, tmp_path: Path
):
    dn = stack.accounts["audrey.auditor"].dn.replace("audrey", "gone")
    group = group_dn("cloister-auditors")
    person = {"uid": "gone.auditor", "cn": "Gone", "sn": "G", "userPassword": "a-b-1"}
    out = tmp_path / "out"
    with stack.directory_root() as root, StaffClient(stack.url, stack.ca) as client:
        assert root.add(dn, "inetOrgPerson", person)
        assert root.modify(group, {"member": [(MODIFY_ADD, [dn])]})
        client.sign_in("gone.auditor", "a-b-1")
        assert client.export("2026-01-01", "2099-12-31", out) > 0
        assert root.modify(group, {"member": [(MODIFY_DELETE, [dn])]})
        assert root.delete(dn)
        with pytest.raises(AnsweredError) as refused:
            client.export("2026-01-01", "2099-12-31", out)
        assert refused.value.status == 401
        # The session is gone, not only this request.
        assert client.session()["name"] is None


def test_health_says_what_works_and_what_does_not(stack: Stack):
    site = stack.supervisor.site
    lines = site.run_command("health").splitlines()
    assert [line.split()[:2] for line in lines[:5]] == [
        [part, "well" if part == "directory" else "well,"]
        for part in ("ledger", "masker", "engine", "worker", "directory")
    ]
    assert lines[5:] == [
        "purposes   complaint-triage, credit-memo, reply-draft",
        "releases   go live without an evaluation: this is a demo",
    ]
    stack.stop("masker")
    try:
        command = [sys.executable, "-m", "appliance.commands.cli", "health"]
        ended = subprocess.run(
            [*command, "--config", str(stack.config)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        stack.restart("masker")
    assert ended.returncode == 1
    assert "masker     not well: " in ended.stdout
    assert "ledger     well" in ended.stdout


def test_an_export_from_the_terminal_verifies_and_is_recorded(
    stack: Stack, tmp_path: Path
):
    site, out = stack.supervisor.site, tmp_path / "all.cloister-audit"
    period = ("--from", "2026-01-01", "--to", "2099-12-31")
    told = site.run_command("audit", "export", str(out), *period)
    assert f"wrote {out}: {out.stat().st_size:,} bytes" in told
    assert '"log.exported"' in out.read_text()
    key = stack.settings.paths.keys / "public" / "log.vkey"
    ended = subprocess.run(
        [sys.executable, "-m", "audit", "verify", str(out), "--key", str(key)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    with pytest.raises(ChildError, match="is there already; nothing was overwritten"):
        site.run_command("audit", "export", str(out), *period)


def test_plain_http_is_sent_to_https(stack: Stack):
    port = stack.supervisor.site.front.port
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", "/sign-in")
    reply = connection.getresponse()
    reply.read()
    connection.close()
    assert reply.status == 301
    assert reply.headers["Location"] == f"https://localhost:{port}/sign-in"


def processes_below(folder: str) -> list[int]:
    """Find processes whose command line or working folder lies below a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            place = str((entry / "cwd").readlink())
        except OSError:
            continue
        if folder in command or place.startswith(folder):
            found.append(int(entry.name))
    return found


def until_told(out: Path, demo: "subprocess.Popen[bytes]") -> str:
    """Wait until a demo says that it runs."""
    for _ in range(1200):
        text = out.read_text()
        if "Ctrl-C ends it" in text:
            return text
        assert demo.poll() is None, text
        time.sleep(0.1)
    raise AssertionError(out.read_text())


def folder_of(text: str) -> str:
    """Find the folder of a demo in what it told."""
    return next(
        word.rpartition("/")[0] for word in text.split() if word.endswith("/ca.pem")
    )


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_demo_leaves_nothing_behind(end: signal.Signals, tmp_path: Path):
    out = tmp_path / "out"
    with out.open("wb") as told:
        demo = subprocess.Popen(
            [sys.executable, "-m", "appliance.commands.cli", "demo"],
            stdout=told,
            stderr=told,
            stdin=subprocess.DEVNULL,
        )
    try:
        folder = folder_of(until_told(out, demo))
        assert len(processes_below(folder)) >= 7
        demo.send_signal(end)
        status = demo.wait(60)
    finally:
        demo.kill()
        demo.wait(60)
    for _ in range(300):
        if not processes_below(folder):
            break
        time.sleep(0.1)
    assert processes_below(folder) == []
    if end is signal.SIGKILL:
        # Nobody was left to remove the folder; the processes ended all the same.
        subprocess.run(["rm", "-rf", folder], check=True)
    else:
        assert status == 0
        assert not Path(folder).exists()


@pytest.mark.root
def test_without_root_the_demo_runs_too_and_says_what_it_lacks(tmp_path: Path):
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    out = tmp_path / "out"
    uid = str(STRANGER)
    with out.open("wb") as told:
        demo = subprocess.Popen(
            [
                *("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "--"),
                *(sys.executable, "-m", "appliance.commands.cli", "demo"),
            ],
            stdout=told,
            stderr=told,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=child_environment(Path("/tmp")),
        )
    try:
        text = until_told(out, demo)
        folder = folder_of(text)
        uids = {status_of(pid)["Uid"].split()[0] for pid in processes_below(folder)}
    finally:
        demo.send_signal(signal.SIGINT)
        status = demo.wait(60)
    assert "without root all processes share one user" in text
    assert uids == {uid}
    assert status == 0
    assert not Path(folder).exists()
