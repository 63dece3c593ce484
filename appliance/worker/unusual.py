"""Look at each quarter of an hour once it is over, and raise what is unusual.

Texts that wait for the model are looked at each time: they end in no quarter.

A record, and a line in the system log; pages and mail read the same alerts. It reads
figures, never text, and refuses nothing. A quarter that is long over moves the level of
a signal and raises nothing: whoever was away is told how it stands now.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from appliance.domain.alert import (
    ENDED,
    RAISED,
    Alert,
    Scored,
    Series,
    Signal,
    alert_id,
    values_of,
)
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.unusual import (
    DAYS,
    FORGOTTEN,
    QUARTER,
    Level,
    Past,
    begin_of,
    looked_at,
    next_level,
    score,
)
from appliance.kinds import RecordKind
from appliance.stores.alerts import KeptAlerts, Watched
from appliance.stores.seen import Seen

log = logging.getLogger(__name__)

# What ends at the very end of a quarter is kept moments later.
_SETTLED = timedelta(seconds=30)
_KEPT = timedelta(days=DAYS + 1)
_NEWS = timedelta(hours=1)
# A model that is started again or swapped takes less.
_WAITS = timedelta(minutes=15)
_WAITING = Series(Signal.WAITING, "")


class Unusual:
    """Looks at quarters of an hour; used by one thread."""

    def __init__(
        self, seen: Seen, kept: KeptAlerts, ports: Ports, zone: tzinfo
    ) -> None:
        """Take the figures, the alerts, the log with its clock, and the site's zone."""
        self._seen = seen
        self._kept = kept
        self._ports = ports
        self._zone = zone

    def look(self) -> None:
        """Look at what waits, and at every quarter that was not looked at.

        Raises:
            StoreError: The figures cannot be read or kept.
            LedgerError: An alert could not be recorded; the next look tries again.
        """
        self._look_at_waiting()
        until = begin_of(self._ports.clock.now() - _SETTLED)
        newest = self._kept.newest_quarter()
        starts = until - _KEPT
        if newest is not None:
            starts = max(starts, newest + QUARTER)
        while starts < until:
            self._look_at(starts, is_news=until - starts <= _NEWS)
            starts += QUARTER

    def _look_at_waiting(self) -> None:
        now = self._ports.clock.now()
        count, since = self._seen.longest_waiting(now - _WAITS)
        known = [one for one in self._kept.standing() if one.series == _WAITING]
        if known and since is None:
            self._kept.change(replace(known[0], ended_at=now), record=self._record)
        elif not known and since is not None:
            found = alert_id(_WAITING, since)
            waited_ms = round((now - since) / timedelta(milliseconds=1))
            alert = Alert(found, _WAITING, now, waited_ms, usual=0, count=count)
            self._kept.change(alert, record=self._record)

    def _look_at(self, starts: datetime, *, is_news: bool) -> None:
        ends = starts + QUARTER
        values = values_of(
            self._seen.ended(starts, ends), self._seen.rated(starts, ends)
        )
        known = self._kept.values(looked_at(starts, self._zone))
        known |= {(series, starts): value for series, value in values.items()}
        past, levels = Past(known, self._zone), self._kept.levels()
        scores = {
            series: found
            for series in sorted({*values, *levels})
            if (found := score(series, starts, past, levels.get(series))) is not None
        }
        after = {
            series: level
            for series, level in levels.items()
            if starts - level.scored <= FORGOTTEN
        } | {
            series: next_level(levels.get(series), found, starts)
            for series, found in scores.items()
        }
        standing = {
            alert.series: alert
            for alert in self._kept.standing()
            if alert.series != _WAITING
        }
        over = [
            replace(alert, ended_at=ends)
            for series, alert in standing.items()
            if series not in after or after[series].level < ENDED
        ]
        raised = []
        if is_news:
            raised = _raised(scores, after, but=standing, starts=starts)
        watched = Watched(starts, values, after, raised, over)
        self._kept.keep(watched, oldest=starts - _KEPT, record=self._record)

    def _record(self, alert: Alert) -> None:
        kind = RecordKind.ALERT_RAISED
        if alert.ended_at is not None:
            kind = RecordKind.ALERT_ENDED
        self._ports.ledger.append(
            Entry(kind, None, None, None, alert.body()), durable=True
        )
        whose = alert.series.purpose or "the appliance"
        log.warning(
            "%s: %s of %s: %d, usually %d, of %d",
            kind,
            alert.series.signal,
            whose,
            alert.seen,
            alert.usual,
            alert.count,
        )


def _raised(
    scores: Mapping[Series, Scored],
    levels: Mapping[Series, Level],
    *,
    but: Mapping[Series, Alert],
    starts: datetime,
) -> list[Alert]:
    return [
        Alert(
            alert_id(series, starts),
            series,
            starts + QUARTER,
            seen=round(scored.seen),
            usual=round(scored.usual),
            count=scored.count,
        )
        for series, scored in scores.items()
        if series not in but and levels[series].level > RAISED
    ]
