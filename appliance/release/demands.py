"""What an evaluation asked of a release, and whether another was asked less.

    {"thresholds": {...}, "case_digests": ["0123456789abcdef", ...]}

A candidate is judged by its own thresholds and golden cases, which its author may have
changed. So the record of an evaluation holds both, a case by the start of its digest,
and what would replace a release is held beside what was asked of that one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from appliance.domain.golden import GoldenCase
from appliance.domain.thresholds import Thresholds, from_body, to_body

# 64 bits: to put another case in place of one takes 2^64 tries.
_DIGEST_HEX = 16


@dataclass(frozen=True, slots=True)
class Demands:
    """What was asked.

    Args:
        thresholds: Targets and limits.
        cases: The start of each golden case's digest.
    """

    thresholds: Thresholds
    cases: frozenset[str]

    def body(self) -> dict[str, Any]:
        """Put it into a record."""
        return {
            "thresholds": to_body(self.thresholds),
            "case_digests": sorted(self.cases),
        }

    def is_less_than(self, other: "Demands") -> bool:
        """Tell whether anything that the other asks is asked less, or not at all."""
        mine, theirs = self.thresholds, other.thresholds
        return (
            bool(other.cases - self.cases)
            or any(mine.shares.get(n, 0) < least for n, least in theirs.shares.items())
            or any(
                name not in mine.limits or mine.limits[name] > most
                for name, most in theirs.limits.items()
            )
            or mine.margin_permille > theirs.margin_permille
            or mine.confidence_permille < theirs.confidence_permille
        )


def demands_of(thresholds: Thresholds, cases: Iterable[GoldenCase]) -> Demands:
    """Sum up what a release is asked."""
    return Demands(thresholds, frozenset(map(_digest, cases)))


def demands_in(body: Mapping[str, Any]) -> Demands | None:
    """Read the record of an evaluation; None where an older one does not say."""
    try:
        return Demands(
            from_body(body["thresholds"]), frozenset(map(str, body["case_digests"]))
        )
    except (KeyError, TypeError, ValueError):
        return None


def _digest(case: GoldenCase) -> str:
    plain = {**asdict(case), "findings": sorted(case.findings)}
    written = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGEST_HEX]
