"""Which tokens may come next: the output schema, and no surrogate that was not given.

Built on llguidance's masks in numpy form. JSON is written without white space, because
a weak model would fill its whole length with it. Every string of an answer besides
obeys one rule: a surrogate in it is one that stands in the sealed texts of the request.
Of JSON Schema (2020-12) only the keywords below are known; another is refused.
"""

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import llguidance
import numpy as np
from numpy.typing import NDArray

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import find_surrogates, surrogates_in
from appliance.engine.figures import figures_of
from appliance.engine.sentences import sentences_of
from appliance.errors import EngineError, SettingsError

Allowed = NDArray[np.bool_]

QUOTE = "x-cloister-quote"
FIGURE = "x-cloister-figure"
PERCENT = "percent"
SURROGATE = "x-cloister-surrogate"
_KEYWORDS = frozenset(
    {
        "$schema",
        "additionalProperties",
        "const",
        "description",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
        QUOTE,
        FIGURE,
        SURROGATE,
    }
)
# C0 and C1 controls but tab and line feed, and the bidi controls (UAX #9), which could
# make a page show another text than it holds.
HIDDEN = (
    r"\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
)
# Its messages would quote the grammar, and with it the person's sentences.
QUIET = llguidance.LLParserLimits(verbose_errors=False)


class Grammar:
    """The state of one answer under its rule."""

    def __init__(
        self, pieces: llguidance.LLTokenizer, rule: str, vocabulary: int
    ) -> None:
        """Start at the beginning of an answer.

        Raises:
            EngineError: The rule is too large, leaves nothing, or is not one the
                library knows.
        """
        self._vocabulary = vocabulary
        self._matcher = llguidance.LLMatcher(pieces, rule, log_level=0, limits=QUIET)
        if self._matcher.is_error():
            raise EngineError("the answer's grammar cannot be built")

    @property
    def allowed(self) -> Allowed:
        """Tell which token ids may come next.

        Raises:
            EngineError: The grammar's library gave up.
        """
        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        if self._matcher.is_error():
            raise EngineError("the answer's grammar gave up")
        mask = np.unpackbits(bits, bitorder="little", count=self._vocabulary)
        return mask.astype(np.bool_)

    def copy(self) -> "Grammar":
        """Give another that goes on from here."""
        twin = copy.copy(self)
        twin._matcher = self._matcher.deep_copy()  # noqa: SLF001 - of this class
        return twin

    @property
    def ended(self) -> bool:
        """Tell whether nothing can follow."""
        return bool(self._matcher.is_stopped())

    def take(self, token: int) -> None:
        """Go on by one allowed token.

        Raises:
            EngineError: The token is not allowed here.
        """
        if not self._matcher.consume_token(token):
            raise EngineError("the answer's grammar refused a token")


def free_text(texts: Sequence[str]) -> str:
    """Rule for text: anything but `[`, and exactly the surrogates of the texts."""
    rule: str = llguidance.LLMatcher.grammar_from_regex(plain(texts))
    return rule


def structured(schema: str, texts: Sequence[str], *, spaced: bool = False) -> str:
    """Rule for JSON of a schema, quotes, figures and surrogates taken from the texts.

    Args:
        schema: JSON schema of the release; a property with `"x-cloister-quote": true`
            becomes a choice among the sentences of the texts, one with
            `"x-cloister-figure": true` among their figures or "" (`"percent"`: among
            their percentages), and one with `"x-cloister-surrogate": [kinds]` among
            their surrogates of these kinds or "".
        texts: The sealed texts of the request.
        spaced: Whether white space may stand between its parts, as servers write it.

    Raises:
        SettingsError: The schema is not JSON or holds what is not known here.
    """
    rule: str = llguidance.LLMatcher.grammar_from_json_schema(
        json.dumps(filled_in(schema, texts)), overrides={"whitespace_flexible": spaced}
    )
    return rule


def filled_in(schema: str, texts: Sequence[str]) -> dict[str, Any]:
    """Give a schema of the release with the choices that the texts leave.

    Raises:
        SettingsError: The schema is not JSON or holds what is not known here.
    """
    try:
        parsed = json.loads(schema)
    except ValueError as err:
        raise SettingsError("output schema: not JSON") from err
    return _fill_in(parsed, texts)


def check_schema(name: str, schema: str, pieces: llguidance.LLTokenizer) -> None:
    """Check at start-up that a schema can be obeyed, also for a text that names nobody.

    Raises:
        SettingsError: It cannot; the message names the template and the keyword.
    """
    try:
        rule = structured(schema, ("A sentence.",))
    except (SettingsError, EngineError) as err:
        raise SettingsError(f"{name}: {err}") from err
    matcher = llguidance.LLMatcher(pieces, rule, log_level=0, limits=QUIET)
    if matcher.is_error():
        raise SettingsError(f"{name}: {matcher.get_error()}")


def plain(texts: Sequence[str]) -> str:
    """Write a regular expression for text whose surrogates are those of the texts."""
    ways = "|".join((rf"[^\[{HIDDEN}]", *map(re.escape, issued_in(texts))))
    return f"(?:{ways})*"


def issued_in(texts: Sequence[str]) -> list[str]:
    """List the surrogates of the texts, each once.

    One with a hint may stand with it, as in the texts, or without.
    """
    written = (
        form
        for text in texts
        for surrogate in surrogates_in(text)
        for form in (surrogate.name, str(surrogate))
    )
    return list(dict.fromkeys(written))


def _fill_in(schema: object, texts: Sequence[str]) -> dict[str, Any]:
    """Put quotes and the rule for surrogates into a schema, and check its keywords."""
    if not isinstance(schema, Mapping):
        raise SettingsError("output schema: expected an object per value")
    unknown = sorted(set(schema) - _KEYWORDS)
    if unknown:
        raise SettingsError(f"output schema: unknown keyword {unknown[0]}")
    if QUOTE in schema:
        if schema[QUOTE] is not True:
            raise SettingsError(f"output schema: {QUOTE} is not true")
        return {"type": "string", "enum": list(sentences_of(texts)) or [""]}
    if FIGURE in schema:
        unit = schema[FIGURE]
        if unit is not True and unit != PERCENT:
            raise SettingsError(f'output schema: {FIGURE} is not true or "{PERCENT}"')
        figures = figures_of(texts, percent=unit == PERCENT)
        return {"type": "string", "enum": ["", *figures]}
    if SURROGATE in schema:
        return {"type": "string", "enum": ["", *_issued(schema[SURROGATE], texts)]}
    if "enum" in schema or "const" in schema:
        return _choices(schema, texts)
    return _fill_in_type({k: v for k, v in schema.items() if k != "$schema"}, texts)


def _fill_in_type(schema: dict[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    match schema.get("type"):
        case "object":
            if schema.get("additionalProperties") is not False:
                raise SettingsError("output schema: additionalProperties is not false")
            properties = schema.get("properties", {})
            filled = {
                name: _fill_in(value, texts) for name, value in properties.items()
            }
            return {**schema, "properties": filled}
        case "array":
            return {**schema, "items": _fill_in(schema.get("items"), texts)}
        case "string":
            ruled = {"type": "string", "pattern": f"^{plain(texts)}$"}
            return {"allOf": [schema, ruled]}
        case "integer" | "number" | "boolean" | "null":
            return schema
    raise SettingsError("output schema: a value has no known type")


def _issued(kinds: object, texts: Sequence[str]) -> list[str]:
    """List the surrogates of these kinds that stand in the texts, each once."""
    known = EntityKind.__members__
    if not isinstance(kinds, list) or not all(kind in known for kind in kinds):
        raise SettingsError(f"output schema: {SURROGATE} is not a list of kinds")
    found = (s.name for t in texts for s in surrogates_in(t) if s.kind in kinds)
    return list(dict.fromkeys(found))


def _choices(schema: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """Leave the choices that name no surrogate besides those of the texts."""
    issued = {s for text in texts for s in find_surrogates(text)}
    choices = schema["enum"] if "enum" in schema else [schema["const"]]
    left = [
        choice
        for choice in choices
        if issued.issuperset(find_surrogates(json.dumps(choice)))
    ]
    if not left:
        raise EngineError("the output schema leaves no choice")
    return {"enum": left}
