"""A rollout: a candidate release beside the live one, for whom and until when.

    shadow   the candidate answers after the live one, and nobody reads it
    canary   some people get the candidate; more and more of them, or none
    ab       two halves, to learn which is better by a test named before the start

What it says stands in the record of its start and in the signed deployment. Its plan
and its limits are fixed then: `plan_digest` names them in every later record.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from appliance.errors import SettingsError
from audit.canonical import encode

WHOLE = 1000
# The test by which an A/B is decided, as the record of its start names it: betting
# (Waudby-Smith and Ramdas 2024), docs/statistics.md.
TEST = "betting"
MAX_LIMITS = 16
MAX_TEAMS = 64
MAX_COUNT = 1_000_000
# A candidate may be at most ten times as slow; more is no limit.
MAX_RATIO = 10 * WHOLE
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_TEAM = re.compile(r"[a-z][a-z0-9-]{0,31}")
_LAST_S = 253_402_300_799  # the last second of the year 9999


class RolloutKind(StrEnum):
    """What a rollout is for."""

    SHADOW = "shadow"
    CANARY = "canary"
    AB = "ab"


class Arm(StrEnum):
    """Which side of a rollout answered."""

    LIVE = "live"
    CANDIDATE = "candidate"


class Metric(StrEnum):
    """What is counted of an arm's exchanges; each is a share, and less is better.

    FINDINGS: of drafts, those in which a guard found what holds or refuses them.
    MALFORMED: of drafts, those without the form that the purpose asks for.
    FAILED: of exchanges, those that a fault ended.
    HELD: of drafts, those that had to wait for a second person.
    THUMBS_DOWN: of rated answers, those with a thumb down.
    SLOW: of drafts, those that took longer than the plan's multiple of live's p95.
    """

    FINDINGS = "findings"
    MALFORMED = "malformed"
    FAILED = "failed"
    HELD = "held"
    THUMBS_DOWN = "thumbs_down"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Limit:
    """What ends a rollout by itself.

    Args:
        metric: What is counted.
        worse_permille: The candidate's share may be above live's by so much.
        most_permille: The candidate's share may be so much, whatever live's is; 1000
            is no limit.
        least_count: Not before so many of the candidate were counted.
        ratio_permille: Of SLOW, how long an answer may take, against live's p95.
    """

    metric: Metric
    worse_permille: int
    most_permille: int = WHOLE
    least_count: int = 5
    ratio_permille: int = 1_500


@dataclass(frozen=True, slots=True)
class Plan:
    """What an A/B rollout asks, and when it has its answer.

    Args:
        metric: What is compared.
        better_permille: The candidate wins if its share is lower by more than this; it
            loses if its share is higher than live's.
        confidence_permille: How sure the answer is, however often it is looked at.
        most_count: It ends without an answer after so many of each arm.
    """

    metric: Metric
    better_permille: int = 0
    confidence_permille: int = 950
    most_count: int = 10_000


# What a rollout is ended by where its owner names nothing else. The shares are far
# from what an accepted candidate shows, so that a limit that is hit means something.
DEFAULT_LIMITS = (
    Limit(Metric.FINDINGS, worse_permille=50, most_permille=300),
    Limit(Metric.MALFORMED, worse_permille=20, most_permille=200),
    Limit(Metric.FAILED, worse_permille=50, most_permille=300),
    Limit(Metric.HELD, worse_permille=150),
    Limit(Metric.THUMBS_DOWN, worse_permille=200, least_count=10),
    Limit(Metric.SLOW, worse_permille=100, least_count=20),
)


@dataclass(frozen=True, slots=True)
class Rollout:
    """A candidate release beside the live one of a purpose.

    Args:
        kind: What it is for.
        release: Digest of the candidate.
        share_permille: Of those it is for, how many get the candidate; of a shadow,
            how many exchanges are answered a second time.
        teams: Names of the directory's teams that it is for; empty is everybody.
        salt: 32 hex digits, drawn at the start: another rollout draws other people.
        started_at: Aware UTC, whole seconds.
        limits: What ends it by itself, each metric once.
        plan: Of an A/B rollout, what it asks.
        harm_permille: How likely it may be, at most, that a limit ends a candidate
            that is within it, over the whole rollout and all limits together.
    """

    kind: RolloutKind
    release: str
    share_permille: int
    salt: str
    started_at: datetime
    teams: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = field(default=DEFAULT_LIMITS)
    plan: Plan | None = None
    harm_permille: int = 50

    @property
    def plan_digest(self) -> str:
        """SHA-256 hex of all that may not change while it runs."""
        body = to_body(self)
        fixed = {key: body[key] for key in sorted(body) if key not in _MAY_CHANGE}
        return hashlib.sha256(encode(fixed)).hexdigest()


_MAY_CHANGE = frozenset({"share_permille", "teams"})


def to_body(rollout: Rollout) -> dict[str, Any]:
    """Write a rollout for a record: whole numbers, words, lists and objects."""
    return {
        "kind": str(rollout.kind),
        "release": rollout.release,
        "share_permille": rollout.share_permille,
        "teams": list(rollout.teams),
        "salt": rollout.salt,
        "started_at_s": int(rollout.started_at.timestamp()),
        "limits": [
            {
                "metric": str(limit.metric),
                "worse_permille": limit.worse_permille,
                "most_permille": limit.most_permille,
                "least_count": limit.least_count,
                "ratio_permille": limit.ratio_permille,
            }
            for limit in rollout.limits
        ],
        "plan": None
        if rollout.plan is None
        else {
            "metric": str(rollout.plan.metric),
            "test": TEST,
            "better_permille": rollout.plan.better_permille,
            "confidence_permille": rollout.plan.confidence_permille,
            "most_count": rollout.plan.most_count,
        },
        "harm_permille": rollout.harm_permille,
    }


def from_body(body: object) -> Rollout:
    """Read a rollout; `from_body(to_body(r)) == r` for each that may be.

    Raises:
        SettingsError: It is none; the key is named and what came is not repeated.
    """
    raw = _object(body, "rollout", _ROLLOUT_KEYS)
    rollout = Rollout(
        kind=RolloutKind(_word(raw, "kind", RolloutKind)),
        release=_shaped(raw, "release", _DIGEST),
        share_permille=_whole(raw, "share_permille", 0, WHOLE),
        teams=_teams(raw["teams"]),
        salt=_shaped(raw, "salt", _SALT),
        started_at=datetime.fromtimestamp(_whole(raw, "started_at_s", 0, _LAST_S), UTC),
        limits=tuple(_limit(one) for one in _list(raw["limits"], "limits", MAX_LIMITS)),
        plan=None if raw["plan"] is None else _plan(raw["plan"]),
        harm_permille=_whole(raw, "harm_permille", 20, 200),
    )
    metrics = [limit.metric for limit in rollout.limits]
    if len(set(metrics)) < len(metrics):
        raise SettingsError("rollout.limits: a metric twice")
    if (rollout.plan is not None) is not (rollout.kind is RolloutKind.AB):
        raise SettingsError("rollout.plan: an A/B rollout has one, no other does")
    if rollout.kind is RolloutKind.SHADOW and rollout.teams:
        raise SettingsError("rollout.teams: a shadow is read by nobody, so it has none")
    return rollout


def is_team_name(name: str) -> bool:
    """Tell whether this may name a team: a small letter, then those, digits and "-"."""
    return _TEAM.fullmatch(name) is not None


def _limit(body: object) -> Limit:
    raw = _object(body, "rollout.limits", _LIMIT_KEYS)
    return Limit(
        metric=Metric(_word(raw, "metric", Metric)),
        worse_permille=_whole(raw, "worse_permille", 0, WHOLE),
        most_permille=_whole(raw, "most_permille", 0, WHOLE),
        least_count=_whole(raw, "least_count", 1, MAX_COUNT),
        ratio_permille=_whole(raw, "ratio_permille", WHOLE, MAX_RATIO),
    )


def _plan(body: object) -> Plan:
    raw = _object(body, "rollout.plan", _PLAN_KEYS)
    if raw["test"] != TEST:
        raise SettingsError(f"rollout.plan.test: expected {TEST}")
    return Plan(
        metric=Metric(_word(raw, "metric", Metric)),
        better_permille=_whole(raw, "better_permille", 0, WHOLE),
        confidence_permille=_whole(raw, "confidence_permille", 500, WHOLE - 1),
        most_count=_whole(raw, "most_count", 1, MAX_COUNT),
    )


_ROLLOUT_KEYS = frozenset(
    {
        "kind",
        "release",
        "share_permille",
        "teams",
        "salt",
        "started_at_s",
        "limits",
        "plan",
        "harm_permille",
    }
)
_LIMIT_KEYS = frozenset(
    {"metric", "worse_permille", "most_permille", "least_count", "ratio_permille"}
)
_PLAN_KEYS = frozenset(
    {"metric", "test", "better_permille", "confidence_permille", "most_count"}
)


def _object(body: object, where: str, keys: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(body, Mapping) or set(body) != keys:
        raise SettingsError(f"{where}: expected an object of {', '.join(sorted(keys))}")
    return body


def _list(value: object, key: str, most: int) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise SettingsError(f"rollout.{key}: expected a list of at most {most}")
    return value


def _teams(value: object) -> tuple[str, ...]:
    teams = _list(value, "teams", MAX_TEAMS)
    if not all(isinstance(team, str) and is_team_name(team) for team in teams):
        raise SettingsError("rollout.teams: expected names of teams")
    if len(set(teams)) < len(teams):
        raise SettingsError("rollout.teams: the same team twice")
    return tuple(teams)


def _word(raw: Mapping[str, Any], key: str, words: type[StrEnum]) -> str:
    if not isinstance(raw[key], str) or raw[key] not in list(words):
        raise SettingsError(f"rollout.{key}: expected one of {', '.join(words)}")
    return str(raw[key])


def _shaped(raw: Mapping[str, Any], key: str, shape: re.Pattern[str]) -> str:
    if not isinstance(raw[key], str) or shape.fullmatch(raw[key]) is None:
        raise SettingsError(f"rollout.{key}: expected lower-case hex digits")
    return str(raw[key])


def _whole(raw: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = raw[key]
    if type(value) is not int or not least <= value <= most:
        raise SettingsError(f"rollout.{key}: expected {least} to {most}")
    return value
