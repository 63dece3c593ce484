"""The requests of a measurement, the same for every side."""

import random

from appliance.engine.bench_shapes import SEED
from appliance.engine.bench_work import Ask

MANY = 32
RAGGED = 24
OUTPUT_TOKENS = 64
PROMPT_TOKENS = (32, 95)
# Widely different, as answers are: each length is as likely as its half.
_RAGGED_OUTPUTS = (8, 16, 32, 64, 128, 256)


class Asks:
    """Makes requests of random tokens."""

    def __init__(self, vocabulary: int) -> None:
        """Begin anew: whoever makes the same calls gets the same requests.

        Args:
            vocabulary: How many tokens there are.
        """
        self._random = random.Random(SEED)  # noqa: S311 # nosec B311 - prompts of a measurement
        self._tokens = vocabulary

    def equal(self, count: int, output_tokens: int = OUTPUT_TOKENS) -> list[Ask]:
        """Make so many of one length."""
        length = sum(PROMPT_TOKENS) // 2
        return [Ask(self._prompt(length), output_tokens) for _ in range(count)]

    def ragged(self) -> list[Ask]:
        """Make those whose answers differ widely in length."""
        lengths = list(_RAGGED_OUTPUTS) * (RAGGED // len(_RAGGED_OUTPUTS))
        self._random.shuffle(lengths)
        return [Ask(self._prompt(), length) for length in lengths]

    def arriving(self, within_s: float) -> list[Ask]:
        """Make many that come at random times, the first of them at once."""
        times = sorted(self._random.uniform(0.0, within_s) for _ in range(MANY))
        first = times[0]
        return [Ask(self._prompt(), OUTPUT_TOKENS, at - first) for at in times]

    def _prompt(self, length: int = 0) -> tuple[int, ...]:
        tokens = length or self._random.randint(*PROMPT_TOKENS)
        return tuple(self._random.randrange(3, self._tokens) for _ in range(tokens))
