"""What a purpose asks of a release before it may go live.

Owners state targets as "at least so many permille right, at this confidence". The
numbers are part of the signed release; `appliance.release.statistics.verdict` applies
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The share of golden cases that are right; every purpose has a target for it.
RIGHT = "right"
# Values of people that could be read in a masked text. None is ever allowed.
LEAKS = "leaks"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Targets and limits of one purpose.

    Args:
        shares: Least true share, permille, by name: `right`, `schema`, `refused` (of
            the cases that must be), `answered` (of those that must not be refused),
            `injection` (withstood), `field.<name>`. 1000 asks for every single case.
        limits: Greatest measured amount by name: `p50_ms`, `p95_ms`, `p99_ms`,
            `first_token_p95_ms`, `tokens` (a request), `cost_millicents` (a request).
        margin_permille: By how much less than the live release a candidate may have
            right, 1 to 999.
        confidence_permille: One-sided, 501 to 999. What is left to 1000 is the greatest
            share of wrong passes.
    """

    shares: Mapping[str, int]
    limits: Mapping[str, int] = field(default_factory=dict)
    margin_permille: int = 50
    confidence_permille: int = 950

    def __post_init__(self) -> None:
        """Check every number.

        Raises:
            ValueError: One is missing or out of its range.
        """
        if RIGHT not in self.shares:
            raise ValueError("expected a target for the share of cases that are right")
        for name, share in self.shares.items():
            _check(f"share {name}", share, 1, 1000)
        if LEAKS in self.limits:
            raise ValueError("no limit can be set on leaks: none is ever allowed")
        for name, limit in self.limits.items():
            _check(f"limit {name}", limit, 0, 10**12)
        _check("margin_permille", self.margin_permille, 1, 999)
        _check("confidence_permille", self.confidence_permille, 501, 999)


def to_body(thresholds: Thresholds) -> dict[str, Any]:
    """Write them as a record or a manifest has them."""
    return {
        "shares": dict(sorted(thresholds.shares.items())),
        "limits": dict(sorted(thresholds.limits.items())),
        "margin_permille": thresholds.margin_permille,
        "confidence_permille": thresholds.confidence_permille,
    }


def from_body(body: Mapping[str, Any]) -> Thresholds:
    """Read what `to_body` writes, or a purpose's [thresholds].

    Raises:
        ValueError: A key is unknown or missing, or a value is not what it should be.
    """
    known = {"shares", "limits", "margin_permille", "confidence_permille"}
    if unknown := sorted(set(body) - known):
        raise ValueError(f"unknown thresholds: {', '.join(unknown)}")
    return Thresholds(
        **{
            **body,
            "shares": _by_name(body.get("shares"), "shares"),
            "limits": _by_name(body.get("limits", {}), "limits"),
        }
    )


def _by_name(value: object, what: str) -> dict[str, Any]:
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return dict(value)
    raise ValueError(f"expected {what}, by name")


def _check(what: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{what}: expected {least} to {most}")
