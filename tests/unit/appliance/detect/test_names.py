"""The shipped name detector on letters, chats and forms as people write them."""

import json
from functools import cache
from pathlib import Path

import pytest

from appliance.detect.name_features import features_of, shape_of, tokens_of
from appliance.detect.names import NameTagger, load_names
from appliance.errors import DetectionError

SHIPPED = Path(__file__).parents[4] / "models" / "pii"


@cache
def tagger() -> NameTagger:
    return load_names(SHIPPED)


def named(text: str) -> set[str]:
    return {text[s.start : s.end] for s in tagger().find(text, "en")}


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


def test_every_token_has_its_own_place_in_the_text():
    text = "Ann O\u2019Hara\n\n\u00c9mile e\u0301 #1"
    assert [text[t.start : t.end] for t in tokens_of(text)] == [
        t.text for t in tokens_of(text)
    ]


def test_features_have_one_row_per_token():
    tokens = tokens_of("Dear Ann,\nhello")
    assert features_of(tokens, tagger().lists).shape[0] == len(tokens)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("Anna", "Aa"),
        ("A", "A"),
        ("IBM", "AA"),
        ("an", "aa"),
        ("12", "9"),
        ("McKay", "aA"),
        ("\n\n", "\n"),
    ],
)
def test_a_word_is_described_by_its_letters(word: str, shape: str):
    assert shape_of(word) == shape


def test_an_empty_text_names_nobody():
    assert tagger().find("", "en") == []


def test_changed_weights_are_refused(tmp_path: Path):
    raw = bytearray((SHIPPED / "names.npz").read_bytes())
    raw[-1] ^= 1
    (tmp_path / "names.npz").write_bytes(raw)
    (tmp_path / "manifest.json").write_bytes((SHIPPED / "manifest.json").read_bytes())
    with pytest.raises(DetectionError, match="digest is not the manifest's"):
        load_names(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path):
    with pytest.raises(DetectionError, match="FileNotFoundError"):
        load_names(tmp_path)


def test_a_manifest_without_a_digest_is_refused(tmp_path: Path):
    (tmp_path / "names.npz").write_bytes(b"")
    (tmp_path / "manifest.json").write_text(json.dumps({"pass_above": 0.9}))
    with pytest.raises(DetectionError, match="KeyError"):
        load_names(tmp_path)


def test_the_weights_fit_the_size_they_may_have():
    assert (SHIPPED / "names.npz").stat().st_size < 4_000_000
