"""What a person says of an answer without knowing whose it is or who else rated it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# So many people rate each sampled answer, none of them twice.
RATERS = 2
# So long an answer stays with who took it; then another may take it.
IN_HAND = timedelta(minutes=30)


class Judgement(StrEnum):
    """What an answer is, to one who compares it with the text."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    # It should not have been answered at all.
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One person's blind rating; `repr` hides the correction.

    Args:
        sample: What was rated.
        rater: Directory key of who rated it.
        judgement: What they said.
        correction: The answer as it should have been, masked; "" where none was given.
        at: Aware UTC.
    """

    sample: str
    rater: str
    judgement: Judgement
    correction: str = field(repr=False)
    at: datetime
