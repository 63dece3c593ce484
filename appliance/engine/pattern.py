"""The rule of an answer that must match a pattern of the signed release.

It is the intersection of that pattern with the rule for text: so no surrogate in it
that was not given. Patterns are those of Rust's `regex` without look-around and without
anchors inside, which llguidance builds into a grammar (its docs/syntax.md, "Terminals
vs. rules": `&`).
"""

import re
from collections.abc import Mapping, Sequence

import llguidance

from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import sealed_texts
from appliance.engine.grammar import QUIET, free_text, plain, structured
from appliance.errors import SettingsError

_SLASH = re.compile(r"(\\.)|/", re.DOTALL)


def patterned(pattern: str, texts: Sequence[str]) -> str:
    """Rule for text that matches a pattern, surrogates taken from the texts."""
    rule: str = llguidance.LLMatcher.grammar_from_lark(
        "start: BOTH\n"
        "BOTH: PATTERN & PLAIN\n"
        f"PATTERN: {_literal(pattern)}\n"
        f"PLAIN: {_literal(plain(texts))}\n"
    )
    return rule


def check_pattern(name: str, pattern: str, pieces: llguidance.LLTokenizer) -> None:
    """Check at start-up that a pattern can be obeyed, also where a text names nobody.

    Raises:
        SettingsError: It cannot be read, or nothing matches it; the template is named.
    """
    rule = patterned(pattern, ("A sentence.",))
    matcher = llguidance.LLMatcher(pieces, rule, log_level=0, limits=QUIET)
    if matcher.is_error():
        raise SettingsError(f"{name}: not a pattern that can be obeyed")
    matcher.compute_bitmask()
    if matcher.is_error():
        raise SettingsError(f"{name}: no text matches it")


def _literal(pattern: str) -> str:
    """Write a regular expression as a grammar does, between slashes."""
    escaped = _SLASH.sub(lambda found: found[1] or r"\/", pattern)
    return f"/{escaped}/"


def rule_of(
    request: GenerateRequest, templates: Mapping[str, str], *, spaced: bool = False
) -> str:
    """Rule of the answer to a checked request: its schema, its pattern, or text.

    Args:
        spaced: Whether JSON may have white space.
    """
    texts = [masked.text for masked in sealed_texts(request.messages)]
    if request.schema_template:
        return structured(templates[request.schema_template], texts, spaced=spaced)
    if request.pattern_template:
        return patterned(templates[request.pattern_template], texts)
    return free_text(texts)
