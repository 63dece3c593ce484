"""Halts: the appliance, a purpose or a model answers nobody until people lift it.

A halt is a record of the log, and what stands is part of the deployment that the log's
process signs; no page, program or row of a database can lift one beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.domain.purpose import Purpose

_MAX_NAME = 64


class HaltScope(StrEnum):
    """What is halted."""

    APPLIANCE = "appliance"
    PURPOSE = "purpose"
    # A tier's model; other tiers that a purpose names go on.
    TIER = "tier"


class HaltReason(StrEnum):
    """Why, as a record may hold it: a code, no words of a person."""

    WRONG_ANSWERS = "wrong-answers"
    DATA_SEEN = "data-seen"
    ATTACK = "attack"
    FAULT = "fault"
    MAINTENANCE = "maintenance"
    DRILL = "drill"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Halt:
    """One halt.

    Args:
        scope: What is halted.
        name: The purpose or the tier; "" for the appliance.
        reason: Why.
        since: Number of the record that set it.
    """

    scope: HaltScope
    name: str
    reason: HaltReason
    since: int

    @property
    def target(self) -> tuple[HaltScope, str]:
        """What it is about; there is one halt of it at a time."""
        return self.scope, self.name

    def stops(self, purpose: str, tier: str = "") -> bool:
        """Tell whether it keeps an answer of a purpose in.

        Args:
            tier: Whose answer it is; "" for the answers of every tier.
        """
        whole = self.scope is HaltScope.APPLIANCE
        return whole or self.target in {
            (HaltScope.PURPOSE, purpose),
            (HaltScope.TIER, tier),
        }


def may_answer(
    purpose: Purpose, tiers: tuple[str, ...], halts: tuple[Halt, ...]
) -> tuple[str, ...]:
    """List which of these tiers may answer for a purpose; none if it is halted."""
    if any(halt.stops(purpose.name) for halt in halts):
        return ()
    halted = {halt.name for halt in halts if halt.scope is HaltScope.TIER}
    return tuple(tier for tier in tiers if tier not in halted)


def target_of(body: Mapping[str, Any]) -> tuple[HaltScope, str]:
    """Read what a record or a note halts.

    Raises:
        ValueError: It does not say.
    """
    scope, name = HaltScope(body["scope"]), body["name"]
    if not isinstance(name, str) or len(name) > _MAX_NAME:
        raise ValueError("a halt of no name")
    if (scope is HaltScope.APPLIANCE) != (name == ""):
        raise ValueError("a halt of the appliance has no name, every other has one")
    return scope, name


def halt_of(body: Mapping[str, Any], *, since: int) -> Halt:
    """Read a halt as a record has it; `{scope, name, reason}`.

    Raises:
        ValueError: It is none.
    """
    return Halt(*target_of(body), HaltReason(body["reason"]), since)


def body_of(halt: Halt) -> dict[str, Any]:
    """Write it as a record has it."""
    return {
        "scope": str(halt.scope),
        "name": halt.name,
        "reason": str(halt.reason),
    }
