"""When a rollout ends by itself: its limits, and the question of an A/B, as tests.

Each limit is watched by up to two tests that may be looked at after every answer
(statistics/sequential.py): the candidate's share against what is allowed at all, and
against live's. Their errors add up to the rollout's `harm_permille` at the most, so a
candidate within all its limits is ended with no greater probability, however often
anybody looks. Live's p95 is taken from its first answers and stays; those answers are
not compared any more.
"""

from collections.abc import Iterator

from appliance.domain.outcome import Series
from appliance.domain.rollout import WHOLE, Limit, Metric, Plan, Rollout, RolloutKind
from appliance.release.rollout.ending import Ending, Reason
from appliance.release.statistics.sequential import Arms, compare_arms, monitor_harm

# A rollout that has seen so many of the candidate's answers has seen enough.
MOST_ANSWERS = 20_000
# Of whom nobody reads, and who gives way to everybody, these say nothing.
NOT_OF_SHADOWS = frozenset({Metric.HELD, Metric.THUMBS_DOWN, Metric.SLOW})


def review(rollout: Rollout, live: Series, candidate: Series) -> Ending | None:
    """Tell whether a rollout ends now, by what both arms came to since its start."""
    for limit in rollout.limits:
        if rollout.kind is RolloutKind.SHADOW and limit.metric in NOT_OF_SHADOWS:
            continue
        ending = _beyond(limit, rollout, live, candidate)
        if ending is not None:
            return ending
    if rollout.plan is not None:
        ending = _answered(rollout.plan, rollout, live, candidate)
        if ending is not None:
            return ending
    seen = len(candidate.bad.get(Metric.FAILED, ()))
    if seen < MOST_ANSWERS:
        return None
    return Ending("enough", None, None, Reason.WITHIN_LIMITS, {"candidate": seen})


def arms_of(
    metric: Metric, rollout: Rollout, live: Series, candidate: Series
) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Give live's and the candidate's outcomes of a metric, in the order of time."""
    if metric is not Metric.SLOW:
        return live.bad.get(metric, ()), candidate.bad.get(metric, ())
    limit = next(
        (one for one in rollout.limits if one.metric is metric), Limit(metric, 0)
    )
    bound = slow_bound_ms(limit, live)
    if bound is None:
        return (), ()
    return (
        tuple(time > bound for time in live.total_ms[limit.least_count :]),
        tuple(time > bound for time in candidate.total_ms),
    )


def side_by_side(
    metric: Metric, rollout: Rollout, live: Series, candidate: Series
) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Give the outcomes of a metric in pairs of about the same time.

    Each answer of the candidate stands beside the newest one of live that ended before
    it and stands beside no other; without one it is left out. So an hour in which
    everything fails fails on both sides of as many pairs, whatever share of the answers
    is the candidate's: the i-th of one arm and the i-th of the other may be days apart.
    """
    lives, candidates = arms_of(metric, rollout, live, candidate)
    # Live's first ones may be left out (`arms_of`), never its last.
    lives_at = live.at.get(metric, ())[-len(lives) :] if lives else ()
    pairs: list[tuple[bool, bool]] = []
    reached, used = 0, -1
    ended = zip(candidates, candidate.at.get(metric, ()), strict=False)
    for bad, at in ended:
        while reached < len(lives) and lives_at[reached] <= at:
            reached += 1
        if reached - 1 > used:
            used = reached - 1
            pairs.append((lives[used], bad))
    return tuple(one for one, _ in pairs), tuple(other for _, other in pairs)


def slow_bound_ms(limit: Limit, live: Series) -> int | None:
    """Give how long an answer may take: a multiple of the p95 of live's first ones.

    None while live has not had as many as the limit waits for.
    """
    first = live.total_ms[: limit.least_count]
    if len(first) < limit.least_count:
        return None
    return percentile(first, 950) * limit.ratio_permille // WHOLE


def percentile(times: tuple[int, ...], permille: int) -> int:
    """Give the smallest time that so many permille do not exceed (nearest rank)."""
    ranked = sorted(times)
    return ranked[max(0, -(-len(ranked) * permille // WHOLE) - 1)] if ranked else 0


def error_of_each(rollout: Rollout) -> int:
    """Give each test its part of the error that the rollout may make, in permille."""
    tests = sum(1 + (limit.most_permille < WHOLE) for limit in rollout.limits)
    return max(1, rollout.harm_permille // max(1, tests))


def _beyond(
    limit: Limit, rollout: Rollout, live: Series, candidate: Series
) -> Ending | None:
    lives, candidates = arms_of(limit.metric, rollout, live, candidate)
    if len(candidates) < limit.least_count:
        return None
    error = error_of_each(rollout)
    pairs = side_by_side(limit.metric, rollout, live, candidate)
    for reason, shown in _tests(limit, candidates, pairs, error):
        if shown:
            figures = _figures(lives, candidates)
            if reason is Reason.ABOVE_BOUND:
                figures["most_permille"] = limit.most_permille
            else:
                figures["worse_permille"] = limit.worse_permille
            bound = slow_bound_ms(limit, live) if limit.metric is Metric.SLOW else None
            if bound is not None:
                figures["slow_from_ms"] = bound
            return Ending("limit", limit.metric, None, reason, figures)
    return None


def _tests(
    limit: Limit,
    candidates: tuple[bool, ...],
    pairs: tuple[tuple[bool, ...], tuple[bool, ...]],
    error: int,
) -> Iterator[tuple[Reason, bool]]:
    if limit.most_permille < WHOLE:
        harm = monitor_harm(
            candidates,
            limit_permille=max(1, limit.most_permille),
            confidence=WHOLE - error,
        )
        yield Reason.ABOVE_BOUND, harm.shown
    compared = compare_arms(
        *pairs,
        tolerance_permille=min(WHOLE - 1, limit.worse_permille),
        # Half of what is left is the error of each side; only one is asked for.
        confidence=max(501, WHOLE - 2 * error),
    )
    yield Reason.ABOVE_LIVE, compared.outcome is Arms.HIGHER


def _answered(
    plan: Plan, rollout: Rollout, live: Series, candidate: Series
) -> Ending | None:
    lives, candidates = side_by_side(plan.metric, rollout, live, candidate)
    lives, candidates = lives[: plan.most_count], candidates[: plan.most_count]
    sides = {
        tolerance: compare_arms(
            lives,
            candidates,
            tolerance_permille=min(WHOLE - 1, tolerance),
            confidence=plan.confidence_permille,
        )
        for tolerance in {0, plan.better_permille}
    }
    figures, metric = _figures(lives, candidates), plan.metric
    if sides[plan.better_permille].outcome is Arms.LOWER:
        return Ending("answered", metric, True, Reason.BETTER, figures)  # noqa: FBT003 - a value
    if sides[0].outcome is Arms.HIGHER:
        return Ending("answered", metric, False, Reason.WORSE, figures)  # noqa: FBT003 - a value
    if min(len(lives), len(candidates)) < plan.most_count:
        return None
    return Ending("undecided", metric, None, Reason.NO_DIFFERENCE, figures)


def _figures(lives: tuple[bool, ...], candidates: tuple[bool, ...]) -> dict[str, int]:
    return {
        "live": len(lives),
        "live_bad": sum(lives),
        "live_permille": _share(lives),
        "candidate": len(candidates),
        "candidate_bad": sum(candidates),
        "candidate_permille": _share(candidates),
    }


def _share(outcomes: tuple[bool, ...]) -> int:
    return WHOLE * sum(outcomes) // len(outcomes) if outcomes else 0
