"""The log decides on rollouts too: what may start, change and end one."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.domain.rollout import Arm, Limit, Metric, Rollout, RolloutKind
from appliance.errors import PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.release.rollout import arm_of
from appliance.release.rollout.records import body_of
from tests.unit.appliance.release.test_desk import PROMOTED, RETIRED, A, B, C, Log

STARTED, CHANGED = RecordKind.ROLLOUT_STARTED, RecordKind.ROLLOUT_CHANGED
ENDED = RecordKind.ROLLOUT_ENDED
CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release=B,
    share_permille=100,
    salt="0f" * 16,
    started_at=datetime(2026, 3, 2, tzinfo=UTC),
)
SHADOW = dataclasses.replace(CANARY, kind=RolloutKind.SHADOW)


@pytest.fixture
def log() -> Log:
    """A is live; B is signed and has passed."""
    made = Log()
    for release in (A, B):
        made.sign(release)
        made.evaluate(release)
    made.say(PROMOTED, release=A)
    return made


def start(log: Log, beside: Rollout = CANARY, /, **changes: Any) -> None:
    log.say(STARTED, "anna", **{**body_of("memo", beside), **changes})


def end(log: Log, rollout: Rollout = CANARY, **changes: Any) -> None:
    body = {"release": rollout.release, "plan_digest": rollout.plan_digest, **changes}
    log.say(ENDED, **body)


def running(log: Log) -> Rollout | None:
    return log.desk.now.placements["memo"].rollout


def test_a_rollout_starts_changes_and_ends_by_records(log: Log) -> None:
    start(log)
    assert running(log) == CANARY
    wider = dataclasses.replace(CANARY, share_permille=500, teams=("north",))
    log.say(CHANGED, "anna", **body_of("memo", wider))
    assert running(log) == wider
    end(log)
    assert running(log) is None
    assert log.live() == A


def test_after_its_end_nobody_has_the_candidate(log: Log) -> None:
    start(log, dataclasses.replace(CANARY, share_permille=1000))
    found = running(log)
    assert found is not None
    assert arm_of(found, person="p", teams=()) is Arm.CANDIDATE
    end(log, found)
    assert running(log) is None


Before = Callable[[Log], object]
REFUSED: dict[str, tuple[Before, Rollout, dict[str, Any], str]] = {
    "a candidate nobody signed": (
        lambda _: None,
        dataclasses.replace(CANARY, release=C),
        {},
        "never signed",
    ),
    "a candidate that did not pass": (
        lambda log: log.evaluate(B, "fail"),
        CANARY,
        {},
        "has not passed",
    ),
    "what is live already": (
        lambda _: None,
        dataclasses.replace(CANARY, release=A),
        {},
        "is live already",
    ),
    "a second one beside it": (
        start,
        dataclasses.replace(CANARY, salt="00" * 16),
        {},
        "has a rollout already",
    ),
    "one of another release": (
        lambda log: log.sign(C),
        CANARY,
        {"release": C},
        "two releases",
    ),
    "one of another plan": (
        lambda _: None,
        CANARY,
        {"plan_digest": "0" * 64},
        "two releases",
    ),
    "one without limits that people read": (
        lambda _: None,
        dataclasses.replace(CANARY, limits=()),
        {},
        "needs limits",
    ),
    "one that is none": (lambda _: None, CANARY, {"rollout": {}}, "^rollout: expected"),
    "one for a purpose that is not live": (
        lambda log: log.say(RETIRED),
        CANARY,
        {},
        "nothing is live",
    ),
}


@pytest.mark.parametrize(
    ("before", "rollout", "changes", "told"), REFUSED.values(), ids=REFUSED
)
def test_nothing_starts_with(
    before: Before, rollout: Rollout, changes: dict[str, Any], told: str, log: Log
) -> None:
    before(log)
    stood = log.desk.now
    with pytest.raises(PromotionRefusedError, match=told):
        start(log, rollout, **changes)
    assert log.desk.now == stood


def test_a_shadow_needs_no_passed_evaluation_since_nobody_reads_it(log: Log) -> None:
    log.sign(C)
    shadow = dataclasses.replace(SHADOW, release=C)
    start(log, shadow)
    assert running(log) == shadow


def test_a_high_risk_candidate_needs_its_second_person_before_people_get_it() -> None:
    log = Log()
    for release in (A, B):
        log.sign(release, risk="high", actor="anna")
        log.evaluate(release)
    log.say(PROMOTED, release=A)
    with pytest.raises(PromotionRefusedError, match="a second person must approve"):
        start(log)
    log.say(RecordKind.RELEASE_APPROVED, "carl", release=B)
    start(log)
    assert running(log) == CANARY


@pytest.mark.parametrize(
    "changed",
    [
        {"limits": ()},
        {"limits": (Limit(Metric.HELD, 1000),)},
        {"harm_permille": 200},
        {"salt": "00" * 16},
        {"release": C},
    ],
    ids=lambda change: next(iter(change)),
)
def test_limits_and_plan_cannot_change_while_it_runs(
    changed: dict[str, Any], log: Log
) -> None:
    start(log)
    body = body_of("memo", dataclasses.replace(CANARY, **changed))
    for plan in (body["plan_digest"], CANARY.plan_digest):
        with pytest.raises(PromotionRefusedError):
            log.say(CHANGED, "anna", **{**body, "plan_digest": plan})
    assert running(log) == CANARY


def test_a_late_end_of_another_rollout_ends_nothing(log: Log) -> None:
    start(log)
    end(log)
    with pytest.raises(PromotionRefusedError, match="does not run any more"):
        end(log)
    second = dataclasses.replace(CANARY, salt="00" * 16)
    start(log, second)
    with pytest.raises(PromotionRefusedError, match="does not run any more"):
        end(log, CANARY)
    assert running(log) == second


def test_what_has_failed_since_is_put_before_nobody_else(log: Log) -> None:
    start(log)
    log.evaluate(B, "fail")
    wider = body_of("memo", dataclasses.replace(CANARY, share_permille=500))
    with pytest.raises(PromotionRefusedError, match="has not passed"):
        log.say(CHANGED, "anna", **wider)
    assert running(log) == CANARY
    end(log)
    assert running(log) is None
