"""One arm of a rollout: which exchanges are its own, and what they came to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_

from appliance.domain.rollout import Arm, Rollout
from appliance.stores.tables import outcomes


@dataclass(frozen=True, slots=True)
class Counts:
    """What an arm's exchanges came to.

    Args:
        ended: How many ended, or are held.
        failed: Of them, those that a fault ended.
        drafts: Those with a draft that was guarded.
        grave: Drafts in which a guard found what holds or refuses them.
        malformed: Drafts without the form asked for.
        held: Drafts that had to wait for a second person.
        edited: Drafts that a second person rewrote.
        rated: Answers with a thumb.
        thumbs_down: Answers with a thumb down.
        prompt_tokens: Tokens read.
        output_tokens: Tokens written.
    """

    ended: int = 0
    failed: int = 0
    drafts: int = 0
    grave: int = 0
    malformed: int = 0
    held: int = 0
    edited: int = 0
    rated: int = 0
    thumbs_down: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a shadow's answers stand beside those that were given.

    Args:
        answers: How many are compared.
        same_text: The same, letter by letter.
        with_fields: How many are structured on both sides.
        same_fields: Of them, with the same value in every field.
        with_reasons: How many carry reason codes on both sides.
        same_reasons: Of them, with the same codes.
        live_chars: Length of the given answers together, in code points.
        chars: Length of the shadow's.
    """

    answers: int = 0
    same_text: int = 0
    with_fields: int = 0
    same_fields: int = 0
    with_reasons: int = 0
    same_reasons: int = 0
    live_chars: int = 0
    chars: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Which exchanges to count: those of an arm, from a moment on.

    Args:
        purpose: The purpose's name.
        release: Digest of the release that answered.
        arm: Which side it was.
        since: First moment, aware UTC.
        until: First moment after, or None.
    """

    purpose: str
    release: str
    arm: Arm
    since: datetime
    until: datetime | None = None

    def rows(self) -> Any:
        """Give the condition that its rows meet; an index has them in order."""
        found = and_(
            outcomes.c.purpose == self.purpose,
            outcomes.c.release == self.release,
            outcomes.c.arm == str(self.arm),
            outcomes.c.ended_at >= self.since,
        )
        if self.until is None:
            return found
        return and_(found, outcomes.c.ended_at < self.until)


def windows_of(
    purpose: str, live: str, rollout: Rollout, *, until: datetime | None = None
) -> tuple[Window, Window]:
    """Give the windows of live's and the candidate's exchanges of a rollout."""
    since = rollout.started_at
    return (
        Window(purpose, live, Arm.LIVE, since, until),
        Window(purpose, rollout.release, Arm.CANDIDATE, since, until),
    )
