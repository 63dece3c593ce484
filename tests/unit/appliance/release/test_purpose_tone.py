"""tone.<language>.toml: what is read, and what is refused with its file."""

import pytest

from appliance.domain.prompt import parse_prompt
from appliance.domain.tone import Tone
from appliance.errors import SettingsError
from appliance.guards.leak import CANARY
from appliance.release.purpose_tone import tone_of


def test_lists_are_read_by_language() -> None:
    texts = {
        "tone.en.toml": 'toxic = ["idiot*"]\nforbidden = ["we promise"]',
        "tone.de.toml": 'forbidden = ["garantier*"]',
        "prompt.en.md": "toxic",
    }
    assert tone_of("x", texts) == Tone(
        {"en": ("idiot*",)}, {"en": ("we promise",), "de": ("garantier*",)}
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("toxic = [", "not TOML"),
        ('rude = ["x"]', "'rude': expected toxic or forbidden"),
        ('toxic = "x"', "toxic: a list"),
        ('toxic = ["a", "b.*"]', "toxic: entry 2 is no words"),
        ("toxic = [1]", "toxic: entry 1 is no words"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(text: str, why: str) -> None:
    with pytest.raises(SettingsError, match=r"^x/tone\.en\.toml: ") as raised:
        tone_of("x", {"tone.en.toml": text})
    assert why in str(raised.value)


def test_a_canary_is_a_word_of_the_prompt_that_differs_with_it() -> None:
    prompts = [
        parse_prompt(
            "p", f"[SYSTEM]\n{{{{canary}}}} {word}\n[INSTRUCTION]\n{{{{text}}}}"
        )
        for word in ("one", "two")
    ]
    canaries = [CANARY.findall(prompt.system[0].text) for prompt in prompts]
    assert [len(found) for found in canaries] == [1, 1]
    assert canaries[0] != canaries[1]


def test_a_canary_stands_in_the_system_section_alone() -> None:
    with pytest.raises(SettingsError, match="unknown variable"):
        parse_prompt("p", "[INSTRUCTION]\n{{text}} {{canary}}")
