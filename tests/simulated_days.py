"""Days of a bank, made up: what exchanges come to, by the clock of the day.

Few ask at night and ten times as many at the busiest hour; Saturdays and Sundays are
quiet. One day differs from the next more than chance alone would have it: in how many
ask, how long the model takes, and how much is held or disliked.
"""

import json
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table

from appliance.domain.outcome import Ended
from appliance.stores.database import Database
from appliance.stores.tables import cases, exchanges, outcomes, ratings

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
# How busy each hour is beside the quietest; the busiest has ten times as many.
SHAPE = (
    1,
    1,
    1,
    1,
    1,
    1.5,
    2.5,
    5,
    8,
    10,
    10,
    9,
    7,
    8,
    9,
    9,
    8,
    6,
    4,
    2.5,
    2,
    1.5,
    1,
    1,
)
WEEKEND = 0.25
RELEASE = "a" * 64
CASE = "c" * 32


@dataclass(frozen=True)
class Kind:
    """What a purpose's exchanges are like.

    Args:
        share: Of all exchanges.
        ms: Usual time of one.
        held: Share that is held.
        grave: Share with a grave finding.
    """

    share: float
    ms: float
    held: float
    grave: float


KINDS = {
    "reply-draft": Kind(0.5, 4_000, 0.0, 0.02),
    "complaint-triage": Kind(0.4, 1_500, 0.0, 0.01),
    "credit-memo": Kind(0.1, 6_000, 1.0, 0.05),
}


class One(NamedTuple):
    """An exchange that ended, and when its answer was rated, if it was."""

    ended: Ended
    rated_at: datetime | None


class Change(NamedTuple):
    """Something that is planted.

    Args:
        since: First moment.
        until: First moment after.
        of: Makes of an exchange what it becomes; several are more exchanges.
    """

    since: datetime
    until: datetime
    of: Callable[[One], Sequence[One]]


def made(
    number: int,
    seed: int,
    *,
    a_day: int = 3_000,
    weekend: float = WEEKEND,
    changes: Sequence[Change] = (),
) -> Iterator[One]:
    """Make one day.

    Args:
        number: Days since a Monday.
        seed: The same seed and number are the same day.
        a_day: How many a working day has, more or less.
        weekend: How many a Saturday or Sunday has, beside that.
        changes: What is planted.
    """
    draw = random.Random(f"{seed} {number}")
    begins = MONDAY + number * DAY
    busy = a_day * math.exp(draw.gauss(0, 0.08))
    busy *= weekend if number % 7 >= 5 else 1
    slow = math.exp(draw.gauss(0, 0.05))
    worse = {name: math.exp(draw.gauss(0, 0.15)) for name in KINDS}
    for hour, weight in enumerate(SHAPE):
        expected = busy * weight / sum(SHAPE)
        count = max(0, round(draw.gauss(expected, math.sqrt(expected))))
        crowd = 1 + 0.03 * weight
        for _ in range(count):
            at = begins + timedelta(hours=hour, seconds=draw.uniform(0, 3_600))
            one = _one(at, draw, slow * crowd, worse)
            found: Sequence[One] = [one]
            for change in changes:
                if change.since <= at < change.until:
                    found = [more for each in found for more in change.of(each)]
            yield from found


def programs(begins: datetime, hours: int) -> Change:
    """Have a program ask again and again: six times as many letters."""

    def of(one: One) -> Sequence[One]:
        more = One(one.ended._replace(thumb=None), None)
        return [one, *([more] * 5 if one.ended.purpose == "reply-draft" else [])]

    return Change(begins, begins + timedelta(hours=hours), of)


def a_line(begins: datetime, hours: int) -> Change:
    """Have a line before the model: everybody waits three times as long."""

    def of(one: One) -> Sequence[One]:
        longer_ms = 2 * one.ended.total_ms
        ended = one.ended._replace(
            total_ms=one.ended.total_ms + longer_ms,
            queue_ms=(one.ended.queue_ms or 0) + longer_ms,
        )
        return [One(ended, one.rated_at)]

    return Change(begins, begins + timedelta(hours=hours), of)


def bad_letters(begins: datetime, hours: int) -> Change:
    """Have most letters that are rated disliked."""

    def of(one: One) -> Sequence[One]:
        if one.ended.purpose != "reply-draft" or one.rated_at is None:
            return [one]
        return [One(one.ended._replace(thumb="down"), one.rated_at)]

    return Change(begins, begins + timedelta(hours=hours), of)


def keep(database: Database, ones: Iterable[One], first: int) -> int:
    """Write exchanges as the appliance keeps them; says which number is next.

    Args:
        first: Number of the first, so that no two have one id.
    """
    kept: dict[Table, list[dict[str, Any]]] = {exchanges: [], outcomes: [], ratings: []}
    number = first
    for number, one in enumerate(ones, first):
        values = {**one.ended._asdict(), "exchange": f"{number:032x}"}
        thumb = values.pop("thumb")
        values |= {"findings": "{}", "teams": json.dumps(one.ended.teams)}
        values["tiers"] = None
        kept[outcomes].append(values)
        if one.rated_at is not None:
            kept[exchanges].append(_exchange(values["exchange"], one.ended))
            kept[ratings].append(
                {
                    "exchange": values["exchange"],
                    "person": "anna",
                    "thumb": thumb,
                    "reason_sealed": b"",
                    "rated_at": one.rated_at,
                }
            )
    with database.writing() as connection:
        if first == 0:
            case = {"id": CASE, "owner": "anna", "title_sealed": b""}
            connection.execute(cases.insert().values(created_at=MONDAY, **case))
        for table, rows in kept.items():
            connection.execute(table.insert(), rows)
    return number + 1


def _exchange(exchange: str, ended: Ended) -> dict[str, Any]:
    return {
        "id": exchange,
        "case_id": CASE,
        "owner": "anna",
        "purpose": ended.purpose,
        "language": ended.language,
        "origin": "web",
        "state": ended.state,
        "received_at": ended.ended_at,
    }


def _one(
    at: datetime, draw: random.Random, slow: float, worse: dict[str, float]
) -> One:
    (name,) = draw.choices(list(KINDS), [kind.share for kind in KINDS.values()])
    kind, bad = KINDS[name], worse[name]
    fails = draw.random() < 0.01 * bad
    grave = draw.random() < kind.grave * bad
    ms = round(kind.ms * slow * math.exp(draw.gauss(0, 0.45)))
    ended = Ended(
        ended_at=at,
        purpose=name,
        release=RELEASE,
        arm="live",
        state="failed" if fails else "released",
        tier="small",
        cause="model" if fails else None,
        grave=None if fails else int(grave),
        well_formed=None if fails else True,
        held=not fails and draw.random() < max(kind.held, 0.8 * grave),
        edited=False,
        amended=False,
        thumb=None,
        queue_ms=round(ms * 0.1),
        first_token_ms=round(ms * 0.2),
        writing_ms=round(ms * 0.7),
        further_tokens=119,
        total_ms=ms,
        prompt_tokens=400,
        output_tokens=120,
        engine_ms=round(ms * 0.8),
        language="en",
        confidence_permille=800,
        withdrawn=False,
        again=False,
        of_list=False,
        findings={},
        teams=(),
        tiers={},
    )
    if fails or draw.random() >= 0.12:
        return One(ended, None)
    thumb = "down" if draw.random() < 0.15 * bad else "up"
    waits = timedelta(seconds=draw.expovariate(1 / 300))
    return One(ended._replace(thumb=thumb), at + waits)
