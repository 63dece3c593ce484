"""Sets are read in the forms in which they are published, each text on its side."""

import json
from pathlib import Path

import pytest

from appliance.commands.guard.read import Source, read_sources

CASES = {
    "set.jsonl": '{"text": "one", "label": 1}\n{"text": "two", "label": 0}\n',
    "set.csv": "prompt,jailbreak\none,True\ntwo,False\n",
    "set.tsv": "goal\tlabel\none\tharmful\ntwo\tbenign\n",
    "set.json": json.dumps(
        [{"Prompt": "one", "label": "unsafe"}, {"Prompt": "two", "label": "safe"}]
    ),
}


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def only(found: list[Source]) -> dict[str, bool]:
    (source,) = found
    return {one.text: one.is_hostile for one in source.texts}


@pytest.mark.parametrize("name", CASES)
def test_a_column_tells_the_side(tmp_path: Path, name: str) -> None:
    found, others = read_sources(write(tmp_path, name, CASES[name]))
    assert only(found) == {"one": True, "two": False}
    assert others == []


@pytest.mark.parametrize(
    ("name", "is_hostile"),
    [("jailbreaks/a.txt", True), ("benign/a.txt", False), ("NotInject/a.txt", False)],
)
def test_a_path_tells_the_side_where_no_column_does(
    tmp_path: Path, name: str, *, is_hostile: bool
) -> None:
    write(tmp_path, name, "one\none\n\ntwo\n")
    assert only(read_sources(tmp_path)[0]) == {"one": is_hostile, "two": is_hostile}


def test_groups_of_texts_are_one_source(tmp_path: Path) -> None:
    write(tmp_path, "attacks.json", json.dumps({"a": ["one"], "b": ["two"]}))
    assert only(read_sources(tmp_path)[0]) == {"one": True, "two": True}


def test_attacks_are_put_into_the_contexts_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "bipia"
    write(folder, "text_attack_test.json", json.dumps({"Group": ["Do it."]}))
    mails = "".join(json.dumps({"context": f"Mail {n}\nBody"}) + "\n" for n in range(3))
    write(folder, "email_contexts_test.jsonl", mails)
    woven, alone = read_sources(tmp_path)[0]
    assert [one.text for one in woven.texts] == [
        "Mail 0\nBody\nDo it.",
        "Mail 1\nDo it.\nBody",
        "Do it.\nMail 2\nBody",
    ]
    assert all(one.is_hostile for one in woven.texts)
    assert not any(one.is_hostile for one in alone.texts)


def test_what_tells_no_side_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, "strings.json", json.dumps(["one", "two"]))
    write(tmp_path, "README.txt", "benign")
    assert read_sources(tmp_path) == ([], ["strings.json"])


@pytest.mark.parametrize(
    "content",
    ["{", "[[[[", '{"text": 7, "label": 1}', "\ufffe", '{"label": 1}', "null"],
)
def test_a_file_that_is_no_set_holds_nothing(tmp_path: Path, content: str) -> None:
    write(tmp_path, "attacks.json", content)
    write(tmp_path, "attacks.jsonl", content)
    assert read_sources(tmp_path)[0] == []
