from pathlib import Path

import pytest

from appliance.commands.privacy.labelled import (
    LabelledSet,
    UnreadableSetError,
)
from appliance.commands.privacy.read_sets import read_file


def read(folder: Path, text: str) -> LabelledSet:
    path = folder / "set"
    path.write_bytes(text.encode())
    found = read_file(path, "set")
    assert found is not None
    return found


def named(found: LabelledSet) -> list[list[tuple[str, str]]]:
    return [
        [(doc.text[label.start : label.end], label.name) for label in doc.labels]
        for doc in found.documents
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["Ann\tB-PER", "Lee\tI-PER", "of\tO", "Rome\tB-LOC"],
            [("Ann Lee", "PER"), ("Rome", "LOC")],
            id="BIO, tabs",
        ),
        pytest.param(
            ["Ann B-PER", "Bob B-PER"],
            [("Ann", "PER"), ("Bob", "PER")],
            id="neighbours, spaces",
        ),
        pytest.param(
            ["Ann I-PER", "Lee I-PER", "Rome I-LOC"],
            [("Ann Lee", "PER"), ("Rome", "LOC")],
            id="IOB without a beginning",
        ),
        pytest.param(
            ["Ann B-PER", "Lee E-PER", "Rome S-LOC"],
            [("Ann Lee", "PER"), ("Rome", "LOC")],
            id="BIOES",
        ),
        pytest.param(
            ["Ann NNP B-NP B-PER", "saw VBD B-VP O", "Rome NNP B-NP B-LOC"],
            [("Ann", "PER"), ("Rome", "LOC")],
            id="phrases beside names",
        ),
        pytest.param(
            ["#\thttps://de.example\t[2009-10-23]", "1\tAnn\tB-PER\tO", "2\tin\tO\tO"],
            [("Ann", "PER")],
            id="numbered words, a source line, an inner label",
        ),
        pytest.param(
            ["Ann\tB-PER", " \tO", "\tO", "Lee\tI-PER"],
            [("Ann Lee", "PER")],
            id="rows whose word was lost",
        ),
        pytest.param(["#\tO", "Ann\tB-PER"], [("Ann", "PER")], id="a word that is #"),
        pytest.param(["Ann\tB-PER\r", "\r"], [("Ann", "PER")], id="CRLF"),
        pytest.param(
            ["a\x85b\tO", "Ann\tB-PER"], [("Ann", "PER")], id="a line end in a word"
        ),
    ],
)
def test_names_in_columns_are_found_where_they_stand(
    tmp_path: Path, rows: list[str], expected: list[tuple[str, str]]
):
    assert [expected] == named(read(tmp_path, "\n".join(rows) + "\n"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hello , world !", "Hello, world!"),
        ("He ( Ann ) left .", "He (Ann) left."),
        ('She said " no " twice', 'She said "no" twice'),
        ('between X (" Bank "), a', 'between X ("Bank"), a'),
        ("does n't Ann 's", "doesn't Ann's"),
        ("it ' s fine", "it's fine"),
        ("république d ' Irlande", "république d'Irlande"),
        ("no 36110 / 97 of", "no 36110/97 of"),
        ("Anne - Marie came", "Anne-Marie came"),
        ("20 , 000 euros , or more", "20,000 euros, or more"),
        ("sagte „ nein “ und", "sagte „nein“ und"),
        ("“ yes ” , he", "“yes”, he"),
        ("$ 43 and @ ann", "$43 and @ann"),
        ("« la Cour »", "« la Cour »"),
    ],
)
def test_words_are_joined_as_they_would_be_written(
    tmp_path: Path, words: str, expected: str
):
    rows = "".join(f"{word}\tO\n" for word in words.split(" "))
    assert expected == read(tmp_path, rows).documents[0].text


def test_a_lone_hyphen_stays_a_dash_where_words_keep_theirs(tmp_path: Path):
    rows = "".join(f"{word}\tO\n" for word in ["a", "well-known", "man", "-", "Ann"])
    assert read(tmp_path, rows).documents[0].text == "a well-known man - Ann"


def test_eight_sentences_make_a_document_where_the_file_tells_none(tmp_path: Path):
    found = read(tmp_path, "".join(f"Name{n}\tB-PER\n\n" for n in range(10)))
    assert [len(doc.labels) for doc in found.documents] == [8, 2]
    assert [doc.place for doc in found.documents] == ["line 1", "line 17"]
    assert found.documents[1].text == "Name8\nName9"


def test_documents_are_those_that_the_file_tells(tmp_path: Path):
    one = "-DOCSTART- -X- O O\n\n" + "Ann NNP - I-PER\n\n" * 9
    two = "-DOCSTART- -X- O O\n\nRome NNP - I-LOC\n"
    assert [len(doc.labels) for doc in read(tmp_path, one + two).documents] == [9, 1]


def test_a_row_without_a_label_is_named_by_its_line(tmp_path: Path):
    rows = "Ann\tB-PER\n" * 20 + "Lee\n"
    with pytest.raises(UnreadableSetError) as told:
        read(tmp_path, rows)
    assert told.value.message == (
        "set, line 21: expected a word and, in column 2, a label as O or B-PER"
    )
    assert "Lee" not in told.value.message


def test_a_label_that_would_steer_a_terminal_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableSetError, match="set, line 21: expected a word"):
        read(tmp_path, "Ann\tB-PER\n" * 20 + "Lee\tB-\x1b[2J\n")


def test_prose_is_no_set(tmp_path: Path):
    path = tmp_path / "README"
    path.write_text("A set of names\n\nTwo columns, tab between.\n# Licence O\n")
    assert read_file(path, "README") is None
