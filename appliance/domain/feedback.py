"""What the person who asked says of an answer: a thumb, why, and what it should be.

An amendment is the answer as it should have been, in their words, masked. Both belong
to the release that answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Thumb(StrEnum):
    """Whether an answer helped."""

    UP = "up"
    DOWN = "down"


class Why(StrEnum):
    """Why an answer helped or did not."""

    RIGHT = "right"
    SAVES_TIME = "saves-time"
    WELL_PUT = "well-put"
    WRONG = "wrong"
    INVENTED = "invented"
    INCOMPLETE = "incomplete"
    BADLY_PUT = "badly-put"
    # Anything else, in the person's own words.
    OTHER = "other"


# The reasons that are offered for each thumb, in the order of the page.
REASONS: Mapping[Thumb, tuple[Why, ...]] = MappingProxyType(
    {
        Thumb.UP: (Why.RIGHT, Why.SAVES_TIME, Why.WELL_PUT, Why.OTHER),
        Thumb.DOWN: (
            Why.WRONG,
            Why.INVENTED,
            Why.INCOMPLETE,
            Why.BADLY_PUT,
            Why.OTHER,
        ),
    }
)


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DROPPED = "dropped"
    # Its writer wrote another one before somebody decided.
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an answer should have been, as the person who asked wrote it.

    Args:
        id: 32 hex digits.
        exchange: The exchange that was answered.
        case: Its case.
        purpose: The purpose's name.
        language: The language of the exchange.
        release: Digest of the release that answered.
        writer: Directory key of who asked; they never decide on it.
        version: The answer as it should have been, masked; `repr` hides it.
        written_at: Aware UTC.
        state: Where it stands.
    """

    id: str
    exchange: str
    case: str
    purpose: str
    language: str
    release: str
    writer: str
    version: str = field(repr=False)
    written_at: datetime
    state: AmendmentState = AmendmentState.WAITING


@dataclass(frozen=True, slots=True)
class UnitFeedback:
    """What people said of the answers of one release of a purpose, in figures.

    Args:
        release: Its digest.
        answered: How many answers went out or were held.
        up: Thumbs up.
        down: Thumbs down.
        why: How often each reason was chosen, by thumb.
        amended: Answers that who asked wrote anew.
        held: Answers that waited for a second person.
        edited: Of those, how many a reviewer rewrote.
        rejected: Of those, how many a reviewer decided against.
    """

    release: str
    answered: int = 0
    up: int = 0
    down: int = 0
    why: Mapping[tuple[Thumb, Why], int] = field(default_factory=dict)
    amended: int = 0
    held: int = 0
    edited: int = 0
    rejected: int = 0
