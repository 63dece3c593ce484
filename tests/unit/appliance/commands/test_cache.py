"""`cloister cache bench`: pairs of texts, and what is no set of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.commands.cache import group

PAIRS = [
    {"one": "Hello, block it.", "other": "Please block it.", "same": True},
    {"one": "Block it.", "other": "I need it blocked.", "same": True},
    {"one": "[PERSON_ab2c_1] pays.", "other": "[PERSON_ab2c_2] pays.", "same": True},
    {"one": "Block it.", "other": "Unblock it.", "same": False, "family": "word"},
]


def run(tmp_path: Path, text: str, *more: str) -> tuple[int, str]:
    path = tmp_path / "pairs.jsonl"
    path.write_text(text)
    result = CliRunner().invoke(group, ["bench", "--data", str(path), *more])
    return result.exit_code, result.output


def test_it_counts_what_is_taken_for_the_same_by_what_pairs_differ_in(
    tmp_path: Path,
) -> None:
    lines = "\n".join(map(json.dumps, PAIRS)) + "\n\n"
    code, told = run(tmp_path, lines, "--json")
    rows = {(row["same"], row["family"]): row for row in json.loads(told)}
    assert code == 0
    assert (rows[True, ""]["taken"], rows[True, ""]["pairs"]) == (2, 3)
    assert (rows[False, "word"]["taken"], rows[False, "word"]["pairs"]) == (0, 1)
    low, high = rows[True, ""]["interval"]
    assert low < rows[True, ""]["share"] < high
    assert "NOT THE SAME: word" in run(tmp_path, lines)[1]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"one": "a", "other": "b"}',
        '{"one": "a", "other": "b", "same": "true"}',
        '{"one": 1, "other": "b", "same": true}',
        '{"one": "a", "other": "b", "same": true, "why": ""}',
    ],
)
def test_a_line_that_is_no_pair_is_named_by_its_number(
    tmp_path: Path, line: str
) -> None:
    code, told = run(tmp_path, json.dumps(PAIRS[0]) + "\n" + line)
    assert code == 2
    assert "pairs.jsonl:2: no pair" in told.replace("\n", "")


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "\n")[0] == 2
