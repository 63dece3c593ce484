"""What the guard learns from, is chosen on and reported on are different wordings."""

from random import Random

import pytest

from models.training import (
    guard_attacks_de,
    guard_attacks_en,
    guard_attacks_more_de,
    guard_attacks_more_en,
    guard_attacks_wide_de,
    guard_attacks_wide_en,
    guard_benign,
    guard_benign_more,
    guard_benign_wide,
)
from models.training.guard_disguise import disguise
from models.training.guard_grammar import PARTS, Grammar, wordings

BLOCKS = [
    block
    for module in (
        guard_attacks_en,
        guard_attacks_de,
        guard_attacks_more_en,
        guard_attacks_more_de,
        guard_attacks_wide_en,
        guard_attacks_wide_de,
        guard_benign,
        guard_benign_more,
        guard_benign_wide,
    )
    for name, block in vars(module).items()
    if name.isupper() and isinstance(block, str)
]
GERMAN = [
    *vars(guard_attacks_de).values(),
    *vars(guard_attacks_more_de).values(),
    *(v for v in vars(guard_attacks_wide_de).values() if isinstance(v, str)),
    guard_benign.LETTER_DE,
    guard_benign_more.LETTER_DE,
    guard_benign_wide.LETTER_DE,
    guard_benign_wide.STEPS_DE,
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_wording_belongs_to_one_part(block: str) -> None:
    lines = [line for part in PARTS for line in wordings(block, part=part)]
    assert len(lines) == len(set(lines)) > 0
    assert wordings(block, part="learn")


@pytest.mark.parametrize("block", BLOCKS)
def test_every_place_of_a_wording_is_filled(block: str) -> None:
    language = "de" if block in GERMAN else "en"
    if block in {guard_attacks_de.OTHER, guard_attacks_wide_en.OTHER}:
        language = "other"
    grammar = Grammar(Random(1), language, part="learn")
    for line in wordings(block, part="learn"):
        filled = grammar.fill(line)
        assert filled
        assert "|)" not in filled
        assert "\\d" not in filled


def test_the_same_seed_writes_the_same() -> None:
    first, second = (
        [Grammar(Random(3), "en", part="learn").draw(guard_attacks_en.PERSONA)]
        for _ in range(2)
    )
    assert first == second


def test_a_disguise_moves_the_spans_along() -> None:
    text, random = "Dear bank, 345 please.", Random(5)
    for _ in range(50):
        changed, ((start, end),) = disguise(text, ((11, 14),), random)
        assert changed[start:end] == "345"
