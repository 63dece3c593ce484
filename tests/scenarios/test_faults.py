"""Parts killed, stopped and restarted at named points of an exchange; some of them.

`make faults` takes every part away at every point (tests/faults); this is the choice
that every run of the tests makes. What must hold is in tests/faults/check.py, the
bounds in docs/failures.md.
"""

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from appliance.commands.client import AnsweredError
from appliance.kinds import ENDS
from tests.faults.cell import Floor
from tests.faults.check import unsettled
from tests.faults.house import Asked, until
from tests.faults.points import APPLICATION, HELD
from tests.stack import Stack

CELLS = [
    ("masking", "masker", "stop"),
    ("intended", "engine", "stop"),
    ("generating", "engine", "kill"),
    ("streaming", "web", "kill"),
    ("gating", "ledger", "restart"),
    ("holding", "ledger", "kill"),
    ("releasing", "ledger", "stop"),
    ("in line", "worker", "stop"),
    ("job midway", "worker", "kill"),
]
# What idle pools may differ by; a leak grows with each fault.
SLACK = 10


@pytest.fixture(scope="module")
def floor(stack: Stack) -> Iterator[Floor]:
    with ExitStack() as within:
        yield Floor(stack, within)


@pytest.mark.parametrize(("point", "part", "fault"), CELLS)
def test_a_part_taken_away_is_told_and_missed_by_nobody_once_it_is_back(
    floor: Floor, point: str, part: str, fault: str
) -> None:
    # Every claim is in there, with the bounds.
    assert floor.run(point, part, fault).end in {
        *("released", "held", "failed", "refused", "cut off")
    }


def test_faults_of_other_parts_leave_nothing_behind_in_the_web_process(
    floor: Floor,
) -> None:
    floor.ask_again()
    threads, files = floor.house.count_of_web()
    for part in ("ledger", "masker", "ledger"):
        floor.run("masked", part, "kill")
    floor.run("masked", "ledger", "stop")

    def is_as_before() -> bool:
        now = floor.house.count_of_web()
        return now[0] <= threads + SLACK and now[1] <= files + SLACK

    until(is_as_before, f"{threads} threads and {files} files again")


def test_a_release_that_its_row_missed_is_in_the_history_after_clean_up(
    floor: Floor,
) -> None:
    found = floor.run("released", "web", "kill")
    assert found.end == "cut off"
    exchange = found.exchange
    assert floor.people.anna.exchange(exchange)["state"] == "open"

    def is_settled() -> bool:
        left = unsettled(floor.stack, floor.auditor)
        return not any(exchange in one for one in left)

    with floor.quick_clean_up():
        until(is_settled, "the row follows the log", seconds=150.0, pause_s=0.5)

    kept = floor.people.anna.exchange(exchange)
    assert kept["state"] == "released"
    assert kept["text"]


@pytest.mark.parametrize("part", ["web", "ledger"])
def test_an_approval_cut_short_is_given_once(floor: Floor, part: str) -> None:
    asked = Asked(floor.people.anna, HELD, APPLICATION)
    assert asked.join(60.0)
    assert asked.names[-1] == "held", asked.said
    with (
        floor.stack.signed_in("rita.reviewer") as rita,
        floor.stack.signed_in("ralf.reviewer") as ralf,
    ):
        digest = rita.review(asked.exchange)["draft_digest"]
        floor.cut_short(
            part, lambda: rita.approve(asked.exchange, digest), asked.exchange
        )
        # Given already, or not yet: a second person can tell by trying.
        with contextlib.suppress(AnsweredError):
            ralf.approve(asked.exchange, digest)
        waiting = [one["exchange"] for one in rita.reviews()]

    kinds = [r["kind"] for r in floor.auditor.records(exchange=asked.exchange)]
    assert [kind for kind in kinds if kind in ENDS] == ["exchange.released"]
    assert floor.people.anna.exchange(asked.exchange)["state"] == "released"
    assert asked.exchange not in waiting
