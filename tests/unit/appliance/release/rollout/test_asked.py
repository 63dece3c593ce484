"""Whatever somebody asks for is a rollout that can be recorded, or named field by field."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.rollout import (
    DEFAULT_LIMITS,
    Metric,
    RolloutKind,
    from_body,
    to_body,
)
from appliance.release.rollout.asked import (
    TEAM_FIELD,
    Asked,
    field_of,
    read_for_whom,
    read_start,
    usual_words,
    words_of,
)
from tests.fakes import NOON

TEAMS = ("branch-north", "branch-south")
SALT = "0f" * 16
CANARY = {"kind": "canary", "release": "b" * 64, "share": "10"}
FIELDS = sorted(
    {
        *usual_words(),
        *("kind", "release", "metric"),
        *(TEAM_FIELD + team for team in (*TEAMS, "east", "")),
    }
)


def ask(words: dict[str, str]) -> Asked:
    return read_start(words, teams=TEAMS, salt=SALT, at=NOON)


def test_the_fields_of_an_untouched_form_give_the_usual_limits() -> None:
    asked = ask({**usual_words(), **CANARY})
    assert asked.rollout is not None
    assert asked.rollout.limits == DEFAULT_LIMITS
    assert asked.rollout == ask(CANARY).rollout
    assert asked.rollout.started_at == NOON.replace(microsecond=0)


values = st.one_of(
    st.sampled_from(["", "0", "0.1", "1", "50", "50.1", "100", "100.1", "1e3", "-1"]),
    st.sampled_from(
        [*RolloutKind, *Metric, "b" * 64, "B" * 64, "\u0661", "1\n", " 5 "]
    ),
    st.integers(0, 10_000_000).map(str),
    st.text(max_size=8),
)


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_any_fields_give_a_rollout_that_is_read_back_or_what_is_wrong_where(
    words: dict[str, str],
) -> None:
    asked = ask({**CANARY, **words})
    if asked.rollout is None:
        assert asked.problems
        assert set(asked.problems) <= {*words, "metric"}
    else:
        assert not asked.problems
        assert from_body(to_body(asked.rollout)) == asked.rollout


@given(st.integers(0, 1000), st.sets(st.sampled_from(TEAMS)))
def test_what_may_change_is_written_into_the_form_and_read_back(
    permille: int, teams: set[str]
) -> None:
    words = {"share": f"{permille / 10:.10g}"} | {f"team.{t}": "1" for t in teams}
    share, chosen, problems = read_for_whom(words, teams=TEAMS)
    assert (share, set(chosen), dict(problems)) == (permille, teams, {})
    asked = ask({**CANARY, **words})
    assert asked.rollout is not None
    assert words_of(asked.rollout) == words


def test_every_metric_of_a_limit_has_its_fields() -> None:
    for limit in DEFAULT_LIMITS:
        for what in ("worse", "most", "count"):
            assert field_of(limit.metric, what) in usual_words()
    assert field_of(Metric.SLOW, "ratio") in usual_words()
