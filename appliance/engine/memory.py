"""How much memory this process holds."""

import os
from pathlib import Path


def memory_bytes() -> int:
    """Tell how much memory this process holds (proc(5), statm)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def peak_bytes() -> int:
    """Tell the most memory this process has held (proc(5), VmHWM of status).

    getrusage(2) would also count what the parent held when it started this program.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, figure = line.partition(":")
        if name == "VmHWM":
            return int(figure.removesuffix("kB")) * 1024
    raise OSError("proc(5) tells no VmHWM")
