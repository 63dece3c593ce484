"""How much memory this process holds."""

import os
from pathlib import Path


def memory_bytes() -> int:
    """Tell how much memory this process holds (proc(5), statm)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
