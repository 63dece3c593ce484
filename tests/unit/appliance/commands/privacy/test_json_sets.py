import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.commands.privacy.labelled import Label, LabelledSet, UnreadableSetError
from appliance.commands.privacy.read_sets import read_file, read_sets

OWN = {"text": "Ann in Rome", "spans": [{"start": 0, "end": 3, "type": "PERSON"}]}
RESEARCH = {
    "full_text": "Ann in Rome",
    "spans": [
        {
            "entity_type": "GPE",
            "entity_value": "Rome",
            "start_position": 7,
            "end_position": 11,
        }
    ],
}
MENTION = {
    "entity_type": "PERSON",
    "start_offset": 0,
    "end_offset": 3,
    "span_text": "Ann",
    "identifier_type": "DIRECT",
    "entity_id": "e1",
}
TAB_PART = {"doc_id": "001", "text": "Ann in Rome", "entities": [MENTION]}
TAB_WHOLE = {
    "doc_id": "001",
    "text": "Ann in Rome",
    "annotations": {
        "annotator1": {"entity_mentions": [MENTION]},
        "annotator2": {
            "entity_mentions": [{**MENTION, "identifier_type": "NO_MASK"}],
        },
    },
}
OUTSIDE = (
    "set, line 1, span 1: start and end must name a stretch of the text, "
    "which has 11 characters"
)
UNKNOWN_IDENTIFIER = (
    "set, line 1, mention 1: identifier_type must be one of "
    "('DIRECT', 'QUASI', 'NO_MASK')"
)
KEYS = [
    "text",
    "spans",
    "full_text",
    "entities",
    "annotations",
    "start",
    "end",
    "type",
    "entity_mentions",
    "start_offset",
    "end_offset",
    "language",
]
ANN = Label(0, 3, "PERSON", "DIRECT", "/e1")


def read(folder: Path, text: str) -> LabelledSet | None:
    path = folder / "any-name.bin"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_file(path, "set")


@pytest.mark.parametrize(
    ("row", "form", "labels"),
    [
        (OWN, "cloister", (Label(0, 3, "PERSON"),)),
        (RESEARCH, "presidio-research", (Label(7, 11, "GPE"),)),
        (TAB_PART, "TAB", (ANN,)),
        (
            TAB_WHOLE,
            "TAB",
            (
                Label(0, 3, "PERSON", "DIRECT", "annotator1/e1"),
                Label(0, 3, "PERSON", "NO_MASK", "annotator2/e1"),
            ),
        ),
    ],
    ids=["own", "presidio-research", "a part of TAB", "TAB"],
)
@pytest.mark.parametrize("listed", [True, False], ids=["list", "lines"])
def test_each_format_is_known_by_its_content(
    tmp_path: Path,
    row: dict[str, Any],
    form: str,
    labels: tuple[Label, ...],
    *,
    listed: bool,
):
    line = json.dumps(row)
    found = read(tmp_path, f"[{line}, {line}]" if listed else f"{line}\n\n{line}\n")

    assert found is not None
    assert (form, [labels, labels]) == (
        found.form,
        [doc.labels for doc in found.documents],
    )
    assert [doc.text for doc in found.documents] == ["Ann in Rome"] * 2
    places = ["item 1", "item 2"] if listed else ["line 1", "line 3"]
    assert places == [doc.place for doc in found.documents]


def test_a_text_may_say_its_language(tmp_path: Path):
    found = read(tmp_path, json.dumps({**OWN, "language": "de"}))
    assert found is not None
    assert found.documents[0].language == "de"


def spans(**changed: Any) -> str:
    return json.dumps({**OWN, "spans": [{**OWN["spans"][0], **changed}]})  # type: ignore[index] # a list


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"text": ', "set, line 1: not JSON"),
        ('[{"text": ', "set, line 1: not JSON"),
        ('{\n "text": ', "set, line 1: not JSON"),
        ('[{"text": ' + "[" * 100_000, "set, line 1: not JSON"),
        ('{"text": "a", "spans": []}\n7', "set, line 2: expected an object"),
        (f"[{json.dumps(OWN)}, 7]", "set, item 2: expected an object"),
        ('{"text": 7, "spans": []}', "set, line 1: text must be a text"),
        ('{"text": "a", "spans": {}}', "set, line 1: spans must be a list"),
        ('{"text": "a", "spans": [7]}', "set, line 1, span 1: expected an object"),
        (
            '{"text": "\\ud800", "spans": []}',
            "set, line 1: text holds half of a surrogate pair",
        ),
        (spans(start=True), "set, line 1, span 1: start and end must be whole numbers"),
        (spans(start=None), "set, line 1, span 1: start and end must be whole numbers"),
        (
            spans(end=12),
            OUTSIDE,
        ),
        (
            spans(start=3),
            OUTSIDE,
        ),
        (
            spans(type="a\nb"),
            "set, line 1, span 1: type must be a name of 1 to 100 characters",
        ),
        (
            json.dumps({**TAB_PART, "entities": [{**MENTION, "identifier_type": "X"}]}),
            UNKNOWN_IDENTIFIER,
        ),
        (
            json.dumps({**TAB_PART, "annotations": {"me": 7}}),
            "set, line 1, annotations, annotator 1: expected an object",
        ),
        ('{"text": 1' + "0" * 5_000 + "}", "set, line 1: not JSON"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(tmp_path: Path, text: str, told: str):
    with pytest.raises(UnreadableSetError) as refused:
        read(tmp_path, text)
    assert refused.value.message == told
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        json.dumps({"text": "Ann", "entities": [{"start": 0, "end": 3}]}),
        "[![badge](x)]\n",
        "[1, 2]",
        '{"name": "figures"}',
        '{\n  "a": {"b": 1}\n}\n',
    ],
)
def test_other_files_are_no_sets(tmp_path: Path, text: str):
    assert read(tmp_path, text) is None


def test_one_document_may_stand_over_several_lines(tmp_path: Path):
    found = read(tmp_path, json.dumps(OWN, indent=2))
    assert found is not None
    assert found.documents[0].labels == (Label(0, 3, "PERSON"),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: Any
):
    folder = tmp_path_factory.mktemp("any")
    try:
        read(folder, json.dumps(value))
    except UnreadableSetError as err:
        assert err.message.startswith("set, ")  # noqa: PT017 - read or refused, no third


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from('AnnO B-PER\tI-LOC\r\n#"{[-\x85\u2028é'), max_size=12),
        max_size=12,
    )
)
def test_any_columns_are_read_or_refused_and_labels_lie_in_their_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str]
):
    folder = tmp_path_factory.mktemp("any")
    try:
        found = read(folder, "\n".join(["Ann\tB-PER", *rows]))
    except UnreadableSetError as err:
        assert err.message.startswith("set, ")  # noqa: PT017 - read or refused, no third
        return
    for doc in found.documents if found is not None else ():
        assert all(0 <= x.start < x.end <= len(doc.text) for x in doc.labels)


@given(st.lists(st.sampled_from(["Ann", '"', "'", "-", "“", "„", "(", ".", "7", "$"])))
def test_every_word_stands_where_it_is_said_to(words: list[str]):
    from appliance.commands.privacy.join_words import Writer  # noqa: PLC0415 - this only

    written = Writer(words).write(words)
    assert words == [
        written.text[start : start + len(word)]
        for start, word in zip(written.starts, words, strict=True)
    ]
    assert "".join(words) == written.text.replace(" ", "")


def test_a_folder_gives_each_labelled_file_and_names_the_others(tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "set").write_text(json.dumps(OWN))
    (tmp_path / "a.csv").write_text("Ann\tB-PER\n")
    (tmp_path / "LICENSE").write_text("Do as you like.\n")
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff")
    (tmp_path / ".hidden").write_text("Ann\tB-PER\n")

    sets, others = read_sets(tmp_path)

    assert [found.name for found in sets] == ["a.csv", "b/set"]
    assert others == ["LICENSE", "picture"]


def test_a_folder_without_a_set_is_refused(tmp_path: Path):
    (tmp_path / "LICENSE").write_text("Do as you like.\n")
    with pytest.raises(UnreadableSetError, match="no labelled set of a known format"):
        read_sets(tmp_path)
