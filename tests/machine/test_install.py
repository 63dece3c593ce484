"""The playbook on a booted Debian 12 machine: a running appliance, and nothing twice.

Run by `make machine`, as root; takes minutes, so it is not part of `make test`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.commands.client import StaffClient
from appliance.demo import accounts
from appliance.demo.pki import Authority
from appliance.demo.slapd import DirectoryServer
from tests.machine import container

pytestmark = [pytest.mark.machine, pytest.mark.root]

ROOT = Path(__file__).parents[2]
PASSWORD = accounts.make_password()
SERVICE_PASSWORD = accounts.make_password()
UNITS = ("ledger", "masker", "engine", "web", "worker")


@dataclass(frozen=True, slots=True)
class Installed:
    """A machine with the appliance on it, and what the playbook said."""

    machine: container.Machine
    url: str
    ca: Path
    recaps: tuple[str, ...]
    took_s: tuple[float, ...]


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
                _inventory(work, machine, slapd_url(work), port)
                runs = [_play(work, machine) for _ in range(2)]
                yield Installed(
                    machine,
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
        pid = installed.machine.run(
            "systemctl", "show", f"cloister-{unit}", "-p", "MainPID", "--value"
        ).strip()
        links = installed.machine.run(
            "nsenter", "-t", pid, "-n", "ip", "-o", "link", "show", "up"
        )

        assert [line.split(": ")[1] for line in links.splitlines()] in ([], ["lo"])


def test_the_appliance_is_there_again_after_a_restart(installed: Installed) -> None:
    installed.machine.run("systemctl", "restart", "cloister.target", timeout_s=120)
    units = [f"cloister-{unit}" for unit in UNITS]
    installed.machine.run("systemctl", "restart", *units, timeout_s=180)

    said = installed.machine.run(
        "/opt/cloister/venv/bin/cloister", "health",
        "--config", "/etc/cloister/cloister.toml", timeout_s=120,
    )  # fmt: skip

    assert "engine" in said


def slapd_url(work: Path) -> str:
    return (work / "slapd.url").read_text()


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
    (work / "slapd.url").write_text(server.url)
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
        "cloister_dist": str(ROOT / "dist"),
        "cloister_pip_environment": dict(container.pip_environment()),
        "cloister_tls_certificate_source": str(work / "web.pem"),
        "cloister_tls_key_source": str(work / "web.key"),
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


def _play(work: Path, machine: container.Machine) -> tuple[str, float]:
    started = time.monotonic()
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"),
         "-i", str(work / "inventory.json"), str(ROOT / "ansible/site.yml")],
        check=False, capture_output=True, text=True,
        env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOST_KEY_CHECKING": "0",
             "ANSIBLE_PIPELINING": "1"},
    )  # fmt: skip
    took = time.monotonic() - started
    if done.returncode:
        journal = machine.run("journalctl", "--no-pager", "-n", "60", "-o", "cat")
        pytest.fail(done.stdout[-3000:] + done.stderr[-1000:] + journal)
    recap = next(
        line for line in done.stdout.splitlines() if line.startswith("appliance ")
    )
    return recap, took
