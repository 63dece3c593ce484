"""Prompt files: their sections, their variables, and what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.prompt import digest_of, parse_prompt
from appliance.errors import SettingsError


def test_a_file_is_cut_at_its_sections_and_variables() -> None:
    source = "[SYSTEM]\nBe kind.\n\n[INSTRUCTION]\nRead {{text}} now\n"
    template = parse_prompt("p.md", source)
    assert [(s.template, s.text, s.variable) for s in template.slices()] == [
        ("p.md#SYSTEM.0", "Be kind.", ""),
        ("p.md#INSTRUCTION.0", "Read ", ""),
        ("", "", "text"),
        ("p.md#INSTRUCTION.2", " now", ""),
    ]
    assert template.context == template.format == ()
    assert template.system[0].digest == digest_of("Be kind.")


REFUSED = {
    "nothing": ("", "text before the first [SECTION]"),
    "text before a section": ("Hi\n[INSTRUCTION]\n{{text}}", "text before the first"),
    "an unknown section": ("[USER]\n{{text}}", "section [USER] is unknown or repeated"),
    "a section twice": (
        "[INSTRUCTION]\n{{text}}\n[INSTRUCTION]\nx",
        "section [INSTRUCTION] is unknown or repeated",
    ),
    "no instruction": ("[SYSTEM]\n{{text}}", "section [INSTRUCTION] is missing"),
    "no text": ("[INSTRUCTION]\nx", "{{text}} stands 0 times, not once"),
    "the text twice": (
        "[CONTEXT]\n{{text}}\n[INSTRUCTION]\n{{text}}",
        "{{text}} stands 2 times, not once",
    ),
    "an unknown variable": (
        "[INSTRUCTION]\n{{text}} {{name}}",
        "unknown variable {{name}}",
    ),
}


@pytest.mark.parametrize(("source", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_prompt_is_refused_with(source: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"^p.md: {re.escape(told)}"):
        parse_prompt("p.md", source)


@given(
    st.text(alphabet="ab {}\n[]", max_size=40), st.text(alphabet="ab \n", max_size=9)
)
def test_slices_join_to_the_section_they_were_cut_from(left: str, right: str) -> None:
    section = f"{left}{{{{text}}}}{right}"
    try:
        template = parse_prompt("p.md", f"[INSTRUCTION]\n{section}")
    except SettingsError:
        return
    joined = "".join(s.text or f"{{{{{s.variable}}}}}" for s in template.instruction)
    assert joined == section.strip()
