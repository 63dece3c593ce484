"""The measurement counts what it says it counts."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from tests.identifiers.clean import joined, sentences_in
from tests.identifiers.kinds import KINDS
from tests.identifiers.measure import (
    Figures,
    Placed,
    Share,
    _other,
    _swapped,
    note,
    recased,
)
from tests.identifiers.report import short

Change = Callable[[random.Random, str], str]


def share(masked: int, of: int) -> Share:
    made = Share()
    for at in range(of):
        made.add(f"text {at}", masked=at < masked)
    return made


@pytest.mark.parametrize(
    ("masked", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (200, 200, 0.9812, 1.0),
        (198, 200, 0.9643, 0.9973),
    ],
)
def test_the_interval_is_wilsons(masked: int, of: int, low: float, high: float):
    assert share(masked, of).interval() == pytest.approx((low, high), abs=1e-4)


def test_nothing_measured_has_no_share():
    assert (share(0, 0).share, share(0, 0).interval()) == (None, None)


def test_three_that_were_missed_are_shown():
    assert share(1, 9).missed == ["text 1", "text 2", "text 3"]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"context": share(198, 200)}, ()),
        ({"context": share(197, 200)}, ("context",)),
        ({"context": share(200, 200), "bare": share(197, 200)}, ("bare",)),
        ({"context": share(200, 200), "typos": share(999, 1000)}, ("typos",)),
        ({"context": share(200, 200), "bare_typos": share(0, 9)}, ()),
    ],
)
def test_what_falls_short_is_named(
    figures: dict[str, Share], expected: tuple[str, ...]
):
    assert short(Figures(KINDS["nl-bsn"], **figures)) == expected


def test_sentences_are_read_from_columns(tmp_path: Path):
    lines = "-DOCSTART- O\n\nAnn I-PER\ncame O\n. O\n\n\n( O\nyes O\n) O\n"
    (tmp_path / "one.conll").write_text(lines, encoding="utf-8")
    assert list(sentences_in(tmp_path)) == ["Ann came.", "(yes)"]


def test_words_are_joined_as_people_write_them():
    words = ["It", "cost", "5", "%", ",", "(", "or", "so", ")", "."]
    assert joined(words) == "It cost 5%, (or so)."


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("", "Stra\u00dfe 5 IJ"),
        ("lower", "stra\u00dfe 5 ij"),
        ("upper", "STRA\u00dfE 5 IJ"),
    ],
)
def test_a_text_in_another_case_keeps_its_places(case: str, expected: str):
    assert recased("Stra\u00dfe 5 IJ", case) == expected


@pytest.mark.parametrize("change", [_other, _swapped])
def test_a_typo_is_of_as_many_characters_and_one_or_two_of_them(change: Change):
    rng = random.Random(1)
    for _ in range(50):
        wrong = change(rng, "GB82WEST12345698765432")
        places = [
            at for at, char in enumerate("GB82WEST12345698765432") if wrong[at] != char
        ]
        assert len(wrong) == 22
        assert len(places) <= (1 if change is _other else 2)


@pytest.mark.parametrize(
    ("spans", "masked"),
    [
        ([(8, 19)], 1),
        ([(8, 11), (12, 15), (16, 19)], 1),
        ([(0, 12), (12, 40)], 1),
        ([(8, 18)], 0),
        ([(9, 19)], 0),
        ([(8, 11), (16, 19)], 0),
        ([], 0),
    ],
)
def test_an_identifier_is_masked_if_each_letter_and_digit_is(
    spans: list[tuple[int, int]], masked: int
):
    found = [Span(a, b, EntityKind.ID, 900, "test", "test") for a, b in spans]
    counted = Share()
    note(
        counted, found, Placed("my id = 123 456 78A, see above and below", 8, 19, "en")
    )
    assert (counted.masked, counted.of) == (masked, 1)
