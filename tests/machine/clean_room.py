"""Run `make tour` and `make test` on a Debian 12 root with only git, make and python3.

    sudo python3 -m tests.machine.clean_room [tour] [test]

Clones this repository's HEAD into a fresh container and prints how long set-up and the
rest took. Package indexes come from the environment, as container.py says.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.machine import container

ROOT = Path(__file__).parents[2]
ONLY = "git,make,python3,ca-certificates"


def main(targets: list[str]) -> int:
    """Make the root, clone into it and run each target; 0 if each exited 0."""
    with tempfile.TemporaryDirectory(prefix="clean-room-", dir="/var/tmp") as folder:
        root = Path(folder) / "root"
        started = time.monotonic()
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={ONLY}", "bookworm",
             str(root), *container.DEBIAN_MIRROR],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        if Path("/etc/pip.conf").exists():
            shutil.copy("/etc/pip.conf", root / "etc/pip.conf")
        subprocess.run(
            ["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(root / "cloister")],
            check=True,
        )
        print(f"clean root: {time.monotonic() - started:.0f} s", flush=True)
        codes = [_inside(root, target) for target in targets]
    return max(codes)


def _inside(root: Path, target: str) -> int:
    started = time.monotonic()
    passed_on = {
        **container.pip_environment(), "YES": "1", "LANG": "C.UTF-8", "HOME": "/root",
    }  # fmt: skip
    done = subprocess.run(
        ["systemd-nspawn", "-q", "-D", str(root), "--register=no", "--keep-unit",
         "--pipe", "--chdir=/cloister",
         *(f"--bind-ro={path}" for path in container.binds()),
         *(f"--setenv={name}={value}" for name, value in passed_on.items()),
         "make", target],
        check=False, env={**os.environ, "SYSTEMD_LOG_LEVEL": "err"},
    )  # fmt: skip
    took = time.monotonic() - started
    print(f"make {target}: exit {done.returncode} after {took:.0f} s", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tour", "test"]))
