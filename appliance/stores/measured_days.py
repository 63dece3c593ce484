"""What each whole day took, by purpose and tier, as it was measured; no text."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import select

from appliance.domain.outcome import Took
from appliance.stores.database import Database
from appliance.stores.shares import read_shares
from appliance.stores.tables import outcomes

# The newest; more change no figure that is told.
_MOST = 200_000


Share = tuple[str, str, bool]


@dataclass(slots=True)
class Measured:
    """What one purpose took on one tier.

    Args:
        a_day: How many answers on each whole day, days without one too.
        tokens: Of each answer what the tier read and wrote.
        ms: Of each answer its processor time.
    """

    a_day: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    ms: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Days:
    """All that was measured.

    Args:
        days: Whole days between the first answer and today.
        exchanges: Answers on them.
        rows: What they took, by purpose, tier, and whether it wrote the last draft: so
            each answer is in one row of its own, and in one for each other tier.
    """

    days: int
    exchanges: int
    rows: Mapping[Share, Measured]


class MeasuredDays:
    """Reads the figures of exchanges, shadows among them: they take time as well."""

    def __init__(self, database: Database, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone

    def read(self, now: datetime, *, at_most: timedelta) -> Days:
        """Read the whole days before today.

        Args:
            at_most: How far back.
        """
        today = now.astimezone(self._zone).date()
        begins = datetime.combine(today - at_most, datetime.min.time(), self._zone)
        ends = datetime.combine(today, datetime.min.time(), self._zone)
        query = (
            select(
                outcomes.c.purpose,
                outcomes.c.tier,
                outcomes.c.ended_at,
                outcomes.c.prompt_tokens,
                outcomes.c.output_tokens,
                outcomes.c.engine_ms,
                outcomes.c.tiers,
            )
            .where(
                outcomes.c.ended_at >= begins,
                outcomes.c.ended_at < ends,
                outcomes.c.engine_ms.is_not(None),
                outcomes.c.tier.is_not(None),
            )
            .order_by(outcomes.c.ended_at.desc())
            .limit(_MOST)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        counts: defaultdict[Share, defaultdict[date, int]] = defaultdict(
            lambda: defaultdict(int)
        )
        found: defaultdict[Share, Measured] = defaultdict(Measured)
        first = today
        for row in rows:
            day = row.ended_at.astimezone(self._zone).date()
            first = min(first, day)
            whole = Took(row.prompt_tokens or 0, row.output_tokens or 0, row.engine_ms)
            for tier, took in (read_shares(row.tiers) or {row.tier: whole}).items():
                key = (row.purpose, tier, tier == row.tier)
                counts[key][day] += 1
                found[key].tokens.append(took.prompt_tokens + took.output_tokens)
                found[key].ms.append(took.ms)
        length = (today - first).days
        days = [first + timedelta(days=number) for number in range(length)]
        for key, measured in found.items():
            measured.a_day = [counts[key][day] for day in days]
        return Days(length, len(rows), dict(found))
