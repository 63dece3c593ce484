"""Lists of texts as they are given: tables, text files, ZIPs, and hostile ones."""

import csv
import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain import bulk
from appliance.domain.bulk import GivenList
from appliance.domain.purpose import Purpose
from appliance.domain.text import first_unreadable
from appliance.domain.variable import Variable, VariableType
from appliance.web.bulk_file import read_list
from appliance.web.bulk_table import Layout
from tests.fakes import make_purpose

PURPOSE = make_purpose(max_input_chars=200)
ASKING = make_purpose(
    max_input_chars=200,
    variables=(
        Variable("due", VariableType.DATE, "Due day"),
        Variable("product", VariableType.CHOICE, "Product", words=("card", "loan")),
    ),
)


def table(
    raw: str | bytes,
    *,
    purpose: Purpose = PURPOSE,
    max_rows: int = 10,
    layout: Layout | None = None,
) -> GivenList:
    data = raw.encode() if isinstance(raw, str) else raw
    files = [("list.csv", data)]
    return read_list(files, layout or Layout(), purpose, max_rows=max_rows)


def zipped(parts: Sequence[tuple[str, bytes]], **more: int) -> GivenList:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, raw in parts:
            package.writestr(name, raw)
    max_rows = more.get("max_rows", 10)
    files = [("texts.zip", out.getvalue())]
    return read_list(files, Layout(), PURPOSE, max_rows=max_rows)


def told(found: GivenList) -> list[tuple[str, int, str]]:
    return [(one.sentence, one.row, one.column) for one in found.problems]


def test_a_table_names_its_columns_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    found = table('id,text,more\r\n7,"Dear\r\n""Sir"",",x\r\n\r\n8,Good day,y\r\n')
    assert found.columns == ("id", "text", "more")
    assert [(i.row, i.name, i.text.reveal()) for i in found.items] == [
        (2, "7", 'Dear\n"Sir",'),
        (4, "8", "Good day"),
    ]


def test_the_columns_of_texts_and_names_are_chosen() -> None:
    layout = Layout(separator="semicolon", text_column="Brief", name_column="Kunde")
    found = table("Kunde;Brief\nA;Guten Tag\n", layout=layout)
    assert [(i.name, i.text.reveal()) for i in found.items] == [("A", "Guten Tag")]


def test_windows_1252_is_read_where_the_person_says_so_and_never_guessed() -> None:
    raw = "text\r\nGrüße für 5 €\r\n".encode("cp1252")
    assert told(table(raw)) == [(bulk.NOT_UTF8, 2, "")]
    found = table(raw, layout=Layout(encoding="windows-1252"))
    assert [i.text.reveal() for i in found.items] == ["Grüße für 5 €"]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert table(b"\xef\xbb\xbftext\nhello\n").columns == ("text",)


def test_a_text_that_was_there_before_is_told_and_taken() -> None:
    found = table("text\nsame\nother\nsame\n")
    assert [(i.row, i.repeats) for i in found.items] == [(2, None), (3, None), (4, 2)]
    assert found.repeats == 1


def test_the_other_columns_are_the_values_that_the_purpose_asks_for() -> None:
    raw = "text,Due Day,product,extra\nhello,2026-11-22,card,x\n"
    (item,) = table(raw, purpose=ASKING).items
    values = {name: value.reveal() for name, value in item.variables.items()}
    assert values == {"due": "2026-11-22", "product": "card"}


BAD = {
    "nothing": ("", [(bulk.NOTHING_IN_IT, 0, "")]),
    "only a header": ("text\n", [(bulk.NOTHING_IN_IT, 0, "")]),
    "no column of texts": ("a,b\n1,2\n", [(bulk.NO_SUCH_COLUMN, 1, "text")]),
    "another separator": ("id;text\n1;x\n", [(bulk.ONE_COLUMN, 1, "id;text")]),
    "a column twice": ("text,text\na,b\n", [(bulk.COLUMN_TWICE, 1, "text")]),
    "a column without name": ("text,\na,b\n", [(bulk.NO_COLUMN_NAME, 1, "")]),
    "a row too short": ("id,text\n1\n", [(bulk.OTHER_LENGTH, 2, "")]),
    "a row too long": ("id,text\n1,x,y\n", [(bulk.OTHER_LENGTH, 2, "")]),
    "an empty text": ('id,text\n1," "\n', [(bulk.NO_TEXT, 2, "text")]),
    "a long text": (
        "text\n" + "x" * 1201,
        [
            (
                "The text has 1,201 characters; this purpose takes at most 200.",
                2,
                "text",
            )
        ],
    ),
    "a control character": ("text\na\x07b\n", [(bulk.UNREADABLE, 2, "text")]),
    "an open quotation": ('text\n"abc\n', [(bulk.NOT_A_TABLE, 2, "")]),
    "words behind a quotation": ('text\n"abc"d\n', [(bulk.NOT_A_TABLE, 2, "")]),
    "a field too large": ("text\n" + "x" * 140_000, [(bulk.NOT_A_TABLE, 2, "")]),
    "too many rows": ("text\n" + "x\n" * 11, [(bulk.TOO_MANY_ROWS, 12, "")]),
    "a long name": (f"id,text\n{'n' * 121},x\n", [(bulk.NAME_TOO_LONG, 2, "id")]),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_table_is_said_by_row_and_column(name: str) -> None:
    raw, expected = BAD[name]
    found = table(raw)
    assert found.items == ()
    assert told(found) == expected


def test_everything_wrong_is_said_at_once_and_nothing_is_taken() -> None:
    raw = "text,due,product\n,2026-11-22,card\nhello,soon,car\nfine,2026-11-22,loan\n"
    found = table(raw, purpose=ASKING)
    assert told(found) == [
        (bulk.NO_TEXT, 2, "text"),
        (bulk.NOT_SO, 3, "due"),
        (bulk.NOT_SO, 3, "product"),
    ]
    assert found.items == ()


def test_a_value_without_a_column_is_named() -> None:
    found = table("text,due\nhello,2026-11-22\n", purpose=ASKING)
    assert told(found) == [(bulk.NO_SUCH_COLUMN, 1, "product")]


def test_text_files_are_a_list_named_by_their_files() -> None:
    files = [("a/one.txt", b"first"), ("two.txt", "zweite ü".encode())]
    found = read_list(files, Layout(), PURPOSE, max_rows=10)
    assert [(i.row, i.name, i.text.reveal()) for i in found.items] == [
        (1, "one", "first"),
        (2, "two", "zweite ü"),
    ]
    assert told(read_list(files, Layout(), PURPOSE, max_rows=1))[0][0] == (
        bulk.TOO_MANY_ROWS
    )
    assert told(read_list(files, Layout(), ASKING, max_rows=9))[0][0] == bulk.NO_VALUES


def test_a_zip_of_text_files_is_a_list_whatever_its_folders_are_called() -> None:
    parts = [
        ("../../etc/one.txt", b"first"),
        ("C:\\two.txt", b"second"),
        ("__MACOSX/._one.txt", b"\x00\x01"),
        ("folder/", b""),
    ]
    found = zipped(parts)
    assert [(i.name, i.text.reveal()) for i in found.items] == [
        ("one", "first"),
        ("two", "second"),
    ]


ZIPS: dict[str, tuple[list[tuple[str, bytes]], tuple[str, int, str]]] = {
    "another kind of file": ([("a.exe", b"MZ")], (bulk.NOT_TXT, 1, "a.exe")),
    "a ZIP within": ([("a.zip", b"PK")], (bulk.NOT_TXT, 1, "a.zip")),
    "a large file": ([("a.txt", bytes(range(256)) * 9)], (bulk.TOO_LARGE, 1, "a.txt")),
    "a bomb": ([("a.txt", b"0" * 900_000)], (bulk.BAD_ZIP, 0, "")),
    "too many": ([(f"{n}.txt", b"x") for n in range(11)], (bulk.TOO_MANY_ROWS, 11, "")),
    "bytes that are no text": ([("a.txt", b"\xff\xfeA")], (bulk.NOT_UTF8, 1, "a.txt")),
    "nothing": ([], (bulk.NOTHING_IN_IT, 0, "")),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_hostile_zip_is_refused_before_it_is_unpacked(name: str) -> None:
    parts, expected = ZIPS[name]
    assert told(zipped(parts)) == [expected]


def test_a_zip_that_lies_about_its_sizes_is_unpacked_no_further_than_a_text() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"0" * 100_000)
    raw = out.getvalue().replace((100_000).to_bytes(4, "little"), b"\x64\0\0\0")
    found = read_list([("a.zip", raw)], Layout(), PURPOSE, max_rows=10)
    assert found.items == ()
    assert found.problems


def test_an_encrypted_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", b"words")
    raw = bytearray(out.getvalue())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    found = read_list([("a.zip", bytes(raw))], Layout(), PURPOSE, max_rows=10)
    assert told(found) == [(bulk.BAD_ZIP, 0, "")]


@pytest.mark.parametrize(
    "names", [[], ["a.pdf"], ["a.csv", "b.csv"], ["a.csv", "b.txt"], ["a"]]
)
def test_what_is_no_list_is_told(names: list[str]) -> None:
    files = [(name, b"text\nx\n") for name in names]
    found = read_list(files, Layout(), PURPOSE, max_rows=10)
    assert told(found) == [(bulk.NOT_A_LIST, 0, "")]


ANY = st.sampled_from(["list.csv", "a.zip", "a.txt", "x.bin"])


@settings(max_examples=80, deadline=None)
@given(name=ANY, raw=st.binary(max_size=300), layout=st.sampled_from(
    [Layout(e, s) for e in ("utf-8", "windows-1252") for s in ("comma", "tab")]
))  # fmt: skip
def test_whatever_comes_is_a_list_or_a_problem(
    name: str, raw: bytes, layout: Layout
) -> None:
    found = read_list([(name, raw)], layout, PURPOSE, max_rows=5)
    assert bool(found.items) != bool(found.problems)
    for item in found.items:
        assert item.text.reveal().strip()
        assert first_unreadable(item.text.reveal() + item.name) is None
    assert len(found.items) <= 5


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 400), at=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_damaged_zip_is_a_list_or_a_problem(cut: int, at: int, byte: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("one.txt", b"first text")
        package.writestr("two.txt", b"second text")
    raw = bytearray(out.getvalue())
    raw[at % len(raw)] = byte
    kept = bytes(raw[: len(raw) - cut % len(raw)]) if cut % 3 == 0 else bytes(raw)
    found = read_list([("a.zip", kept)], Layout(), PURPOSE, max_rows=5)
    assert bool(found.items) != bool(found.problems)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n"),
    min_size=1,
    max_size=20,
).filter(str.strip)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_read_as_it_was(
    rows: list[tuple[str, str]],
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "text"])
    writer.writerows(rows)
    found = table(out.getvalue())
    assert found.problems == ()
    assert [i.text.reveal() for i in found.items] == [text for _, text in rows]
