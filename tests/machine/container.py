"""A throwaway Debian 12 machine in a booted container, reached over SSH on loopback.

Needs root, debootstrap, systemd-nspawn and an SSH client. Package indexes are whatever
the environment says: PIP_* variables are passed on, and each folder named in
CLOISTER_TEST_BINDS (colon separated) is mounted read-only at the same path.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INCLUDE = "systemd,systemd-sysv,dbus,python3,iproute2,ca-certificates,procps"
# Without one, debootstrap takes its own default.
DEBIAN_MIRROR = [
    mirror for mirror in [os.environ.get("CLOISTER_TEST_MIRROR")] if mirror
]
BOOT_TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class Machine:
    """A booted container: its root folder, SSH port and key."""

    root: Path
    leader: int
    ssh_port: int
    ssh_key: Path

    def run(self, *command: str, timeout_s: float = 60) -> str:
        """Run a command inside; its output is returned, a failure raises."""
        done = subprocess.run(
            [
                "nsenter", "-t", str(self.leader), "-a", "env", "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", *command,
            ],
            check=True, capture_output=True, text=True, timeout=timeout_s,
        )  # fmt: skip
        return done.stdout


def free_port() -> int:
    """Find a loopback port that nothing listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def debian_root(path: Path) -> None:
    """Make a minimal Debian 12 root, unless it is there already."""
    if (path / "etc/debian_version").exists():
        return
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={INCLUDE}", "bookworm",
         str(path), *DEBIAN_MIRROR],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def binds() -> list[Path]:
    """List the folders that package indexes live in, as the environment names them."""
    named = os.environ.get("CLOISTER_TEST_BINDS", "")
    return [Path(part) for part in named.split(":") if part]


def pip_environment() -> Mapping[str, str]:
    """Pass on how pip finds packages here."""
    return {k: v for k, v in os.environ.items() if k.startswith("PIP_")}


@contextmanager
def booted(base: Path, work: Path) -> Iterator[Machine]:
    """Boot a copy of a root with sshd in it; power it off and remove it afterwards."""
    root = work / "root"
    subprocess.run(["cp", "-a", str(base), str(root)], check=True)
    for name in ("resolv.conf", "pip.conf", "apt/apt.conf"):
        source = Path("/etc") / name
        if source.exists():
            shutil.copy(source, root / "etc" / name)
    port, key = free_port(), work / "ssh_key"
    _install_sshd(root, port, key)
    log = (work / "boot.log").open("wb")
    mounts = [f"--bind-ro={path}" for path in binds()]
    nspawn = subprocess.Popen(
        ["systemd-nspawn", "-q", "-b", "-D", str(root), "-M", f"cloister-{port}",
         "--register=no", "--keep-unit", "--console=pipe",
         # Without it systemd in the container cannot hold a unit to its addresses.
         "--system-call-filter=bpf",
         "--kill-signal=SIGRTMIN+3", *mounts],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        try:
            machine = Machine(root, _leader_of(nspawn.pid), port, key)
            _await_running(machine)
        except RuntimeError as err:
            said = (work / "boot.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{err}:\n{said}") from err
        yield machine
    finally:
        _power_off(nspawn)
        log.close()
        shutil.rmtree(root, ignore_errors=True)


def _install_sshd(root: Path, port: int, key: Path) -> None:
    deny = root / "usr/sbin/policy-rc.d"
    deny.write_text("#!/bin/sh\nexit 101\n")
    deny.chmod(0o755)
    environment = {
        **os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends",
         "openssh-server"],
    ):  # fmt: skip
        subprocess.run(
            ["chroot", str(root), *command], check=True, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    deny.unlink()
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True
    )
    ssh = root / "root/.ssh"
    ssh.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(key.with_suffix(".pub"), ssh / "authorized_keys")
    (root / "etc/ssh/sshd_config.d/test.conf").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nPermitRootLogin prohibit-password\n"
    )


def _leader_of(nspawn_pid: int) -> int:
    deadline = time.monotonic() + BOOT_TIMEOUT_S
    while time.monotonic() < deadline:
        found = subprocess.run(
            ["pgrep", "-P", str(nspawn_pid)],
            check=False, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise RuntimeError("the container did not start")


def _await_running(machine: Machine) -> None:
    deadline = time.monotonic() + BOOT_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            state = machine.run("systemctl", "is-system-running", "--wait")
        except subprocess.CalledProcessError as err:
            state = err.stdout
        if state.strip() in {"running", "degraded"}:
            return
        time.sleep(0.3)
    raise RuntimeError("the container did not reach a running state")


def _power_off(nspawn: "subprocess.Popen[bytes]") -> None:
    try:
        os.kill(_leader_of(nspawn.pid), signal.SIGRTMIN + 4)
        nspawn.wait(timeout=30)
    except (RuntimeError, subprocess.TimeoutExpired, ProcessLookupError):
        os.killpg(nspawn.pid, signal.SIGKILL)
        nspawn.wait(timeout=10)
