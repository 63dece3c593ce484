"""Which answers people look at afterwards: what a purpose asks for, and the draw.

An answer is drawn by a keyed digest of its exchange's number, so that the same answer
is always drawn or never, and nobody without the key can tell or steer which.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Sets this use of the key apart from every other.
_CONTEXT = b"cloister-sampling-v1\0"
# More answers of one purpose than people have rated are not kept waiting.
MAX_WAITING = 200


class SampleReason(StrEnum):
    """Why an answer was drawn."""

    SHARE = "share"
    LOW_CONFIDENCE = "low-confidence"
    THUMB_DOWN = "thumb-down"
    FIRST_DAYS = "first-days"


@dataclass(frozen=True, slots=True)
class Sampling:
    """What purpose.toml says under [sampling]; without it nothing is drawn.

    Args:
        share_permille: So many of a thousand answers.
        low_confidence_permille: Each answer less confident than this; 0 is none.
        thumbs_down: Each answer that did not help who asked.
        first_days: Each answer in the first days of a release of the purpose.
    """

    share_permille: int = 0
    low_confidence_permille: int = 0
    thumbs_down: bool = False
    first_days: int = 0

    def reasons(
        self,
        *,
        draw: int,
        confidence_permille: int | None,
        thumb_down: bool,
        age: timedelta | None,
    ) -> tuple[SampleReason, ...]:
        """Say why an answer is drawn; nothing if it is not.

        Args:
            draw: 0 to 999, from `draw_of`.
            confidence_permille: How sure the model was; None where nobody knows.
            thumb_down: Whether who asked said that it did not help.
            age: How long ago the release gave its first answer; None if not asked.
        """
        unsure = (
            confidence_permille is not None
            and confidence_permille < self.low_confidence_permille
        )
        fresh = age is not None and age < timedelta(days=self.first_days)
        asked = {
            SampleReason.SHARE: draw < self.share_permille,
            SampleReason.LOW_CONFIDENCE: unsure,
            SampleReason.THUMB_DOWN: thumb_down and self.thumbs_down,
            SampleReason.FIRST_DAYS: fresh,
        }
        return tuple(reason for reason, holds in asked.items() if holds)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that went out, as far as the draw looks at it.

    Args:
        exchange: Its exchange.
        case: Its case.
        purpose: The purpose's name.
        language: The language of the exchange.
        requester: Directory key of who asked.
        involved: Directory keys of who reviewed it or wrote any of it.
        release: The release that answered.
        confidence_permille: How sure the model was; None where nobody knows.
        thumb_down: Whether who asked said that it did not help.
    """

    exchange: str
    case: str
    purpose: str
    language: str
    requester: str
    involved: tuple[str, ...]
    release: str = ""
    confidence_permille: int | None = None
    thumb_down: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer that was drawn for people to rate.

    Args:
        id: 32 hex digits; not the exchange's, which a rater must not see.
        answered: The answer.
        reasons: Why it was drawn; a rater does not see it.
        sampled_at: Aware UTC.
        rated: How many have rated it.
    """

    id: str
    answered: Answered
    reasons: tuple[SampleReason, ...]
    sampled_at: datetime
    rated: int = 0


def draw_of(key: bytes, exchange: str) -> int:
    """Draw a number from 0 to 999 for an exchange (HMAC-SHA256, RFC 2104)."""
    digest = hmac.digest(key, _CONTEXT + exchange.encode("ascii"), "sha256")
    return int.from_bytes(digest[:8], "big") * 1000 >> 64
