"""Which release is live, as a value and as the text of a note."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.deployment import (
    FORMAT,
    Deployment,
    Placement,
    encode_deployment,
    is_digest,
    parse_deployment,
)
from appliance.domain.rollout import Rollout, RolloutKind
from appliance.errors import SettingsError

A, B, C = (letter * 64 for letter in "abc")

digests = st.sampled_from([A, B, C])
names = st.sampled_from(["memo", "reply-draft", "triage"])
moves = st.lists(st.tuples(names, digests), max_size=12)


def made_of(steps: list[tuple[str, str]]) -> Deployment:
    deployment = Deployment()
    for record, (name, release) in enumerate(steps):
        deployment = deployment.with_live(name, release, record=record)
    return deployment


@given(moves)
def test_it_reads_back_as_it_was_written(steps: list[tuple[str, str]]) -> None:
    deployment = made_of(steps)
    assert parse_deployment(encode_deployment(deployment)) == deployment


CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release=B,
    share_permille=100,
    salt="0f" * 16,
    started_at=datetime(2026, 3, 2, tzinfo=UTC),
)


def test_a_rollout_stands_beside_what_is_live_and_reads_back() -> None:
    before = made_of([("memo", A), ("triage", C)])
    deployment = before.with_rollout("memo", CANARY, record=2)
    assert parse_deployment(encode_deployment(deployment)) == deployment
    assert deployment.placements["memo"] == Placement(A, 0, (), CANARY)
    assert deployment.placements["triage"].rollout is None
    ended = deployment.with_rollout("memo", None, record=3)
    assert ended.placements == before.placements


def test_what_goes_live_ends_the_rollout() -> None:
    running = made_of([("memo", A)]).with_rollout("memo", CANARY, record=1)
    assert running.with_live("memo", B, record=2).placements["memo"].rollout is None


@given(moves)
def test_what_was_live_is_named_once_and_is_not_what_is_live(
    steps: list[tuple[str, str]],
) -> None:
    for name, placed in made_of(steps).placements.items():
        seen = [release for purpose, release in steps if purpose == name]
        assert placed.live == seen[-1]
        assert sorted(placed.before) == sorted(set(seen) - {placed.live})


def test_the_newest_that_was_live_is_the_last_of_those_before() -> None:
    placed = made_of([("memo", A), ("memo", B), ("memo", A), ("memo", C)]).placements
    assert placed["memo"] == Placement(C, 3, (B, A))


def test_a_purpose_without_a_live_release_is_not_there() -> None:
    deployment = made_of([("memo", A), ("triage", B)]).without("memo", record=7)
    assert (set(deployment.placements), deployment.record) == ({"triage"}, 7)


GOOD = encode_deployment(made_of([("memo", A), ("memo", B)]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        FORMAT,
        f"{FORMAT}\n{{}}\n",
        f"{FORMAT}\n[]\n",
        f"{FORMAT}\n7\n",
        GOOD + "\n",
        GOOD.replace(FORMAT, "cloister-deployment/1"),
        GOOD.replace('"halts":[]', '"halts":[{}]'),
        GOOD.replace('"halts":[]', '"halts":7'),
        GOOD.replace('"halts":[],', ""),
        GOOD.replace('"since":1', '"since":true'),
        GOOD.replace('"since":1', '"since":"1"'),
        GOOD.replace(A, A.upper()),
        GOOD.replace(A, A[1:]),
        GOOD.replace('"before"', '"behind"'),
        GOOD.replace('"record":1', '"more":0,"record":1'),
        GOOD.replace(f'["{A}"]', f'"{A}"'),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="not a cloister-deployment/2"):
        parse_deployment(text)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_deployment(f"{FORMAT}\n{text}\n")


@given(st.one_of(st.text(max_size=70), st.integers(), st.none()))
def test_a_digest_is_64_hex_digits(anything: object) -> None:
    assert not is_digest(anything)
    assert is_digest("0123456789abcdef" * 4)
