"""What a record about a rollout must say before it is taken, and what it makes so.

    rollout.started   {purpose, release, rollout, plan_digest}
    rollout.changed   {purpose, release, rollout, plan_digest}
    rollout.ended     {purpose, release, plan_digest, cause, reason, ...}

The release is the candidate. A change and an end name the rollout by its plan's
digest, so that neither is taken for another one that began meanwhile.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.deployment import Placement
from appliance.domain.rollout import Rollout, RolloutKind, from_body, to_body
from appliance.errors import PromotionRefusedError, SettingsError
from appliance.kinds import RecordKind
from appliance.release.refusals import Refusal, refused

# Two processes of one host read one clock, but not in one moment.
_CLOCKS_APART = timedelta(minutes=1)
ROLLOUTS = frozenset(
    {
        RecordKind.ROLLOUT_STARTED,
        RecordKind.ROLLOUT_CHANGED,
        RecordKind.ROLLOUT_ENDED,
    }
)


def body_of(purpose: str, rollout: Rollout) -> dict[str, Any]:
    """Write the record of a start or a change."""
    return {
        "purpose": purpose,
        "release": rollout.release,
        "plan_digest": rollout.plan_digest,
        "rollout": to_body(rollout),
    }


def ended_by(purpose: str, rollout: Rollout, *, cause: str) -> dict[str, Any]:
    """Write the record of an end that somebody caused.

    Args:
        cause: "person", or "replaced" where another release goes live or none is.
    """
    return {
        "purpose": purpose,
        "release": rollout.release,
        "plan_digest": rollout.plan_digest,
        "rollout_kind": str(rollout.kind),
        "cause": cause,
    }


def check_started(placement: Placement, release: str, body: Mapping[str, Any]) -> None:
    """Check that a candidate may be put beside what is live.

    Raises:
        PromotionRefusedError: It may not; the message says why.
    """
    rollout = _rollout_in(body)
    if placement.rollout is not None:
        raise refused(Refusal.ROLLOUT_RUNS)
    if rollout.release != release or rollout.plan_digest != body.get("plan_digest"):
        raise PromotionRefusedError("the record and its rollout are of two releases")
    if rollout.kind is not RolloutKind.SHADOW and not rollout.limits:
        raise PromotionRefusedError("a rollout that people read needs limits")
    if placement.live == release:
        raise refused(Refusal.LIVE_ALREADY, release=release)


def check_begun(
    kind: RecordKind, body: Mapping[str, Any], now: Callable[[], datetime]
) -> None:
    """Check that a rollout has not begun later than now: it would count nothing.

    Args:
        now: Tells the time; asked only where a record begins or changes a rollout.

    Raises:
        PromotionRefusedError: It has.
    """
    if kind not in {RecordKind.ROLLOUT_STARTED, RecordKind.ROLLOUT_CHANGED}:
        return
    if _rollout_in(body).started_at > now() + _CLOCKS_APART:
        raise PromotionRefusedError("a rollout cannot have begun in the future")


def check_running(
    kind: RecordKind, placement: Placement, body: Mapping[str, Any]
) -> None:
    """Check that it is this very rollout that would be changed or ended.

    Raises:
        PromotionRefusedError: It is another, or none; or more would change than may.
    """
    running = placement.rollout
    if running is None or running.plan_digest != body.get("plan_digest"):
        raise refused(Refusal.ROLLOUT_OVER)
    if kind is RecordKind.ROLLOUT_ENDED:
        return
    if _rollout_in(body).plan_digest != running.plan_digest:
        raise refused(Refusal.ROLLOUT_FIXED)


def rollout_after(kind: str, body: Mapping[str, Any]) -> Rollout | None:
    """Give the rollout that stands after a record that was taken."""
    return None if kind == RecordKind.ROLLOUT_ENDED else from_body(body["rollout"])


def _rollout_in(body: Mapping[str, Any]) -> Rollout:
    try:
        return from_body(body.get("rollout"))
    except SettingsError as err:
        raise PromotionRefusedError(str(err)) from err
