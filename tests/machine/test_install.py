"""The playbook on a booted Debian 12 machine: a running appliance, and nothing twice.

Run by `make machine`, as root; takes minutes, so it is not part of `make test`.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.client import StaffClient
from appliance.demo import accounts
from appliance.demo.pki import Authority
from appliance.demo.slapd import DirectoryServer
from appliance.domain.deployment import parse_deployment
from audit.note import parse_note
from tests.machine import container
from tests.machine.dists import (
    few_cases,
    kinder,
    never_right,
    repacked,
    without_credit_memo,
)

pytestmark = [pytest.mark.machine, pytest.mark.root]

ROOT = Path(__file__).parents[2]
PASSWORD = accounts.make_password()
SERVICE_PASSWORD = accounts.make_password()
UNITS = ("ledger", "masker", "engine", "web", "worker")
# The certificate of a throwaway directory is for this name, among others.
DIRECTORY_HOST = socket.gethostname().lower()
SHARE = "/usr/share/cloister"
CLOISTER = "/opt/cloister/venv/bin/cloister"
CONFIG = ("--config", "/etc/cloister/cloister.toml")
NOTE = "/var/lib/cloister/deployment/deployment.note"
PURPOSES = ("complaint-triage", "credit-memo", "reply-draft")
# Says whether a packet may leave: 0, or the error's number (1: EPERM).
SEND = """
import socket, sys
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"text", (sys.argv[1], 53))
except OSError as err:
    sys.exit(f"errno {err.errno}")
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """A machine with the appliance on it, and what the playbook said."""

    machine: container.Machine
    work: Path
    url: str
    ca: Path
    recaps: tuple[str, ...]
    took_s: tuple[float, ...]

    def play(self, variables: Mapping[str, Any]) -> "subprocess.CompletedProcess[str]":
        """Run the playbook once more, with other variables."""
        return _play(self.work, variables)

    def read(self, path: str) -> str:
        return self.machine.run("cat", path)

    def cloister(self, *arguments: str) -> str:
        """Run a command as the operator."""
        return self.machine.run(CLOISTER, *arguments, *CONFIG, timeout_s=300)

    def live(self) -> dict[str, str]:
        """Name the live release of each purpose, by the signed note."""
        standing = parse_deployment(parse_note(self.read(NOTE).encode()).text)
        return {name: one.live for name, one in standing.placements.items()}

    def evaluations(self) -> list[dict[str, Any]]:
        told = json.loads(self.cloister("evaluation", "list", "--json"))
        return [dict(one) for one in told]

    def approve(self, purpose: str) -> None:
        """Agree to the newest release of a high-risk purpose, as its approver."""
        page = f"/purposes/{purpose}/releases"
        with StaffClient(self.url, ca_file=self.ca) as ralf:
            ralf.sign_in("ralf.reviewer", PASSWORD)
            release = next(
                one["release"]
                for one in ralf._json("GET", page)["releases"]
                if "approve" in one["acts"]
            )
            form = {"act": "approve", "release": release, "reason": "It passed."}
            ralf._change(page, form)


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    if os.geteuid() != 0:
        pytest.skip("needs root for debootstrap and systemd-nspawn")
    if shutil.which("systemd-nspawn") is None:
        pytest.skip("needs systemd-nspawn")
    base = Path(os.environ.get("CLOISTER_TEST_ROOT", "/var/tmp/cloister-root"))
    container.debian_root(base)
    subprocess.run(["make", "-s", "package"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(prefix="machine-", dir="/var/tmp") as folder:
        work = Path(folder)
        work.chmod(0o755)
        authority = Authority()
        authority.write_certificate(work / "ca.pem")
        authority.write_server(work / "web.pem", work / "web.key", common_name="web")
        slapd = _directory(work, authority)
        try:
            with container.booted(base, work) as machine:
                port = container.free_port()
                repacked(ROOT / "dist", work / "dist", few_cases)
                _inventory(work, machine, slapd_url(work), port)
                runs = [_play_to_the_end(work, machine) for _ in range(2)]
                yield Installed(
                    machine,
                    work,
                    f"https://localhost:{port}",
                    work / "ca.pem",
                    tuple(recap for recap, _ in runs),
                    tuple(took for _, took in runs),
                )
        finally:
            slapd.terminate()
            slapd.wait(timeout=10)


def test_the_playbook_gives_a_running_appliance(installed: Installed) -> None:
    print(f"first run {installed.took_s[0]:.0f} s: {installed.recaps[0]}")

    states = [
        installed.machine.run("systemctl", "is-active", f"cloister-{unit}").strip()
        for unit in UNITS
    ]

    assert states == ["active"] * len(UNITS)
    assert "failed=0" in installed.recaps[0]


def test_a_second_run_changes_nothing(installed: Installed) -> None:
    print(f"second run {installed.took_s[1]:.0f} s: {installed.recaps[1]}")

    assert "changed=0 " in installed.recaps[1]
    assert "failed=0" in installed.recaps[1]


def test_what_is_live_passed_an_evaluation_and_none_is_run_twice(
    installed: Installed,
) -> None:
    evaluations = installed.evaluations()

    assert sorted(one["purpose"] for one in evaluations) == list(PURPOSES)
    assert {one["verdict"] for one in evaluations} == {"pass"}
    assert installed.live() == {one["purpose"]: one["release"] for one in evaluations}


def test_staff_can_work_on_the_installed_appliance(installed: Installed) -> None:
    client = StaffClient(installed.url, ca_file=installed.ca)
    client.sign_in("anna.staff", PASSWORD)

    events = list(
        client.ask(
            "complaint-triage",
            "My card has not arrived. I am Martin Keller and I ordered it weeks ago.",
        )
    )

    assert events[-1].name == "released"
    masked = next(event for event in events if event.name == "masked")
    assert "Keller" not in json.dumps(masked.body)


def test_each_unit_runs_as_its_own_user_without_capabilities(
    installed: Installed,
) -> None:
    status = {
        unit: installed.machine.run(
            "systemctl", "show", f"cloister-{unit}",
            "-p", "User", "-p", "CapabilityBoundingSet", "-p", "NoNewPrivileges",
        )
        for unit in UNITS
    }  # fmt: skip

    assert {re.search(r"User=(\S+)", text)[1] for text in status.values()} == {
        f"cloister-{unit}" for unit in UNITS
    }
    assert all("NoNewPrivileges=yes" in text for text in status.values())
    assert all("CapabilityBoundingSet=\n" in text + "\n" for text in status.values())


def test_masker_engine_and_ledger_see_no_network(installed: Installed) -> None:
    for unit in ("masker", "engine", "ledger"):
        pid = _property(installed.machine, unit, "MainPID")
        links = installed.machine.run(
            "nsenter", "-t", pid, "-n", "ip", "-o", "link", "show", "up"
        )

        assert [line.split(": ")[1] for line in links.splitlines()] in ([], ["lo"])


@pytest.mark.parametrize("unit", ["web", "worker"])
def test_web_and_worker_reach_the_directory_and_no_other_address(
    installed: Installed, unit: str
) -> None:
    # 127.0.0.2 is as reachable as 127.0.0.1: whoever is not in the unit is not held.
    assert _send(installed.machine, "nginx", "127.0.0.2") == ""

    assert _send(installed.machine, f"cloister-{unit}", "127.0.0.1") == ""
    assert _send(installed.machine, f"cloister-{unit}", "127.0.0.2") == "errno 1"
    allowed = _property(installed.machine, unit, "IPAddressAllow")
    assert allowed == "127.0.0.1/32"
    # Nor by way of the bus, whose other end may have a network.
    bus = "/run/dbus/system_bus_socket"
    inside = ["nsenter", "-t", _property(installed.machine, unit, "MainPID"), "-m"]
    assert installed.machine.run("ls", bus)
    with pytest.raises(subprocess.CalledProcessError):
        installed.machine.run(*inside, "ls", bus)


def test_the_appliance_is_there_again_after_a_restart(installed: Installed) -> None:
    installed.machine.run("systemctl", "restart", "cloister.target", timeout_s=120)
    units = [f"cloister-{unit}" for unit in UNITS]
    installed.machine.run("systemctl", "restart", *units, timeout_s=180)

    said = installed.machine.run(
        "/opt/cloister/venv/bin/cloister", "health",
        "--config", "/etc/cloister/cloister.toml", timeout_s=120,
    )  # fmt: skip

    assert "engine" in said


@pytest.fixture(scope="class")
def said(installed: Installed) -> Iterator[str]:
    """Play a remote model and a further tier, then again; gives what that said."""
    # Most tests here need no model library.
    from tests.contract.remote_house import llama_behind_nginx  # noqa: PLC0415

    shown = installed.work / "client.pem", installed.work / "client.key"
    with llama_behind_nginx() as remote:
        remote.authority.write_client(*shown, common_name="engine")
        variables = {
            "cloister_tiers": {"large": {"model": "reference", "threads": 1}},
            "cloister_remote": {
                "url": f"https://localhost:{remote.port}/v1",
                "address": "127.0.0.1",
                "model": "tiny",
                "server": "llama.cpp",
                "weights": "a tiny random Llama",
                "quantisation": "float32",
                "context_tokens": 4096,
            },
            "cloister_remote_ca_source": str(remote.folder / "ca.pem"),
            "cloister_remote_certificate_source": str(shown[0]),
            "cloister_remote_key_source": str(shown[1]),
        }
        asked = {**variables, "cloister_sign_release": True}
        alone = installed.play(asked)
        assert "a second person must approve release" in (
            " ".join(alone.stdout.split())
        ), alone.stdout[-3000:] + alone.stderr[-1000:]
        installed.approve("credit-memo")
        done = installed.play(asked)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
        again = installed.play(variables)
        yield again.stdout
    evaluated = len(installed.evaluations())
    gone = installed.play({"cloister_sign_release": True})
    # It is what was live before: nothing is evaluated again.
    assert len(installed.evaluations()) == evaluated
    assert gone.returncode == 0, gone.stdout[-3000:] + gone.stderr[-1000:]
    units = installed.machine.run("systemctl", "list-units", "--plain", "--all")
    assert "cloister-engine.service" in units
    assert "cloister-engine@large" not in units


class TestAFurtherTierAndARemoteModel:
    """The first tier's model elsewhere, a second engine beside it, and both gone."""

    def test_a_second_run_changes_nothing(self, said: str) -> None:
        recap = said[said.index("PLAY RECAP") :]
        assert "changed=0 " in recap
        assert "failed=0" in recap

    @pytest.mark.usefixtures("said")
    def test_the_settings_are_as_they_were_said(self, installed: Installed) -> None:
        told = json.loads(
            installed.machine.run(
                "/opt/cloister/venv/bin/python", "-I", "-c",
                "import json, pathlib\n"
                "from appliance.settings import load_settings\n"
                "s = load_settings(pathlib.Path('/etc/cloister/cloister.toml'))\n"
                "large, remote = s.for_tier('large').engine, s.engine.remote\n"
                "print(json.dumps([s.engine.names, large.model, large.threads,\n"
                "    large.remote, remote.address, remote.model, remote.parallel]))",
            )
        )  # fmt: skip
        assert told == [
            ["small", "large"],
            "reference",
            1,
            None,
            "127.0.0.1",
            "tiny",
            8,
        ]

    @pytest.mark.usefixtures("said")
    def test_systemd_takes_the_units_and_runs_them(self, installed: Installed) -> None:
        names = ["cloister-engine", "cloister-engine@large"]
        checked = " ".join(f"{name}.service" for name in names)
        found = installed.machine.run(
            "sh", "-c", f"systemd-analyze verify --man=no {checked} 2>&1"
        )
        assert [line for line in found.splitlines() if "cloister" in line] == []
        for name in names:
            state = installed.machine.run("systemctl", "is-active", name)
            assert state.strip() == "active"

    @pytest.mark.usefixtures("said")
    def test_one_engine_reaches_one_address_and_the_other_none(
        self, installed: Installed
    ) -> None:
        machine = installed.machine
        assert _property(machine, "engine", "IPAddressAllow") == "127.0.0.1/32"
        assert _property(machine, "engine", "PrivateNetwork") == "no"
        assert _send(machine, "cloister-engine", "127.0.0.1") == ""
        assert _send(machine, "cloister-engine", "127.0.0.2") == "errno 1"
        assert _property(machine, "engine@large", "PrivateNetwork") == "yes"


def test_a_rule_that_nobody_signed_stops_the_playbook(installed: Installed) -> None:
    rule = f"{SHARE}/current/policies/unasked.cedar"
    note = installed.read("/var/lib/cloister/deployment/deployment.note")
    installed.machine.run("cp", f"{SHARE}/current/policies/access.cedar", rule)

    done = installed.play({})

    said = " ".join(done.stdout.split())
    assert done.returncode != 0
    assert "unasked.cedar: was not there when it was signed" in said
    assert "-e cloister_sign_release=true" in said
    assert "changed=0 " in said
    assert installed.read("/var/lib/cloister/deployment/deployment.note") == note
    installed.machine.run("rm", rule)


def test_what_fails_its_evaluation_stops_the_playbook_and_is_not_live(
    installed: Installed,
) -> None:
    before = installed.live()
    dist = installed.work / "worse"
    repacked(installed.work / "dist", dist, never_right)

    done = installed.play({"cloister_dist": str(dist), "cloister_sign_release": True})

    said = " ".join(done.stdout.replace("\\n", " ").split())
    assert done.returncode != 0
    assert re.search("reply-draft is not live: release [0-9a-f]{12} did not pass", said)
    assert "(fail: 0 of 5 cases are right)" in said
    assert "see cloister evaluation show " in said
    assert "What was live before stays live." in said
    assert installed.live() == before
    listed = installed.cloister("release", "list")
    assert re.search(r"reply-draft +not live: .* has not passed an evaluation", listed)


def test_an_upgrade_that_passes_is_live_and_taken_back_without_an_evaluation(
    installed: Installed,
) -> None:
    before = installed.live()
    dist = installed.work / "better"
    repacked(installed.work / "dist", dist, kinder)

    done = installed.play({"cloister_dist": str(dist), "cloister_sign_release": True})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    after, evaluated = installed.live(), len(installed.evaluations())
    installed.cloister("release", "rollback", "reply-draft")

    assert {name for name in PURPOSES if after[name] != before[name]} == {"reply-draft"}
    assert installed.live() == before
    assert len(installed.evaluations()) == evaluated
    back = installed.play({})
    assert back.returncode == 0, back.stdout[-3000:] + back.stderr[-1000:]


def test_an_upgrade_is_asked_for_and_leaves_nothing_of_what_it_drops(
    installed: Installed,
) -> None:
    before = installed.machine.run("readlink", f"{SHARE}/current")
    installed.machine.run("mkdir", "/var/lib/cloister/models/own")
    dist = installed.work / "next"
    repacked(installed.work / "dist", dist, without_credit_memo)

    unasked = installed.play({"cloister_dist": str(dist)})
    between = installed.machine.run("readlink", f"{SHARE}/current")
    asked = installed.play({"cloister_dist": str(dist), "cloister_sign_release": True})

    assert unasked.returncode != 0
    assert "credit-memo: live, but not in" in " ".join(unasked.stdout.split())
    assert between == before
    assert asked.returncode == 0, asked.stdout[-3000:] + asked.stderr[-1000:]
    after = installed.machine.run("readlink", f"{SHARE}/current")
    assert after != before
    here = installed.machine.run("ls", SHARE).split()
    assert sorted(here) == sorted([after.strip(), "current"])
    purposes = installed.machine.run("ls", f"{SHARE}/current/policies/purposes").split()
    assert sorted(purposes) == ["complaint-triage", "reply-draft"]
    assert "credit-memo" not in installed.read(
        "/var/lib/cloister/deployment/deployment.note"
    )
    assert installed.machine.run("ls", f"{SHARE}/current/models/imported/") == "own\n"


def test_a_sites_own_rules_outlive_an_upgrade(installed: Installed) -> None:
    own = "/etc/cloister/policies"
    begun = installed.play({"cloister_policies": own, "cloister_sign_release": True})
    assert begun.returncode == 0, begun.stdout[-3000:] + begun.stderr[-1000:]
    installed.machine.run("sh", "-c", f"echo '// our own' >>{own}/hold.cedar")
    with pytest.raises(subprocess.CalledProcessError, match="status 1"):
        installed.cloister("release", "install")
    installed.approve("credit-memo")
    installed.cloister("release", "install")
    note = installed.read("/var/lib/cloister/deployment/deployment.note")
    before = installed.machine.run("readlink", f"{SHARE}/current")

    dist = str(installed.work / "next")
    done = installed.play({"cloister_policies": own, "cloister_dist": dist})

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert installed.machine.run("readlink", f"{SHARE}/current") != before
    assert installed.read(f"{own}/hold.cedar").endswith("// our own\n")
    assert "credit-memo" in installed.machine.run("ls", f"{own}/purposes")
    assert installed.read("/var/lib/cloister/deployment/deployment.note") == note


def test_a_gpu_without_its_driver_is_refused_before_anything_changes(
    installed: Installed,
) -> None:
    done = installed.play({"cloister_device": "cuda"})

    said = " ".join(done.stdout.split())
    assert done.returncode != 0
    assert "NVIDIA's driver does not run on this host" in said
    assert "changed=0 " in said


def slapd_url(work: Path) -> str:
    return (work / "slapd.url").read_text()


def _property(machine: container.Machine, unit: str, name: str) -> str:
    shown = machine.run("systemctl", "show", f"cloister-{unit}", "--value", "-p", name)
    return shown.strip()


def _send(machine: container.Machine, unit: str, address: str) -> str:
    """Send a packet as a process of a unit would; "", or why it could not."""
    user = "nobody" if unit == "nginx" else unit
    script = (
        f"for f in /sys/fs/cgroup/system.slice/{unit}.service/cgroup.procs "
        f"/sys/fs/cgroup/*/system.slice/{unit}.service/cgroup.procs; do "
        "[ ! -w $f ] || echo $$ >$f; done; "
        f'exec setpriv --reuid {user} --clear-groups python3 -c "$0" {address} 2>&1'
    )
    try:
        return machine.run("sh", "-c", script, SEND)
    except subprocess.CalledProcessError as err:
        return str(err.stdout).strip()


def _directory(work: Path, authority: Authority) -> "subprocess.Popen[bytes]":
    folder = work / "directory"
    folder.mkdir()
    server = DirectoryServer(folder, container.free_port())
    authority.write_server(
        folder / "server.pem", folder / "server.key", common_name="directory"
    )
    server.prepare(
        ca=work / "ca.pem",
        password=PASSWORD,
        service_password=SERVICE_PASSWORD,
        as_user=None,
    )
    # By a name that no name server knows: the playbook's line in /etc/hosts is used.
    (work / "slapd.url").write_text(f"ldap://{DIRECTORY_HOST}:{server.port}")
    return subprocess.Popen(
        server.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _inventory(
    work: Path, machine: container.Machine, directory_url: str, port: int
) -> None:
    variables = {
        "ansible_host": "127.0.0.1",
        "ansible_port": machine.ssh_port,
        "ansible_user": "root",
        "ansible_ssh_private_key_file": str(machine.ssh_key),
        "ansible_ssh_common_args": "-o StrictHostKeyChecking=no "
        "-o UserKnownHostsFile=/dev/null",
        "ansible_python_interpreter": "/usr/bin/python3",
        "cloister_site_name": "Test Bank",
        "cloister_host_name": "localhost",
        "cloister_listen": f"127.0.0.1:{port}",
        "cloister_dist": str(work / "dist"),
        "cloister_pip_environment": dict(container.pip_environment()),
        "cloister_tls_certificate_source": str(work / "web.pem"),
        "cloister_tls_key_source": str(work / "web.key"),
        "cloister_directory_addresses": {DIRECTORY_HOST: ["127.0.0.1"]},
        "cloister_directory_ca_source": str(work / "ca.pem"),
        "cloister_directory_service_password": SERVICE_PASSWORD,
        "cloister_directory": {
            "urls": [directory_url],
            "schema": "rfc2307",
            "base_dn": accounts.PEOPLE,
            "group_base_dn": accounts.GROUPS,
            "service_dn": accounts.SERVICE,
            "roles": {
                role: [accounts.group_dn(group)]
                for role, group in accounts.ROLES.items()
            },
        },
    }
    inventory = {"cloister": {"hosts": {"appliance": variables}}}
    (work / "inventory.json").write_text(json.dumps(inventory))


def _play(
    work: Path, variables: Mapping[str, Any]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"),
         "-i", str(work / "inventory.json"), "-e", json.dumps(dict(variables)),
         str(ROOT / "ansible/site.yml")],
        check=False, capture_output=True, text=True,
        env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOST_KEY_CHECKING": "0",
             "ANSIBLE_PIPELINING": "1"},
    )  # fmt: skip


def _play_to_the_end(work: Path, machine: container.Machine) -> tuple[str, float]:
    started = time.monotonic()
    done = _play(work, {})
    took = time.monotonic() - started
    if done.returncode:
        journal = machine.run("journalctl", "--no-pager", "-n", "60", "-o", "cat")
        pytest.fail(done.stdout[-3000:] + done.stderr[-1000:] + journal)
    recap = next(
        line for line in done.stdout.splitlines() if line.startswith("appliance ")
    )
    return recap, took
