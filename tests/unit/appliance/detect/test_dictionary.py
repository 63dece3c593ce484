from pathlib import Path

import pytest

from appliance.demo.site import shipped
from appliance.detect.detectors import load_detectors
from appliance.detect.dictionary import load_dictionary
from appliance.detect.phrases import Phrase, PhraseIndex
from appliance.domain.entity import EntityKind
from appliance.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path):
    (tmp_path / "person.txt").write_text(
        "# staff\nMarta  Kowalczyk\n\nO'Brien\n", encoding="utf-8"
    )
    (tmp_path / "org.csv").write_text(
        '"Harbour & Finch, Ltd",London\nLarkfield Joinery,York\n', encoding="utf-8"
    )
    (tmp_path / "allow.txt").write_text("Barclays\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not read", encoding="utf-8")
    return tmp_path


def never(_: str) -> bool:
    return False


def test_a_folder_without_entries_is_an_empty_dictionary():
    assert len(load_dictionary(None, never).index) == 0


def test_each_file_gives_the_kind_of_its_entries(folder: Path):
    assert load_dictionary(folder, never).counts == {"allow": 1, "org": 2, "person": 2}


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("call marta kowalczyk", "marta kowalczyk", EntityKind.PERSON),
        ("call MARTA\u00a0 KOWALCZYK!", "MARTA\u00a0 KOWALCZYK", EntityKind.PERSON),
        (
            "\uff2d\uff41\uff52\uff54\uff41 Kowalczyk",
            "\uff2d\uff41\uff52\uff54\uff41 Kowalczyk",
            EntityKind.PERSON,
        ),
        ("Mrs O'Brien's card", "O'Brien", EntityKind.PERSON),
        ("at Harbour & Finch, Ltd today", "Harbour & Finch, Ltd", EntityKind.ORG),
    ],
)
def test_an_entry_is_found_whatever_its_case_and_spacing(
    folder: Path, text: str, expected: str, kind: EntityKind
):
    found = [
        (text[s.start : s.end], s.kind)
        for s in load_dictionary(folder, never).find(text, "en")
    ]
    assert found == [(expected, kind)]


@pytest.mark.parametrize(
    "text", ["Marthas Kowalczyk", "Kowalczyk", "Larkfield", "", "Marta"]
)
def test_part_of_an_entry_or_another_word_is_not_found(folder: Path, text: str):
    assert load_dictionary(folder, never).find(text, "en") == []


def test_the_digest_changes_with_the_entries_and_shows_none(folder: Path):
    before = load_dictionary(folder, never).digest
    (folder / "custom.txt").write_text("Project Bluebell\n", encoding="utf-8")
    after = load_dictionary(folder, never).digest
    assert before != after
    assert len(after) == 64


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("people.txt", b"Anna\n", "the file name is no kind"),
        ("person.txt", b"\xff\xfe\xfa", "UnicodeDecodeError"),
        ("person.txt", b"Anna\n---\n", "line 2 has no letter or digit"),
        ("person.txt", b"a" * 201, "line 1 is over 200 long"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, content: bytes, message: str
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        load_dictionary(tmp_path, never)


def test_a_dictionary_that_is_no_folder_is_refused(tmp_path: Path):
    with pytest.raises(SettingsError, match="is not a folder"):
        load_dictionary(tmp_path / "absent", never)


def test_the_longest_entry_wins_and_a_cut_end_is_safe():
    index = PhraseIndex(
        [Phrase("Ann Lee", EntityKind.PERSON), Phrase("Ann Lee Ltd", EntityKind.ORG)]
    )
    found = [(f.start, f.end, f.kind) for f in index.find("Ann Lee Ltd, Ann Lee")]
    assert found == [(0, 11, EntityKind.ORG), (13, 20, EntityKind.PERSON)]


def test_an_entry_with_a_slip_of_the_pen_is_masked_but_yields_to_what_is_allowed(
    folder: Path,
) -> None:
    (folder / "org.csv").write_text("Barcley Holding\nLarkfield Joinery\n")
    (folder / "allow.txt").write_text("Barclay Holding\n")
    detectors = load_detectors(shipped() / "models", ("gb",), folder)
    text = "larkfeild joinery and Barclay Holding sent it"
    masked = [text[s.start : s.end] for s in detectors.detect(text, "en")]
    assert masked == ["larkfeild joinery"]
