"""What a rollout's page shows: both arms in figures, over time, apart, and how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.rollout import WHOLE, Limit, Metric, Rollout, RolloutKind
from appliance.release.rollout.difference import Band, difference_over_time
from appliance.release.rollout.limits import (
    NOT_OF_SHADOWS,
    arms_of,
    percentile,
    side_by_side,
)
from appliance.stores.arms import Agreement, Counts, Window
from appliance.stores.outcomes import Outcomes
from appliance.web.pictures import HEIGHT, Bar, Line, band, bars, line

_SPANS = 24
_LEAST_SPAN = timedelta(minutes=1)
# Of each arm, for the picture of the difference; the limits look at all.
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Share:
    """One metric of both arms: bad ones of how many, and what may be."""

    metric: Metric
    live: tuple[int, int]
    candidate: tuple[int, int]
    worse_permille: int
    most_permille: int
    least_count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the page.

    Args:
        live: Live's counts.
        candidate: The candidate's.
        agreement: Of a shadow, how its answers stand beside those given.
        spans: Moment, live's counts and the candidate's, oldest first.
        over_time: The share of answers with a fault, by arm.
        shares: Each limited metric.
        bands: How far apart the arms are, for the first metric.
        apart: The metric that the bands are of.
        band: The outline of the bands.
        difference: The line of what was seen.
        zero_y: Where no difference is.
        times: Median and p95 of both arms, in milliseconds: live, candidate.
        bars: The same as a picture.
    """

    live: Counts
    candidate: Counts
    agreement: Agreement | None
    spans: Sequence[tuple[datetime, Counts, Counts]]
    over_time: tuple[Line, Line]
    shares: tuple[Share, ...]
    bands: tuple[Band, ...]
    apart: Metric
    band: str
    difference: Line
    zero_y: int
    times: tuple[tuple[int, int], tuple[int, int]]
    bars: tuple[Bar, ...]


def figures_of(
    outcomes: Outcomes,
    rollout: Rollout,
    windows: tuple[Window, Window],
    until: datetime,
) -> Figures:
    """Read and lay out the figures of a rollout.

    Args:
        windows: Live's and the candidate's.
        until: Now, or when it ended.
    """
    shadow = rollout.kind is RolloutKind.SHADOW
    live, candidate = (outcomes.count(window) for window in windows)
    series = [outcomes.series(window, most=_MOST) for window in windows]
    shares = tuple(
        _share(limit, rollout, series)
        for limit in rollout.limits
        if not (shadow and limit.metric in NOT_OF_SHADOWS)
    )
    apart = rollout.plan.metric if rollout.plan else Metric.FINDINGS
    bands = difference_over_time(*side_by_side(apart, rollout, *series))
    spans = _spans(outcomes, windows, rollout.started_at, until)
    times = tuple(_times(outcomes.newest_times(window)) for window in windows)
    lows, highs = [b.low_permille for b in bands], [b.high_permille for b in bands]
    seen = [b.seen_permille for b in bands]
    return Figures(
        live=live,
        candidate=candidate,
        agreement=outcomes.compared(windows[1]) if shadow else None,
        spans=spans,
        over_time=(
            line("live", "live", [_faults(c) for _, c, _ in spans], most=WHOLE),
            line("candidate", "candidate", [_faults(c) for *_, c in spans], most=WHOLE),
        ),
        shares=shares,
        bands=bands,
        apart=apart,
        band=band(lows, highs, least=-WHOLE, most=WHOLE),
        difference=line("seen", "candidate", seen, least=-WHOLE, most=WHOLE),
        zero_y=HEIGHT // 2,
        times=(times[0], times[1]),
        bars=_bars(times[0], times[1]),
    )


def as_json(found: Figures) -> dict[str, Any]:
    """Write the figures for a program: whole numbers and words."""
    return {
        "shares": [
            {
                "metric": str(share.metric),
                "live": list(share.live),
                "candidate": list(share.candidate),
                "worse_permille": share.worse_permille,
                "most_permille": share.most_permille,
                "least_count": share.least_count,
            }
            for share in found.shares
        ],
        "p50_ms": [found.times[0][0], found.times[1][0]],
        "p95_ms": [found.times[0][1], found.times[1][1]],
        "answers": [found.live.drafts, found.candidate.drafts],
    }


def _share(limit: Limit, rollout: Rollout, series: Sequence[Any]) -> Share:
    lives, candidates = arms_of(limit.metric, rollout, series[0], series[1])
    return Share(
        metric=limit.metric,
        live=(sum(lives), len(lives)),
        candidate=(sum(candidates), len(candidates)),
        worse_permille=limit.worse_permille,
        most_permille=limit.most_permille,
        least_count=limit.least_count,
    )


def _spans(
    outcomes: Outcomes, windows: tuple[Window, Window], since: datetime, until: datetime
) -> list[tuple[datetime, Counts, Counts]]:
    """Count both arms by time, in spans of whole minutes, so that all fit."""
    minutes = max(1, -(-(until - since) // (_SPANS * _LEAST_SPAN)))
    every = minutes * _LEAST_SPAN
    lives, candidates = (outcomes.over_time(w, every=every) for w in windows)
    moments = sorted({*lives, *candidates})
    return [
        (at, lives.get(at, Counts()), candidates.get(at, Counts())) for at in moments
    ]


def _faults(counts: Counts) -> int | None:
    return WHOLE * counts.grave // counts.drafts if counts.drafts else None


def _times(times: tuple[int, ...]) -> tuple[int, int]:
    return percentile(times, 500), percentile(times, 950)


def _bars(live: tuple[int, int], candidate: tuple[int, int]) -> tuple[Bar, ...]:
    return bars(
        [
            ("p50", "live", live[0], f"{live[0]} ms"),
            ("p50", "candidate", candidate[0], f"{candidate[0]} ms"),
            ("p95", "live", live[1], f"{live[1]} ms"),
            ("p95", "candidate", candidate[1], f"{candidate[1]} ms"),
        ]
    )
