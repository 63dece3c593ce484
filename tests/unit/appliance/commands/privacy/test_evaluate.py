import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from appliance.commands.cli import main
from appliance.demo.site import shipped

MAIL = "ann.lee@corp.internal"
TEXT = f"Write to {MAIL} about the weather."
WEATHER = TEXT.index("weather")
MARKER = "cumulonimbus"


def row(*, masked: bool = True, unmasked: bool = False) -> dict[str, Any]:
    """A text with what the detectors always find, and with what they never do."""
    spans = []
    if masked:
        at = TEXT.index(MAIL)
        spans.append({"start": at, "end": at + len(MAIL), "type": "EMAIL_ADDRESS"})
    if unmasked:
        spans.append({"start": WEATHER, "end": WEATHER + 7, "type": "TOPIC"})
    return {"text": TEXT, "spans": spans}


def write(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["privacy", "evaluate", *map(str, arguments)])


def figures(*arguments: str | Path) -> dict[str, Any]:
    ended = evaluate("--json", *arguments)
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_the_figures_of_a_folder_are_one_object_with_a_part_for_each_file(
    tmp_path: Path,
):
    write(tmp_path, "one.jsonl", row(), row(unmasked=True))
    write(tmp_path, "two.jsonl", row(unmasked=True), row(masked=False))
    (tmp_path / "LICENSE").write_text("Do as you like.\n")

    found = figures("--data", tmp_path)

    assert found["masked_recall"] == 0.6
    assert found["per_type"]["EMAIL"]["masked_recall"] == 1.0
    assert found["per_type"]["TOPIC"]["masked_recall"] == 0.0
    # Every text has the address in it; one of them has no label at all.
    assert (found["false_hit_documents"], found["documents_without_labels"]) == (1, 1)
    letters = sum(char.isalnum() for char in MAIL)
    counts = found["counts"]
    rightly, masked = counts["characters_masked_rightly"], counts["characters_masked"]
    assert rightly == 3 * letters
    assert masked >= 4 * letters
    assert found["char_precision"] == round(rightly / masked, 4)
    files = {one["file"]: one for one in found["files"]}
    assert files["one.jsonl"]["masked_recall"] == 0.6667
    assert files["two.jsonl"]["masked_recall"] == 0.5
    assert found["passed_over"] == ["LICENSE"]


def test_the_object_says_what_measured(tmp_path: Path):
    found = figures("--data", write(tmp_path, "set", row()), "--countries", "de, us")

    weights = shipped() / "models" / "pii"
    digests = {
        f"pii/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in weights.iterdir()
        if path.is_file()
    }
    assert digests
    assert digests.items() <= found["detectors"]["models"].items()
    assert {"email", "iban", "phone"} <= set(found["detectors"]["names"])
    assert found["asked"]["countries"] == ["de", "us"]


def test_nothing_is_written_but_where_it_is_asked_for(tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    write(data, "set", row())
    out = tmp_path / "figures.json"

    found = figures("--data", data, "--out", out)

    assert found == json.loads(out.read_text())
    assert [path.name for path in data.iterdir()] == ["set"]


def test_a_table_shows_the_figures_and_no_text(tmp_path: Path):
    ended = evaluate("--data", write(tmp_path, "set", row(unmasked=True)))

    assert ended.exit_code == 0
    assert "masked recall" in ended.stdout
    assert "0.500" in ended.stdout
    assert MAIL not in ended.output
    assert "weather" not in ended.output


def test_missed_stretches_are_shown_only_when_asked_for_and_without_controls(
    tmp_path: Path,
):
    hostile = row(unmasked=True)
    hostile["text"] = hostile["text"].replace("about the", "\x1b[2Jabout")
    path = write(tmp_path, "set", hostile, row(unmasked=True))

    ended = evaluate("--data", path, "--missed", "1")

    assert "Missed stretches; this is text of the set:" in ended.stderr
    assert ended.stderr.count(">>weather<<") == 1
    assert "set, line 1, TOPIC: " in ended.stderr
    assert "\x1b" not in ended.output


@pytest.mark.parametrize("case", ["lower", "upper"])
def test_copies_in_one_case_are_scored(tmp_path: Path, case: str):
    found = figures(
        "--data", write(tmp_path, "set", row(unmasked=True)), "--case", case
    )
    assert found["per_type"]["EMAIL"]["masked_recall"] == 1.0
    assert found["asked"]["case"] == case


def test_a_kind_can_stay_readable_and_texts_can_be_fewer(tmp_path: Path):
    path = write(tmp_path, "set", row(unmasked=True), row(), row())

    found = figures("--data", path, "--keep", "EMAIL", "--limit", "1")

    assert found["counts"]["documents"] == 1
    assert found["per_type_not_counted"]["EMAIL"]["masked_recall"] == 0.0
    assert set(found["per_type"]) == {"TOPIC"}


def test_the_entities_of_tab_are_counted(tmp_path: Path):
    at = TEXT.index(MAIL)
    mention = {
        "entity_type": "CODE",
        "start_offset": at,
        "end_offset": at + len(MAIL),
        "identifier_type": "DIRECT",
        "entity_id": "e1",
    }
    other = {
        **mention,
        "start_offset": WEATHER,
        "end_offset": WEATHER + 7,
        "identifier_type": "QUASI",
        "entity_id": "e2",
    }
    path = write(tmp_path, "set", {"text": TEXT, "entities": [mention, other]})

    found = figures("--data", path)

    assert (found["direct_recall"], found["quasi_recall"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f'{{"text": "{MARKER}", "spans": 7}}', "set, line 1: spans must be a list"),
        (MARKER, "no labelled set of a known format"),
    ],
)
def test_a_set_that_cannot_be_read_ends_with_two_and_shows_no_text(
    tmp_path: Path, content: str, told: str
):
    path = tmp_path / "set"
    path.write_text(content)

    ended = evaluate("--data", path)

    assert ended.exit_code == 2
    assert told in ended.stderr
    assert MARKER not in ended.output


def test_a_hostile_name_cannot_steer_the_terminal(tmp_path: Path):
    write(tmp_path, "a\x1b[2Jb", row())
    (tmp_path / "c\x1b[2Jd").write_text("Do as you like.\n")

    ended = evaluate("--data", tmp_path)

    assert ended.exit_code == 0
    assert r"'a\x1b[2Jb'" in ended.stdout
    assert "\x1b" not in ended.output


@pytest.mark.parametrize(
    "text", ["", " \n", "\x00\x1b\u200b", "e\u0301" * 50, "(" * 300]
)
def test_strange_texts_are_scored(tmp_path: Path, text: str):
    found = figures("--data", write(tmp_path, "set", {"text": text, "spans": []}))
    assert found["counts"]["documents"] == 1
    assert found["masked_recall"] is None


def test_countries_are_codes(tmp_path: Path):
    ended = evaluate("--data", write(tmp_path, "set", row()), "--countries", "gb,xyz")
    assert ended.exit_code == 2
    assert "expected codes of ISO 3166" in ended.stderr


def test_weights_that_are_not_there_are_told_in_one_line(tmp_path: Path):
    path = write(tmp_path, "set", row())
    ended = evaluate("--data", path, "--models", tmp_path)
    assert ended.exit_code == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Error: ")
    assert str(tmp_path) in ended.stderr
