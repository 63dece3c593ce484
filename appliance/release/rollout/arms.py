"""Which arm a person gets: drawn once by a keyed digest, so it stays the same.

A person's place is HMAC-SHA-256 (RFC 2104) of their directory key under the rollout's
salt, as a number from 0 to 999,999. Those below the share get the candidate: when the
share grows, who was in stays in, and another salt draws other people. Nothing is kept,
and the key of a person appears nowhere.
"""

import hashlib
import hmac
from collections.abc import Collection

from appliance.domain.rollout import WHOLE, Arm, Rollout, RolloutKind

PLACES = 1_000_000


def arm_of(rollout: Rollout, *, person: str, teams: Collection[str]) -> Arm:
    """Tell which release answers a person.

    Args:
        person: Their stable key in the directory.
        teams: The teams that the directory says they are in, now.
    """
    if rollout.kind is RolloutKind.SHADOW:
        return Arm.LIVE
    if rollout.teams and not set(rollout.teams) & set(teams):
        return Arm.LIVE
    return Arm.CANDIDATE if _is_drawn(rollout, person) else Arm.LIVE


def is_shadowed(rollout: Rollout, *, exchange: str) -> bool:
    """Tell whether a candidate in shadow answers an exchange too."""
    return rollout.kind is RolloutKind.SHADOW and _is_drawn(rollout, exchange)


def place_of(salt: str, key: str) -> int:
    """Give the place of a key among 1,000,000.

    64 bits of the digest leave a bias below 10**-13 by the remainder.

    Args:
        salt: 32 hex digits.
    """
    digest = hmac.new(bytes.fromhex(salt), key.encode("utf-8"), hashlib.sha256)
    return int.from_bytes(digest.digest()[:8], "big") % PLACES


def _is_drawn(rollout: Rollout, key: str) -> bool:
    return place_of(rollout.salt, key) * WHOLE < rollout.share_permille * PLACES
