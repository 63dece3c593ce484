"""How many answers their owners wrote anew, as the page of figures shows it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.figures import Share
from appliance.web.formats import percent
from appliance.web.pictures import Bar, bars

# Of the rest the download tells.
_MOST_UNITS = 12
_MOST_DAYS = 100
_RELEASE_CHARS = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """The answers of one release of a purpose.

    Args:
        purpose: Its title.
        release: The first characters of its digest.
        day: Begin of the day on which they ended; None for all of the period.
        share: How many of them were written anew.
    """

    purpose: str
    release: str
    day: datetime | None
    share: Share


@dataclass(frozen=True, slots=True)
class Amended:
    """All that the page shows of it.

    Args:
        whole: Each release over the whole period, those with most answers first.
        bars: Their picture, where there is enough to say.
        days: The same of each day, the newest first.
    """

    whole: Sequence[Unit]
    bars: Sequence[Bar]
    days: Sequence[Unit]


def amended_of(
    amended: Mapping[tuple[str, str, datetime], Share], title_of: Callable[[str], str]
) -> Amended:
    """Add up the days of each release, and list them.

    Args:
        amended: As `Figures` has it.
        title_of: Names a purpose as people know it.
    """
    added: defaultdict[tuple[str, str], Share] = defaultdict(Share)
    for (purpose, release, _), one in amended.items():
        added[purpose, release].bad += one.bad
        added[purpose, release].of += one.of
    most = sorted(added.items(), key=lambda item: (-item[1].of, item[0]))
    whole = [
        Unit(title_of(purpose), release[:_RELEASE_CHARS], None, share)
        for (purpose, release), share in most[:_MOST_UNITS]
    ]
    newest = sorted(amended.items(), key=lambda item: item[0][:2])
    newest.sort(key=lambda item: item[0][2], reverse=True)
    days = [
        Unit(title_of(purpose), release[:_RELEASE_CHARS], day, share)
        for (purpose, release, day), share in newest[:_MOST_DAYS]
    ]
    drawn = [
        (f"{unit.purpose}, {unit.release}", "live", permille, percent(permille))
        for unit in whole
        if (permille := unit.share.permille) is not None
    ]
    return Amended(whole, bars(drawn), days)
