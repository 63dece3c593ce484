"""The soak of one prompt among others can fail."""

from collections import Counter

import pytest

from tests.soak.engine import is_honest

SAME, OTHER = True, False


@pytest.mark.parametrize(
    ("seen", "honest"),
    [
        ({(SAME, "batch-dependent"): 9, (SAME, "exact"): 1}, True),
        ({(SAME, "batch-dependent"): 5, (OTHER, "batch-dependent"): 5}, True),
        ({(SAME, "batch-dependent"): 999, (OTHER, "exact"): 1}, False),
        # Nobody was beside it, so nothing was shown.
        ({(SAME, "exact"): 10}, False),
        ({(SAME, "exact"): 6, (SAME, "batch-dependent"): 4}, False),
    ],
)
def test_an_answer_that_differs_says_why(
    *, seen: dict[tuple[bool, str], int], honest: bool
) -> None:
    assert honest == is_honest(Counter(seen))
