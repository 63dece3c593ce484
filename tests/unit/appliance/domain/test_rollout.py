"""A rollout is read strictly, and its plan cannot change while it runs."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.rollout import (
    DEFAULT_LIMITS,
    WHOLE,
    Limit,
    Metric,
    Plan,
    Rollout,
    RolloutKind,
    from_body,
    is_team_name,
    to_body,
)
from appliance.errors import SettingsError
from audit.canonical import decode, encode

CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release="a" * 64,
    share_permille=100,
    salt="0f" * 16,
    started_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    teams=("branch-north",),
)

teams = st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), unique=True)
shares = st.integers(0, WHOLE)
limits = st.lists(
    st.builds(
        Limit,
        metric=st.sampled_from(Metric),
        worse_permille=shares,
        most_permille=shares,
        least_count=st.integers(1, 1000),
        ratio_permille=st.integers(WHOLE, 10 * WHOLE),
    ),
    unique_by=lambda limit: limit.metric,
)
plans = st.builds(
    Plan,
    metric=st.sampled_from(Metric),
    better_permille=shares,
    confidence_permille=st.integers(500, 999),
    most_count=st.integers(1, 1000),
)


@st.composite
def rollouts(draw: st.DrawFn) -> Rollout:
    kind = draw(st.sampled_from(RolloutKind))
    return Rollout(
        kind=kind,
        release=draw(st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        share_permille=draw(shares),
        salt=draw(st.from_regex(r"[0-9a-f]{32}", fullmatch=True)),
        started_at=datetime(2000, 1, 1, tzinfo=UTC)
        + timedelta(seconds=draw(st.integers(0, 10**9))),
        teams=() if kind is RolloutKind.SHADOW else tuple(draw(teams)),
        limits=tuple(draw(limits)),
        plan=draw(plans) if kind is RolloutKind.AB else None,
        harm_permille=draw(st.integers(20, 200)),
    )


@given(rollouts())
def test_what_is_written_to_a_record_is_read_back(rollout: Rollout) -> None:
    assert from_body(decode(encode(to_body(rollout)))) == rollout


HOSTILE: dict[str, dict[str, Any]] = {
    "another kind": {"kind": "all-at-once"},
    "kind of a list": {"kind": ["canary"]},
    "release in capitals": {"release": "A" * 64},
    "release too short": {"release": "a" * 63},
    "release with a line end": {"release": "a" * 64 + "\n"},
    "release of a number": {"release": 7},
    "share above all": {"share_permille": 1001},
    "share below none": {"share_permille": -1},
    "share of a fraction": {"share_permille": 1.5},
    "share of yes": {"share_permille": True},
    "salt too short": {"salt": "0f"},
    "a start before time": {"started_at_s": -1},
    "a start after time": {"started_at_s": 253_402_300_800},
    "teams of a word": {"teams": "branch-north"},
    "teams of numbers": {"teams": [1]},
    "a team twice": {"teams": ["a", "a"]},
    "a team of a DN": {"teams": ["cn=staff,dc=test"]},
    "too many teams": {"teams": [f"t{n}" for n in range(65)]},
    "limits of nothing": {"limits": None},
    "a limit of nothing": {"limits": [None]},
    "a limit without a key": {"limits": [{"metric": "findings"}]},
    "a canary with a plan": {
        "plan": {
            "metric": "held",
            "test": "betting",
            "better_permille": 0,
            "confidence_permille": 950,
            "most_count": 1,
        }
    },
    "an A/B without a plan": {"kind": "ab"},
    "a shadow for a team": {"kind": "shadow"},
    "a plan of a word": {"kind": "ab", "plan": "held"},
    "sure beyond doubt": {"harm_permille": 19},
    "one key more": {"more": 1},
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_rollout_is_refused_with_its_key(change: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"^rollout"):
        from_body({**to_body(CANARY), **change})


def test_a_metric_may_be_limited_once() -> None:
    twice = dataclasses.replace(CANARY, limits=(DEFAULT_LIMITS[0], DEFAULT_LIMITS[0]))
    with pytest.raises(SettingsError, match="a metric twice"):
        from_body(to_body(twice))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(to_body(CANARY))), json_values)
def test_any_value_of_any_key_is_read_or_refused_by_name(key: str, value: Any) -> None:
    body = {**to_body(CANARY), key: value}
    try:
        read = from_body(body)
    except SettingsError as err:
        refused = str(err)
    else:
        refused = ""
        assert to_body(read) == body
    assert not refused or refused.startswith("rollout")


def test_share_and_teams_may_change_and_nothing_else() -> None:
    wider = dataclasses.replace(CANARY, share_permille=500, teams=())
    assert wider.plan_digest == CANARY.plan_digest
    changes: list[dict[str, Any]] = [
        {"release": "b" * 64},
        {"salt": "00" * 16},
        {"limits": ()},
        {"harm_permille": 51},
        {"started_at": CANARY.started_at + timedelta(seconds=1)},
        {"kind": RolloutKind.AB, "plan": Plan(Metric.HELD)},
    ]
    digests = {dataclasses.replace(CANARY, **one).plan_digest for one in changes}
    assert len(digests | {CANARY.plan_digest}) == len(changes) + 1


@pytest.mark.parametrize("name", ["", "A", "1a", "-a", "a b", "a\n", "ä", "a" * 33])
def test_a_teams_name_is_a_plain_word(name: str) -> None:
    assert not is_team_name(name)
