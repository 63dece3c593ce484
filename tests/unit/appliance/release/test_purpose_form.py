"""The form of a purpose's answers, and what it takes to write one again."""

import json
import re

import pytest

from appliance.domain.finding import Severity
from appliance.errors import SettingsError
from appliance.release.purpose_folder import parse_folder
from tests.unit.appliance.release.test_purpose_folder import GOOD, TEXT, TOML

KIND = {"type": "string", "enum": ["fee", "card"]}
WORDS = {"type": "string"}


def schema(**fields: object) -> str:
    return json.dumps({"type": "object", "properties": fields})


def tries(count: int, source: str = TOML) -> str:
    return f"{source}\n[retry]\ntries = {count}\n"


PROMPT = "[INSTRUCTION]\n{{text}}\n[RETRY]\nOnly the object."
FORM = {
    **GOOD,
    "answer.md": "{{kind}}",
    "output.schema.json": schema(kind=KIND, note=WORDS),
}
SIMPLE = {"output.simple.schema.json": schema(kind=KIND)}
CLEARER = {"prompt.en.md": PROMPT}
BOTH = {**FORM, **SIMPLE, **CLEARER, "purpose.toml": tries(2)}


def test_what_a_further_try_is_told_and_held_to_is_signed_with_the_rest() -> None:
    folder = parse_folder("x", BOTH)
    purpose, templates = folder.purpose("r" * 64), folder.templates()
    assert templates["x/prompt.en.md#RETRY.0"] == "Only the object."
    assert templates["x/output.simple.schema.json"] == schema(kind=KIND)
    assert [purpose.form_of(number)[0] for number in (1, 2, 3)] == [
        "x/output.schema.json",
        "x/output.schema.json",
        "x/output.simple.schema.json",
    ]
    assert purpose.retry.tries == 2


def test_a_purpose_that_says_nothing_writes_nothing_again() -> None:
    purpose = parse_folder("x", GOOD).purpose("r" * 64)
    assert (purpose.retry.tries, purpose.retry.form) == (0, ("", ""))
    malformed = purpose.guards.finding("answer.malformed")
    assert malformed.severity is Severity.REFUSE


@pytest.mark.parametrize(
    ("guards", "severity"),
    [("", Severity.HOLD), ('[guards]\n"answer.malformed" = "refuse"', Severity.REFUSE)],
)
def test_after_the_last_try_a_person_looks_unless_it_says_otherwise(
    guards: str, severity: Severity
) -> None:
    texts = {**BOTH, "purpose.toml": tries(2) + guards}
    purpose = parse_folder("x", texts).purpose("r" * 64)
    assert purpose.guards.finding("answer.malformed").severity is severity


def test_a_text_answer_has_a_simpler_pattern() -> None:
    texts = {
        **TEXT,
        "purpose.toml": tries(1, TEXT["purpose.toml"]),
        "output.pattern.txt": "Yes, because .+|No, because .+",
        "output.simple.pattern.txt": "Yes|No\n",
    }
    folder = parse_folder("x", texts)
    purpose = folder.purpose("r" * 64)
    assert folder.templates()["x/output.simple.pattern.txt"] == "Yes|No"
    assert purpose.has_form("No", 2)
    assert not purpose.has_form("No", 1)


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "more tries than two": (
        {**BOTH, "purpose.toml": tries(3)},
        "retry.tries: expected 0 to 2, got 3",
    ),
    "fewer than none": (
        {**BOTH, "purpose.toml": tries(-1)},
        "retry.tries: expected 0 to 2, got -1",
    ),
    "a second try that is the first again": (
        {**FORM, "purpose.toml": tries(1)},
        "retry.tries: prompt.en.md has no [RETRY]",
    ),
    "two tries and no word for the first of them": (
        {**FORM, **SIMPLE, "purpose.toml": tries(2)},
        "retry.tries: prompt.en.md has no [RETRY]",
    ),
    "a third try that is the second again": (
        {**FORM, **CLEARER, "purpose.toml": tries(2)},
        "retry.tries: 2, but there is no simpler form",
    ),
    "words for a try that is never made": (
        {**FORM, **CLEARER},
        "retry.tries: 0, but [RETRY] or a simpler form is there for it",
    ),
    "a form for a try that is never made": (
        {**FORM, **SIMPLE},
        "retry.tries: 0, but [RETRY] or a simpler form is there for it",
    ),
    "an answer that is read while it is written": (
        {
            **TEXT,
            **CLEARER,
            "purpose.toml": tries(
                1, TEXT["purpose.toml"].replace("streamed = false", "streamed = true")
            ),
        },
        "streamed: not where an answer may be written again",
    ),
    "a variable in [RETRY]": (
        {**BOTH, "prompt.en.md": f"{PROMPT} {{{{references}}}}"},
        "x/prompt.en.md: [RETRY] takes no variables",
    ),
    "a simpler schema of a text": (
        {**TEXT, **SIMPLE, "purpose.toml": tries(1, TEXT["purpose.toml"])},
        "x/output.simple.schema.json: only structured answers",
    ),
    "a simpler pattern of a form": (
        {**BOTH, "output.simple.pattern.txt": "Yes"},
        "x/output.simple.pattern.txt: structured answers have none",
    ),
    "a simpler schema that is none": (
        {**BOTH, "output.simple.schema.json": "{"},
        "x/output.simple.schema.json: not JSON",
    ),
    "a field more": (
        {**BOTH, "output.simple.schema.json": schema(why=WORDS)},
        "x/output.simple.schema.json: no field why in the schema",
    ),
    "a code more": (
        {
            **BOTH,
            "output.simple.schema.json": schema(
                kind={"type": "string", "enum": ["fee", "loan"]}
            ),
        },
        "x/output.simple.schema.json: field kind takes more than the schema's",
    ),
    "any word in place of a code": (
        {**BOTH, "output.simple.schema.json": schema(kind=WORDS)},
        "x/output.simple.schema.json: field kind takes more than the schema's",
    ),
    "a list in place of a word": (
        {
            **BOTH,
            "output.simple.schema.json": schema(note={"type": "array", "items": WORDS}),
        },
        "x/output.simple.schema.json: field note takes more than the schema's",
    ),
    "a number in place of a word": (
        {**BOTH, "output.simple.schema.json": schema(note={"type": "integer"})},
        "x/output.simple.schema.json: field note takes more than the schema's",
    ),
}


@pytest.mark.parametrize(("texts", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_ladder_is_refused_with(texts: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)):
        parse_folder("x", texts)
