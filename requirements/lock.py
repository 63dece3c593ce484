# ruff: noqa: INP001 - a script, not a package
"""Make the locks anew: every package pinned by version and hash.

Run as `make lock`. Versions already locked stay; `make lock UPGRADE=1` looks for newer
ones. `base.lock` is what runs, `dev.lock` what tests and lints on top of it; `cpu.lock`
names the CPU build of torch, and `cuda.lock` what torch needs where it is another. It
installs nothing.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
UV = Path(sys.executable).with_name("uv")
HEADER = """\
# Made by `make lock` from {sources}; do not edit (requirements/README.md).
# Installed with --require-hashes --no-deps, so what is not listed cannot come in.
"""
# What the public torch wheel needs and the CPU wheel does not.
CUDA = re.compile(r"^(nvidia-|cuda-|triton\b)")


def main() -> None:
    """Write the four locks."""
    base = compile_lock("base.in", HERE / "base.lock")
    dev = compile_lock("dev.in", HERE / "dev.lock")
    differing = [n for n, lines in base.items() if dev.get(n, lines)[0] != lines[0]]
    if differing:
        sys.exit(f"base and dev disagree on {', '.join(differing)}: lock them together")
    cuda = {name: base.pop(name) for name in sorted(base) if CUDA.match(name)}
    known = {*base, *cuda}
    extra = {name: lines for name, lines in dev.items() if name not in known}
    pin, *public = base["torch"]
    cpu = cpu_wheel_hashes(pin, public)
    base["torch"] = [pin, *public, *cpu]
    locks = {"base": base, "cpu": {"torch": [f"{pin}+cpu", *cpu]}}
    locks |= {"cuda": cuda, "dev": extra}
    for name, packages in locks.items():
        source = "dev.in" if name == "dev" else "base.in"
        text = lock_text(source, packages)
        (HERE / f"{name}.lock").write_text(text, encoding="utf-8")
        print(f"{name}.lock: {len(packages)} packages")


def compile_lock(source: str, present: Path) -> dict[str, list[str]]:
    """Resolve a requirements file for CPython 3.11 on x86_64 Linux.

    Returns:
        Package name to its lines: the pin first, then one hash each.
    """
    command = [
        *(str(UV), "pip", "compile", "--quiet", "--no-header", "--no-annotate"),
        *("--generate-hashes", "--python-version", "3.11"),
        *("--python-platform", "x86_64-manylinux_2_36", str(HERE / source)),
    ]
    pins = [HERE / "base.lock", HERE / "cuda.lock", present]
    if "UPGRADE" not in os.environ:
        for path in dict.fromkeys(path for path in pins if path.exists()):
            command += ["--constraint", str(path)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{source} was not resolved:\n{result.stderr}")
    packages: dict[str, list[str]] = {}
    name = ""
    for line in result.stdout.splitlines():
        if line.startswith("    --hash="):
            packages[name].append(line.strip(" \\"))
        elif line and not line.startswith(("#", " ")):
            name = re.split(r"[=\[ ]", line, maxsplit=1)[0]
            packages[name] = [line.rstrip(" \\")]
    return packages


def cpu_wheel_hashes(pin: str, public: list[str]) -> list[str]:
    """Hash the CPU-only wheel of the same version, or keep the hash locked before."""
    version = pin.removeprefix("torch==")
    found = [
        "--hash=sha256:" + hashlib.sha256(wheel.read_bytes()).hexdigest()
        for folder in os.environ.get("PIP_FIND_LINKS", "").split()
        for wheel in Path(folder).glob(f"torch-{version}+cpu-cp311-*_x86_64.whl")
    ]
    before = HERE / "base.lock"
    if found or not before.exists():
        return found
    locked = re.search(
        r"^torch==(.*?)\n(?=\S)", before.read_text(), re.MULTILINE | re.DOTALL
    )
    old = re.findall(r"--hash=sha256:[0-9a-f]{64}", locked[1] if locked else "")
    return [line for line in old if line not in public]


def lock_text(source: str, packages: dict[str, list[str]]) -> str:
    """Write packages as a requirements file."""
    return HEADER.format(sources=f"requirements/{source}") + "".join(
        " \\\n    ".join([lines[0], *sorted(set(lines[1:]))]) + "\n"
        for _, lines in sorted(packages.items())
    )


if __name__ == "__main__":
    main()
