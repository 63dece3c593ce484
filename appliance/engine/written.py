"""What is told of an answer on its way, wherever it is written."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.domain.answer import Token
from appliance.domain.scoring import Scored
from appliance.errors import ApplianceError

# Asked between two tokens: "", or why to end now.
Halt = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of the prompt was read; sent so that a caller sees it is not stuck."""

    read_tokens: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of an answer or a scoring.

    Args:
        reason: "stop", "length", "cancelled" or "deadline".
        exact: It was computed alone in its batch at every step, so the same request
            gives the same answer; sums of floating-point numbers differ in their last
            digits with the shape of the batch.
        busy_s: Its share of the time of the steps it was in; None if nobody counted.
    """

    reason: str
    prompt_tokens: int
    output_tokens: int
    exact: bool = True
    busy_s: float | None = field(default=None, compare=False)


Written = Reading | Token | Scored | Ended
# Told once per item; after `Ended` or an error nothing more comes.
Tell = Callable[[Written | ApplianceError], None]
