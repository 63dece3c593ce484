"""How often anybody may ask: a token bucket for each person and each purpose.

A bucket holds a minute's worth and fills evenly, so in any minute at most twice as many
as are allowed come through, and in the long run exactly as many. Kept in memory of the
one web process: a restart fills every bucket. A bucket that is full again is forgotten,
so there are never more than asked within a minute.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from appliance.budget_settings import BudgetSettings
from appliance.errors import TooFastError

_MINUTE_S = 60.0
# Every so often buckets that are full again are looked for.
_SWEEP_AT = 1_000


@dataclass(slots=True)
class _Bucket:
    """What is left at a moment."""

    left: float
    at_s: float


class Rates:
    """The buckets of everybody; safe to share between threads."""

    def __init__(
        self, settings: BudgetSettings, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with every bucket full."""
        self._a_minute = {
            "person": settings.person_per_minute,
            "purpose": settings.purpose_per_minute,
        }
        self._now_s = now_s
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._lock = threading.Lock()

    def check(self, person: str, purpose: str) -> None:
        """Take one of a person's bucket and one of a purpose's, or none of both.

        Raises:
            TooFastError: One of them is empty; it says when it holds one again.
        """
        with self._lock:
            now_s = self._now_s()
            found = [
                (kind, self._filled(kind, name, now_s))
                for kind, name in (("person", person), ("purpose", purpose))
                if self._a_minute[kind]
            ]
            for kind, bucket in found:
                if bucket.left < 1:
                    wait_s = (1 - bucket.left) * _MINUTE_S / self._a_minute[kind]
                    raise TooFastError(
                        f"{self._a_minute[kind]} a minute of one {kind}", ceil(wait_s)
                    )
            for _, bucket in found:
                bucket.left -= 1
            if len(self._buckets) >= _SWEEP_AT:
                self._forget_full(now_s)

    def _filled(self, kind: str, name: str, now_s: float) -> _Bucket:
        most = self._a_minute[kind]
        bucket = self._buckets.setdefault((kind, name), _Bucket(most, now_s))
        gained = (now_s - bucket.at_s) * most / _MINUTE_S
        bucket.left, bucket.at_s = min(most, bucket.left + gained), now_s
        return bucket

    def _forget_full(self, now_s: float) -> None:
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if now_s - bucket.at_s < _MINUTE_S
        }
