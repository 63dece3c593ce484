"""Requests made up from the description of the interface, right and wrong ones.

A short run of what `make fuzz-http` does at length: everything is answered as described,
never with 5xx, and the appliance is none the worse for it.
"""

from pathlib import Path

import pytest

from tests.fuzz.run import fuzz, unharmed
from tests.stack import Stack

# The door takes only so many tries of one address, and others come by it after this.
STAFF = (
    *("--exclude-operation-id", "signIn"),
    *("--exclude-tag", "reviews", "--exclude-tag", "records"),
    *("--exclude-tag", "ratings"),
)
REVIEWER = ("--include-tag", "reviews", "--include-tag", "ratings")
AUDITOR = ("--include-tag", "records")


@pytest.mark.parametrize(
    ("login", "operations"),
    [("ben.staff", STAFF), ("rita.reviewer", REVIEWER), ("audrey.auditor", AUDITOR)],
    ids=["staff", "reviewer", "auditor"],
)
def test_whatever_is_sent_is_answered_as_described(
    stack: Stack, login: str, operations: tuple[str, ...], tmp_path: Path
) -> None:
    with unharmed(stack, tmp_path):
        status, said = fuzz(
            stack, login, "--max-examples", "3", "--seed", "1", *operations
        )

    assert status == 0, said
    assert "No issues found" in said
