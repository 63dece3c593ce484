"""What the kernel says of a process: processor time and memory (proc(5))."""

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KIB = 1024
# Fields of /proc/PID/stat behind the name in brackets, which may hold anything.
_USER, _SYSTEM = 11, 12


def cpu_s(pid: int) -> float:
    """Give the processor time a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS_PER_S


def memory_bytes(pid: int) -> dict[str, int]:
    """Give the memory of a process: resident, its fair share of it, and the most."""
    told = {
        **_fields(Path(f"/proc/{pid}/smaps_rollup")),
        **_fields(Path(f"/proc/{pid}/status")),
    }
    return {
        "rss": told["Rss"] * _KIB,
        "pss": told["Pss"] * _KIB,
        "peak_rss": told["VmHWM"] * _KIB,
    }


def _fields(path: Path) -> dict[str, int]:
    """Read the lines that end in kB."""
    rows = (line.split() for line in path.read_text("utf-8").splitlines())
    return {row[0].rstrip(":"): int(row[1]) for row in rows if row[-1:] == ["kB"]}
