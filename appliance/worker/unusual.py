"""Look at each quarter of an hour once it is over, and raise what is unusual.

A record, and a line in the system log; pages and mail read the same alerts. It reads
figures, never text, and refuses nothing. A quarter that is long over moves the level of
a signal and raises nothing: whoever was away is told how it stands now.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from appliance.domain.alert import (
    ENDED,
    RAISED,
    Alert,
    Scored,
    Series,
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
        """Look at every quarter that is over and was not looked at.

        Raises:
            StoreError: The figures cannot be read or kept.
            LedgerError: An alert could not be recorded; the next look tries again.
        """
        until = begin_of(self._ports.clock.now() - _SETTLED)
        newest = self._kept.newest_quarter()
        starts = until - _KEPT
        if newest is not None:
            starts = max(starts, newest + QUARTER)
        while starts < until:
            self._look_at(starts, is_news=until - starts <= _NEWS)
            starts += QUARTER

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
        standing = {alert.series: alert for alert in self._kept.standing()}
        over = [
            replace(alert, ended_at=ends)
            for series, alert in standing.items()
            if series not in after or after[series].level < ENDED
        ]
        raised = []
        if is_news:
            raised = _raised(scores, after, but=standing, at=ends)
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
    at: datetime,
) -> list[Alert]:
    return [
        Alert(
            secrets.token_hex(16),
            series,
            at,
            seen=round(scored.seen),
            usual=round(scored.usual),
            count=scored.count,
        )
        for series, scored in scores.items()
        if series not in but and levels[series].level > RAISED
    ]
