"""What a run of the measurement is asked for, and what it took; needs no torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a run: its prompt, the length of its answer, and when it comes."""

    prompt: tuple[int, ...]
    output_tokens: int
    at_s: float = 0.0


@dataclass(slots=True)
class Took:
    """What a run took.

    Args:
        wall_s: From the first arrival to the last token.
        cpu_s: Processor time of the process.
        tokens: Tokens that were asked for and written.
        first_s: Per request, from its arrival to its first token.
    """

    wall_s: float
    cpu_s: float
    tokens: int
    first_s: list[float]


Run = Callable[[Sequence[Ask]], Took]
