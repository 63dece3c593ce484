"""Labelled answers as strangers write them, and the command that counts."""

import json
from random import Random

import pytest

from appliance.guards.measured import LineError, Tally, is_caught, read_lines, tally
from tests.planted.answers.make import PARTS, make

TRUE = {"input": "I paid EUR 70.", "answer": "You paid 70 euros.", "planted": None}
WRONG = {"input": "I paid EUR 70.", "answer": "You paid 80 euros.", "planted": "number"}
PLACED = {**WRONG, "planted": {"kind": "sum", "start": 9, "end": 11}, "id": "p"}
ELSEWHERE = {**WRONG, "planted": {"kind": "sum", "start": 0, "end": 3}, "id": "e"}


def counted(*lines: dict[str, object]) -> Tally:
    cases = list(read_lines(json.dumps(line) for line in lines))
    return tally((case, *is_caught(case, ())) for case in cases)


def test_planted_and_true_answers_are_counted_apart() -> None:
    found = counted(TRUE, WRONG, {**TRUE, "planted": False}, {**WRONG, "planted": 0})
    assert (found.planted, found.caught) == ({"number": 1}, {"number": 1})
    assert (found.true, found.marked, found.false) == (3, 1, ("4 (number)",))


def test_only_a_mark_on_what_was_planted_counts_as_caught() -> None:
    found = counted(PLACED, ELSEWHERE)
    assert (found.caught, found.missed) == ({"sum": 1}, ("e (sum)",))


def test_references_are_sources_too() -> None:
    assert counted({**WRONG, "planted": False, "references": ["80 euros"]}).marked == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no JSON"),
        ("[]", "expected an object"),
        ('{"input":"x","answer":"y"}', "'planted' is missing"),
        ('{"input":1,"answer":"y","planted":true}', "expected texts"),
        ('{"input":"x","answer":"y","planted":true,"more":1}', "expected an object"),
        ('{"input":"","answer":"y","planted":{"start":0,"end":9}}', "outside"),
        ('{"input":"","answer":"y","planted":{"start":0}}', "'end' is missing"),
        ("[" * 100_000, "line 1"),
    ],
)
def test_a_malformed_line_is_named_by_its_number(line: str, why: str) -> None:
    with pytest.raises(LineError, match=r"^line 1: ") as raised:
        list(read_lines([line]))
    assert why in str(raised.value)


def test_no_word_of_a_line_stands_in_its_error() -> None:
    with pytest.raises(LineError) as raised:
        list(read_lines(['{"input": Kowalski']))
    assert "Kowalski" not in str(raised.value)


def test_made_answers_hold_one_planted_fact_and_true_ones_none() -> None:
    lines = [json.dumps(line) for line in make("tuned", Random(1), 1)]
    for case in read_lines(lines):
        # Names in plain words take the detectors; all else is told without them.
        marked, facts = is_caught(case, ())
        assert marked == bool(case.kind) or case.kind == "name", (case.id, facts)


def test_each_made_answer_has_an_id_of_its_own() -> None:
    ids = [line["id"] for part in PARTS for line in make(part, Random(1), 1)]
    assert len(ids) == len(set(ids))


def test_a_swapped_fact_stands_in_the_text_and_is_not_seen() -> None:
    lines = [json.dumps(line) for line in make("tuned", Random(1), 1, swap=True)]
    swapped = [case for case in read_lines(lines) if case.kind]
    assert swapped
    assert not any(is_caught(case, ())[0] for case in swapped)
