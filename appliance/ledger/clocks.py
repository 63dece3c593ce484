"""The clocks that every record carries: wall clock, time since start, and which start.

None of them is proof: they are the machine's own. Order is proven by the sequence.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a record, so that tests can say what they show.

    Args:
        now: Wall clock, aware UTC.
        mono_us: Microseconds since the machine started, sleep included.
        boot: 32 hex digits that change with each start of the machine.
    """

    now: Callable[[], datetime]
    mono_us: Callable[[], int]
    boot: str


def machine_clocks() -> Clocks:
    """Read this machine's clocks; time asleep counts, so that a set clock shows."""
    return Clocks(
        now=lambda: datetime.now(UTC),
        mono_us=lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000,
        boot=_BOOT_ID.read_text(encoding="ascii").strip().replace("-", ""),
    )
