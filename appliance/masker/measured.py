"""What the last probe measured, kept through restarts, and the site's floor over it.

With a floor set nothing is masked unless a fresh probe was above it; a floor that has
never been measured against is one that nothing has passed.
"""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from appliance.domain.measurement import Measurement, Standing, from_body, to_body
from appliance.errors import MaskerError, MaskingFloorError
from appliance.masker.tables import MEASUREMENTS, transaction

# A probe that was missed may be made up for; after the third nothing is known any more.
PERIODS_FRESH = 3


class Measured:
    """The one measurement that counts; safe to share between threads."""

    def __init__(
        self,
        engine: Engine,
        *,
        floor_permille: int,
        fresh_for: timedelta,
        now_s: Callable[[], int],
    ) -> None:
        """Read what was kept.

        Args:
            floor_permille: The site's floor; 0 is none.
            fresh_for: How long a measurement counts.
            now_s: Tells the Unix time.

        Raises:
            MaskerError: The database cannot be used, or holds something else.
        """
        self._engine = engine
        self._floor_permille = floor_permille
        self._fresh_for = fresh_for
        self._now_s = now_s
        self._lock = threading.Lock()
        self._last = self._read()

    def keep(self, measurement: Measurement) -> None:
        """Let a measurement count from now on.

        Raises:
            MaskerError: The database cannot be used; the one before still counts.
        """
        body = json.dumps(to_body(measurement))
        with self._lock:
            with transaction(self._engine, "the vault") as connection:
                connection.execute(delete(MEASUREMENTS))
                connection.execute(insert(MEASUREMENTS).values(id=1, body=body))
            self._last = measurement

    def standing(self) -> Standing:
        """Tell where masking stands against the floor."""
        last = self._last
        return Standing(last, self._floor_permille, self._why_not(last) is not None)

    def check(self) -> None:
        """Check that masking is as good as the site asks for.

        Raises:
            MaskingFloorError: It was measured below the floor, too long ago or never.
        """
        reason = self._why_not(self._last)
        if reason is not None:
            raise MaskingFloorError(reason)

    def _why_not(self, last: Measurement | None) -> str | None:
        floor = self._floor_permille
        if floor == 0:
            return None
        if last is None:
            return "a floor is set and masking was never measured"
        age = datetime.fromtimestamp(self._now_s(), UTC) - last.at
        if age > self._fresh_for:
            return f"masking was last measured {age.days} days ago"
        if last.weakest_permille() < floor:
            return f"masking is at {last.weakest_permille()} permille, below {floor}"
        return None

    def _read(self) -> Measurement | None:
        with transaction(self._engine, "the vault") as connection:
            body = connection.execute(select(MEASUREMENTS.c.body)).scalar()
        try:
            return None if body is None else from_body(json.loads(body))
        except (KeyError, TypeError, ValueError) as err:
            raise MaskerError("the kept measurement cannot be read") from err
