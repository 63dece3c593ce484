"""Claims about reading the public sets; the lines here are our own."""

import json
from pathlib import Path

import pytest

from models.training.pii_corpora import (
    LABELS,
    Document,
    Sort,
    assembled,
    development_documents,
    training_documents,
)
from models.training.pii_corpora_labels import (
    sort_court,
    sort_german,
    sort_names,
    sort_re3d,
    sort_tab,
    split_marks,
)

CASE = "Mr Jon Ek, a Sami herder aged 61, sued on 3 May 1999 (no. 12/99) for two years."
ENTITIES = [
    ("Mr Jon Ek", "PERSON"),
    ("Sami", "DEM"),
    ("aged 61", "DEM"),
    ("3 May 1999", "DATETIME"),
    ("12/99", "CODE"),
    ("two years", "DATETIME"),
    ("herder", "MISC"),
]
COLUMNS = "Ana I-PER\nBo I-PER\nvisited O\nOslo I-LOC\n. O\n\n"


def tab_line():
    entities = [
        {
            "start_offset": CASE.index(words),
            "end_offset": CASE.index(words) + len(words),
            "entity_type": label,
        }
        for words, label in ENTITIES
    ]
    return json.dumps({"text": CASE, "entities": repr(entities)}) + "\n"


@pytest.fixture
def data(tmp_path: Path):
    sentences = {
        "wikigold/wikigold.conll.txt": COLUMNS * 160,
        "btc/a.conll": "@\tB-PER\nana\tB-PER\nhi\tO\n\n" * 160,
        "re3d/train.conll": "We\tB-Organisation\nsaw\tO\nBasra\tB-Location\n\n" * 80,
        "secfilings/FIN5.txt": "The DT - O\nBorrower NN - I-PER\npays VB - O\n\n" * 80,
        "germeval/NER-de-test.tsv": "#\tx\t[2009]\n1\tAda\tB-PER\tO\n2\tlacht\tO\tO\n\n"
        * 80,
        "wnut17/wnut17train.conll": "@kim\tO\nloves\tO\nRome\tB-location\n\n",
        "wnut17/emerging.dev.conll": "God\tB-person\nhelp\tO\nUli\tB-person\n\n",
        "echr_fr_es/FR-manual-train.tsv": "le B-DATE\n12 I-DATE\nmai I-DATE\n\n",
        "echr_fr_es/FR-manual-dev.tsv": "M B-PER\n. I-PER\nNo I-PER\n\n",
        "echr_fr_es/ES-manual-train.tsv": "Sr B-PER\n. I-PER\nPo I-PER\n\n",
        "echr_fr_es/ES-manual-dev.tsv": "36 B-CODE\n/ I-CODE\n97 I-CODE\n\n",
        "tab/train.jsonl": tab_line() * 3,
        "tab/dev.jsonl": tab_line(),
    }
    for name, text in sentences.items():
        path = tmp_path / "pii" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def words_of(document: Document):
    return [(document.text[s:e], label) for s, e, label in document.spans]


def test_every_span_lies_in_its_text_and_none_overlaps(data: Path):
    held = development_documents(data)
    for document in [
        *training_documents(data),
        *(d for part in held.values() for d in part),
    ]:
        position = 0
        places = [*document.spans, *((s, e, "?") for s, e in document.unsure)]
        for start, end, label in sorted(places):
            assert position <= start < end <= len(document.text)
            assert label in LABELS or label == "?"
            assert document.text[start:end] == document.text[start:end].strip()
            position = end
        assert document.spans == tuple(sorted(document.spans))
        assert document.annotated <= set(LABELS)


def test_a_court_case_keeps_its_kinds_and_doubts_the_rest(data: Path):
    case = development_documents(data)["tab"][0]
    assert words_of(case) == [
        ("Mr", "TITLE"),
        ("Jon Ek", "PERSON"),
        ("Sami", "DEMOGRAPHIC"),
        ("aged 61", "AGE"),
        ("3 May 1999", "DATE"),
        ("12/99", "CODE"),
        ("two years", "QUANTITY"),
    ]
    assert [case.text[s:e] for s, e in case.unsure] == ["herder"]


def test_the_last_tenth_is_kept_apart_and_nothing_of_development_is_trained_on(
    data: Path,
):
    trained = training_documents(data)
    held = development_documents(data)
    counts = {
        name: sum(d.source == name for d in trained) for name in ("wikigold", "btc")
    }
    assert counts == {"wikigold": 18, "btc": 18}
    assert {name: len(held[name]) for name in counts} == {"wikigold": 2, "btc": 2}
    assert {
        "tab", "wikigold", "btc", "re3d", "secfilings", "germeval", "wnut17",
        "echr_fr", "echr_es",
    } == set(held)  # fmt: skip
    assert not any("Uli" in document.text for document in trained)


def test_a_set_of_names_does_not_teach_that_dates_are_ordinary(data: Path):
    by_source = {d.source: d.annotated for d in training_documents(data)}
    assert frozenset(("PERSON", "ORG", "LOCATION")) == by_source["wikigold"]
    assert "DATE" in by_source["echr_fr"]
    assert {"DATE", "DEMOGRAPHIC", "QUANTITY"} <= by_source["tab"]
    assert "TITLE" not in by_source["tab"]


def test_roles_pronouns_and_handles_are_not_learned_as_names(data: Path):
    documents = {d.source: d for d in training_documents(data)}
    held = development_documents(data)
    assert documents["secfilings"].spans == ()
    assert {"Basra"} == {words for words, _ in words_of(documents["re3d"])}
    doubted = documents["wnut17"]
    assert [doubted.text[s:e] for s, e in doubted.unsure] == ["@kim"]
    assert words_of(held["wnut17"][0]) == [("Uli", "PERSON")]
    assert ("@ana", "PERSON") in words_of(documents["btc"])


def test_titles_and_articles_are_split_off(data: Path):
    held = development_documents(data)
    documents = {d.source: d for d in training_documents(data)}
    assert words_of(held["echr_fr"][0]) == [("M .", "TITLE"), ("No", "PERSON")]
    assert words_of(documents["echr_fr"]) == [("12 mai", "DATE")]
    assert list(split_marks("M. Ek", 0, 5, "PERSON")) == [(0, 5, "PERSON")]


def test_of_marks_that_overlap_the_longest_wins():
    document = assembled(
        "Bank of Oslo", [(8, 12, "LOCATION"), (0, 12, "ORG"), (0, 4, "?")],
        frozenset(LABELS), "test", "en",
    )  # fmt: skip
    assert document.spans == ((0, 12, "ORG"),)
    assert document.unsure == ()


@pytest.mark.parametrize(
    ("sort", "name", "words", "label"),
    [
        (sort_names, "LOC", "12 High Street", "ADDRESS"),
        (sort_names, "product", "Rolo 3", "?"),
        (sort_names, "MISC", "Swedish", "DEMOGRAPHIC"),
        (sort_names, "PER", "Borrower", ""),
        (sort_names, "person", "God", "?"),
        (sort_german, "LOCderiv", "norwegischen", "DEMOGRAPHIC"),
        (sort_german, "LOCderiv", "Osloer", "?"),
        (sort_german, "ORGpart", "SV-Trainer", "ORG"),
        (sort_german, "LOCpart", "Weltmeister", "?"),
        (sort_re3d, "Person", "he", ""),
        (sort_re3d, "Temporal", "May 2011", "DATE"),
        (sort_re3d, "Temporal", "three weeks", "QUANTITY"),
        (sort_re3d, "Temporal", "today", "?"),
        (sort_re3d, "Nationality", "Omani", "DEMOGRAPHIC"),
        (sort_court, "QUANTITY", "M . Ek", "PERSON"),
        (sort_court, "QUANTITY", "dos", "?"),
        (sort_court, "QUANTITY", "4 200 euros", "QUANTITY"),
        (sort_court, "LOC", "el 7 de mayo", "DATE"),
        (sort_tab, "DATETIME", "age 65", "AGE"),
        (sort_tab, "DATETIME", "6 months", "QUANTITY"),
        (sort_tab, "DATETIME", "5.30 p.m.", "?"),
        (sort_tab, "DATETIME", "the 1970s", "DATE"),
        (sort_tab, "DEM", "lorry driver", "DEMOGRAPHIC"),
        (sort_tab, "MISC", "reindeer", "?"),
    ],
)
def test_a_sets_own_label_becomes_ours(sort: Sort, name: str, words: str, label: str):
    assert label == sort(name, words)
