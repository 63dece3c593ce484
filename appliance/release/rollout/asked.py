"""A rollout as somebody asks for it: fields of a form or a command, read one by one.

    kind release share team.NAME                   what it is, and for whom
    limit.METRIC.worse .most .count .ratio         when it is taken back
    metric better sure count                       of an A/B: what it asks

Shares are percent with at most one decimal. A field that is empty or missing has its
usual value, but for kind, release, share, and what an A/B compares: those are named.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.deployment import is_digest
from appliance.domain.rollout import (
    DEFAULT_LIMITS,
    WHOLE,
    Limit,
    Metric,
    Plan,
    Rollout,
    RolloutKind,
)

TEAM_FIELD = "team."
KIND = "Choose shadow, canary or A/B."
RELEASE = "Give the digest of a signed release: 64 hex digits."
UNSIGNED = "No release of this digest was signed here."
METRIC = "Name what is compared: an A/B is decided by that alone."
TEAM = "No team of this name is in the settings."
TEAM_OF_SHADOW = "Nobody reads a shadow, so it is for no team."
PERCENT = "Give a percentage from %(least)s to %(most)s, with one decimal at most."
TIMES = "Give a number from %(least)s to %(most)s, with one decimal at most."
COUNT = "Give a whole number from %(least)s to %(most)s."
SENTENCES = (
    *(KIND, RELEASE, UNSIGNED, METRIC, TEAM, TEAM_OF_SHADOW),
    *(PERCENT, TIMES, COUNT),
)
# A limit that lets half of all answers be worse than live's is none.
MOST_WORSE = WHOLE // 2
# Longer than this a faulty candidate must not wait to be taken back.
MOST_LEAST_COUNT = 1_000
_NUMBER = re.compile(r"([0-9]{1,7})(?:\.([0-9]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: a sentence, and the bounds that it names."""

    sentence: str
    least: float = 0
    most: float = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Args:
        rollout: The rollout; None where there is a problem.
        problems: What is wrong, by field.
    """

    rollout: Rollout | None
    problems: Mapping[str, Problem]


@dataclass(slots=True)
class _Words:
    """The fields as they were given, and what was found wrong on the way."""

    given: Mapping[str, str]
    problems: dict[str, Problem] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def tenths(
        self, name: str, least: int, most: int, usual: int | None, told: str = PERCENT
    ) -> int:
        """Read a number with at most one decimal; gives ten times it."""
        written = self.text(name)
        if not written and usual is not None:
            return usual
        found = _NUMBER.fullmatch(written)
        value = 10 * int(found[1]) + int(found[2] or 0) if found else -1
        if not least <= value <= most:
            self.problems[name] = Problem(told, least / 10, most / 10)
        return value

    def whole(self, name: str, least: int, most: int, usual: int) -> int:
        written = self.text(name)
        if not written:
            return usual
        found = _NUMBER.fullmatch(written)
        value = int(found[1]) if found and found[2] is None else -1
        if not least <= value <= most:
            self.problems[name] = Problem(COUNT, least, most)
        return value


def read_start(
    given: Mapping[str, str], *, teams: Collection[str], salt: str, at: datetime
) -> Asked:
    """Read what is to be started.

    Args:
        given: The fields.
        teams: Names of the teams that there are.
        salt: 32 hex digits, newly drawn.
        at: When it starts.
    """
    words = _Words(given)
    kind, release = words.text("kind"), words.text("release").lower()
    if kind not in list(RolloutKind):
        words.problems["kind"] = Problem(KIND)
    if not is_digest(release):
        words.problems["release"] = Problem(RELEASE)
    share, chosen = _for_whom(words, teams)
    if kind == RolloutKind.SHADOW and chosen:
        words.problems[TEAM_FIELD + chosen[0]] = Problem(TEAM_OF_SHADOW)
    limits = tuple(_limit(words, usual) for usual in DEFAULT_LIMITS)
    plan = _plan(words) if kind == RolloutKind.AB else None
    if words.problems:
        return Asked(None, words.problems)
    rollout = Rollout(
        kind=RolloutKind(kind),
        release=release,
        share_permille=share,
        teams=chosen,
        salt=salt,
        started_at=at.replace(microsecond=0),
        limits=limits,
        plan=plan,
    )
    return Asked(rollout, {})


def read_for_whom(
    given: Mapping[str, str], *, teams: Collection[str]
) -> tuple[int, tuple[str, ...], Mapping[str, Problem]]:
    """Read the share, in permille, and the teams; and what is wrong with them."""
    words = _Words(given)
    share, chosen = _for_whom(words, teams)
    return share, chosen, words.problems


def words_of(rollout: Rollout) -> dict[str, str]:
    """Give the fields that may change while it runs, as they are."""
    return {
        **{TEAM_FIELD + team: "1" for team in rollout.teams},
        "share": _tenths(rollout.share_permille),
    }


def usual_words() -> dict[str, str]:
    """Give the fields with their usual values, as a form starts with them."""
    words = {"share": "10", "better": "0", "sure": "95", "count": "10000"}
    for limit in DEFAULT_LIMITS:
        words |= {
            field_of(limit.metric, "worse"): _tenths(limit.worse_permille),
            field_of(limit.metric, "most"): _tenths(limit.most_permille),
            field_of(limit.metric, "count"): str(limit.least_count),
        }
        if limit.metric is Metric.SLOW:
            words[field_of(limit.metric, "ratio")] = _tenths(
                limit.ratio_permille // 100
            )
    return words


def field_of(metric: Metric, what: str) -> str:
    """Name the field of a limit: "worse", "most", "count" or "ratio"."""
    return f"limit.{metric}.{what}"


def _tenths(value: int) -> str:
    return f"{value / 10:.10g}"


def _for_whom(words: _Words, teams: Collection[str]) -> tuple[int, tuple[str, ...]]:
    share = words.tenths("share", 0, WHOLE, None)
    asked = [name for name, value in words.given.items() if value]
    chosen = tuple(
        sorted(n.removeprefix(TEAM_FIELD) for n in asked if n.startswith(TEAM_FIELD))
    )
    for team in chosen:
        if team not in teams:
            words.problems[TEAM_FIELD + team] = Problem(TEAM)
    return share, chosen


def _limit(words: _Words, usual: Limit) -> Limit:
    name = usual.metric
    ratio = usual.ratio_permille
    if name is Metric.SLOW:
        at = field_of(name, "ratio")
        ratio = 100 * words.tenths(at, 10, 100, ratio // 100, TIMES)
    return Limit(
        metric=name,
        worse_permille=words.tenths(
            field_of(name, "worse"), 0, MOST_WORSE, usual.worse_permille
        ),
        most_permille=words.tenths(
            field_of(name, "most"), 1, WHOLE, usual.most_permille
        ),
        least_count=words.whole(
            field_of(name, "count"), 1, MOST_LEAST_COUNT, usual.least_count
        ),
        ratio_permille=ratio,
    )


def _plan(words: _Words) -> Plan:
    metric = words.text("metric")
    if metric not in list(Metric):
        words.problems["metric"] = Problem(METRIC)
        metric = str(Metric.FINDINGS)
    return Plan(
        metric=Metric(metric),
        better_permille=words.tenths("better", 0, MOST_WORSE, 0),
        confidence_permille=words.tenths("sure", 800, WHOLE - 1, 950),
        most_count=words.whole("count", 20, 100_000, 10_000),
    )
