"""The shipped name detector on letters, chats and forms as people write them."""

import json
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.detect.names import ORDINARY, NameDetector, load_names, words_of
from appliance.detect.pieces import Pieces, windows
from appliance.detect.tagger import MANIFEST, MODEL, TOKENIZER
from appliance.domain.entity import EntityKind
from appliance.errors import DetectionError

SHIPPED = Path(__file__).parents[4] / "models" / "pii"
TAGS = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-DEMOGRAPHIC", "I-DEMOGRAPHIC")
NAMES = {EntityKind.PERSON, EntityKind.ORG, EntityKind.LOCATION}


@cache
def detector() -> NameDetector:
    return load_names(SHIPPED)


def named(text: str) -> set[str]:
    spans = detector().find(text, "en")
    return {text[s.start : s.end] for s in spans if s.kind in NAMES}


def found(text: str, kind: EntityKind) -> set[str]:
    return {
        text[s.start : s.end] for s in detector().find(text, "en") if s.kind is kind
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dear Mr Smith,\n\nI lost my card.\n\nKind regards,\nAnna Weber",
            {"Smith", "Anna Weber"},
        ),
        ("My husband Piotr Nowak also has a card.", {"Piotr Nowak"}),
        ("hi its anna weber here, where is my card?", {"anna weber"}),
        ("I WANT MY MONEY BACK. ANNA WEBER", {"ANNA WEBER"}),
        (
            "Applicant: Anna Weber\nAmount: EUR 18,500\nMonthly income: EUR 3,650",
            {"Anna Weber"},
        ),
        (
            "Sehr geehrte Frau Müller,\n\nvielen Dank.\n\nViele Grüße\nKlaus Schmidt",
            {"Müller", "Klaus Schmidt"},
        ),
        (
            "Bonjour, je m'appelle Camille Lefebvre et j'habite à Lyon.",
            {"Camille Lefebvre", "Lyon"},
        ),
        (
            "Hola, me llamo Lucía Navarro y vivo en Granada.",
            {"Lucía Navarro", "Granada"},
        ),
        ("Cheers, Chukwuemeka Onyekachi", {"Chukwuemeka Onyekachi"}),
        (
            "My sister Sukhwinder Gill works for Northgate Insurance plc.",
            {"Sukhwinder Gill", "Northgate Insurance plc"},
        ),
        ("Signed: Mary O'Brien-Jones", {"Mary O'Brien-Jones"}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_names_in_everyday_texts_are_found_whole(text: str, expected: set[str]):
    assert {
        name.removeprefix("Mr ").removeprefix("Frau ") for name in named(text)
    } >= expected


@pytest.mark.parametrize(
    "text",
    [
        "Why was I charged a fee? What can I do? Please help.",
        "Somebody stole my card at the market yesterday.",
        "The Branch Manager refused. Unfortunately, Customer Services never replied.",
        "Dear Sir or Madam,\n\nMy card is lost.\n\nYours faithfully",
        "Amount: EUR 18,500\nMonthly income: EUR 3,650\nDebt ratio: 24 %\nTerm: 48 months",
        "Will the card arrive in May? May I ask for a refund?",
        "My PIN is blocked. Can you help me?",
        "What is my IBAN? Please tell me on Monday.",
    ],
)
def test_ordinary_words_stay_readable(text: str):
    assert named(text) == set()


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("He was born in Graz on 12 March 1971.", EntityKind.DATE, "12 March 1971"),
        ("Employed for 6 years, amount EUR 18,500.", EntityKind.QUANTITY, "6 years"),
        ("A Pakistani national complained.", EntityKind.DEMOGRAPHIC, "Pakistani"),
    ],
)
def test_details_without_a_fixed_form_are_found(
    text: str, kind: EntityKind, expected: str
):
    assert any(expected in part for part in found(text, kind))


def test_a_name_far_down_a_long_text_is_found():
    text = "The card was not there. " * 400 + "Kind regards, Anna Weber"
    assert "Anna Weber" in named(text)


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_spans_stand_in_the_text(text: str):
    for span in detector().find(text, "en"):
        assert 0 <= span.start < span.end <= len(text)


def test_a_word_takes_its_most_telling_piece():
    ids = np.array([1, 2, 3])
    pieces = Pieces(ids, np.array([0, 2, 5]), np.array([2, 4, 9]),
                    np.array([0, 0, 1]), ids, ids)  # fmt: skip
    chances = np.array(
        [
            [0.9, 0.05, 0.05, 0, 0, 0, 0],
            [0.2, 0.1, 0.6, 0.1, 0, 0, 0],
            [0.1, 0, 0, 0.8, 0.1, 0, 0],
        ],
        np.float32,
    )
    one, two = words_of(pieces, chances, TAGS)
    assert (one.start, one.end, one.kind) == (0, 4, EntityKind.PERSON)
    assert one.ordinary == pytest.approx(0.2)
    assert not one.begins
    assert (two.kind, two.begins) == (EntityKind.ORG, True)


def test_a_guessed_origin_counts_as_an_ordinary_word():
    ids = np.array([1, 2])
    pieces = Pieces(ids, np.array([0, 5]), np.array([4, 9]), ids, ids, ids)
    chances = np.array(
        [[0.3, 0.1, 0, 0, 0, 0.6, 0], [0.02, 0, 0, 0.02, 0, 0.96, 0]], np.float32
    )
    guessed, sure = words_of(pieces, chances, TAGS)
    assert guessed.ordinary == pytest.approx(0.9)
    assert guessed.kind is EntityKind.PERSON
    assert sure.ordinary == pytest.approx(0.02)
    assert sure.kind is EntityKind.DEMOGRAPHIC


def test_the_tokenizer_knows_no_limit_of_length():
    text = "Where is my card? " * 2_000
    pieces, chances = detector().tagger.read(text)
    assert pieces.ends[-1] == len(text.rstrip())
    assert len(list(windows(len(pieces)))) > 10
    assert (chances.sum(axis=1) > 0.99).all()


def test_an_empty_text_names_nobody():
    assert detector().find("", "en") == []
    assert detector().find(" \n\t", "en") == []


def copied(to: Path) -> Path:
    for name in (MODEL, TOKENIZER, ORDINARY, MANIFEST):
        shutil.copyfile(SHIPPED / name, to / name)
    return to


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, ORDINARY])
def test_changed_files_are_refused(name: str, tmp_path: Path):
    path = copied(tmp_path) / name
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DetectionError, match="digest is not the manifest's"):
        load_names(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path):
    with pytest.raises(DetectionError, match="FileNotFoundError"):
        load_names(tmp_path)


@pytest.mark.parametrize("key", ["limits", "sha256", "tags"])
def test_a_manifest_that_lacks_something_is_refused(key: str, tmp_path: Path):
    path = copied(tmp_path) / MANIFEST
    manifest = json.loads(path.read_text())
    del manifest[key]
    path.write_text(json.dumps(manifest))
    with pytest.raises(DetectionError, match="KeyError"):
        load_names(tmp_path)


def test_a_manifest_that_leaves_a_file_unchecked_is_refused(tmp_path: Path):
    path = copied(tmp_path) / MANIFEST
    manifest = json.loads(path.read_text())
    for name in (MODEL, ORDINARY):
        cut = {**manifest, "sha256": {**manifest["sha256"]}}
        del cut["sha256"][name]
        path.write_text(json.dumps(cut))
        with pytest.raises(DetectionError):
            load_names(tmp_path)


def test_the_weights_fit_the_size_they_may_have():
    assert (SHIPPED / MODEL).stat().st_size < 25_000_000
