"""A text answer may be held to a pattern of the release, and to the rule for text."""

import re

import pytest

from appliance.engine.load import LoadedModel
from appliance.engine.pattern import check_pattern, patterned
from appliance.errors import EngineError, SettingsError
from tests.unit.appliance.engine.test_grammar import accepts, answer

TEXT = "I am [PERSON_ab2c_1]."
NAMED = (
    r"(?:Dear \[PERSON_[a-z2-9]{4}_[1-9]\]|Dear customer), it is 20[0-9]{2}/[01][0-9]"
)


@pytest.mark.parametrize("seed", range(10))
def test_an_answer_matches_its_pattern_whatever_the_model(
    tiny: LoadedModel, seed: int
) -> None:
    text, reason = answer(tiny, patterned(NAMED, [TEXT]), seed)
    assert reason == "stop"
    assert re.fullmatch(NAMED, text)
    assert "[PERSON_ab2c_2]" not in text


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (NAMED, "Dear [PERSON_ab2c_1], it is 2026/11", True),
        # The pattern has it, the texts do not.
        (NAMED, "Dear [PERSON_ab2c_2], it is 2026/11", False),
        (NAMED, "Dear customer, it is 2026-11", False),
        (r"a/b\/c", "a/b/c", True),
        ("[^/]*", "\u202eevil", False),
        (".*", "[NOTE_ab2c_1]", False),
        (".*", "Gr\u00fc\u00dfe \u5361", True),
    ],
)
def test_only_what_both_pattern_and_rule_take_is_taken(
    tiny: LoadedModel, pattern: str, text: str, *, expected: bool
) -> None:
    assert expected == accepts(tiny, patterned(pattern, [TEXT]), text)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("(a", "x: not a pattern that can be obeyed"),
        ("a(?=b)", "x: not a pattern that can be obeyed"),
        (r"(a)\1", "x: not a pattern that can be obeyed"),
        (r"\[1\]", "x: no text matches it"),
        # Only for a text that names somebody.
        (r"Dear \[PERSON_[a-z2-9]{4}_[0-9]\]", "x: no text matches it"),
        ("\u202e", "x: no text matches it"),
    ],
)
def test_a_pattern_that_cannot_be_obeyed_is_refused_at_start(
    tiny: LoadedModel, pattern: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        check_pattern("x", pattern, tiny.pieces)


def test_a_pattern_that_no_answer_to_this_text_matches_ends_that_answer(
    tiny: LoadedModel,
) -> None:
    check_pattern("x", r"Dear [^\[]*", tiny.pieces)
    with pytest.raises(EngineError):
        answer(tiny, patterned(r"Dear \[AGE_[a-z]+_1\]", [TEXT]), 1)
