"""Governance, thresholds, variables and audiences of a purpose: read, or refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audience import Audiences, prompt_key
from appliance.domain.caller import Role
from appliance.domain.governance import Governance
from appliance.domain.purpose import Purpose
from appliance.domain.thresholds import Thresholds
from appliance.domain.variable import VariableType
from appliance.errors import SettingsError
from appliance.release.purpose_folder import parse_folder
from appliance.release.purpose_prompts import PROMPT_FILE

TOML = """
title = "T"
description = "D."
risk = "high"
roles = ["staff", "reviewer"]
tier = "small"
answer = "structured"
streamed = false
languages = ["en", "de", "fr"]
retention_days = 90
review = "four-eyes"
reviewer_role = "reviewer"

[limits]
max_input_chars = 100
max_output_tokens = 20

[generation]
temperature = 0.0
seed = 3

[governance]
owner = "olga"
approver = "paul"

[success]
metric = "Right ones"
target_permille = 900

[thresholds]
shares = { right = 850, "field.a" = 990 }
limits = { p95_ms = 9000 }

[variables.due]
type = "date"
label = "Answer by"

[variables.product]
type = "choice"
label = "Product"
words = ["card", "loan"]

[audiences]
languages = { fr = "en" }
people = { expert = ["reviewer"] }
"""
PROMPT = "[SYSTEM]\n{}{{{{product}}}}\n[INSTRUCTION]\n{{{{due}}}} {{{{text}}}}"
GOOD = {
    "purpose.toml": TOML,
    "prompt.en.md": PROMPT.format("en "),
    "prompt.de.md": PROMPT.format("de "),
    "prompt.de.expert.md": PROMPT.format("de expert "),
    "output.schema.json": '{"type": "object", "properties": {"a": {}}}',
}


def toml(old: str, new: str) -> dict[str, str]:
    assert old in TOML
    return {"purpose.toml": TOML.replace(old, new, 1)}


def purpose() -> Purpose:
    return parse_folder("x", GOOD).purpose("r" * 64)


def test_what_a_purpose_is_held_to_arrives_in_it() -> None:
    read = purpose()
    assert read.governance == Governance("olga", "paul")
    assert (read.success.metric, read.success.target_permille) == ("Right ones", 900)
    asked = read.thresholds
    assert asked == Thresholds({"right": 850, "field.a": 990}, {"p95_ms": 9000})


def test_without_a_target_of_its_own_a_purpose_has_one() -> None:
    without = re.sub(r"\[thresholds\]\n.*\n.*\n", "", TOML)
    read = parse_folder("x", {**GOOD, "purpose.toml": without}).purpose("")
    assert read.thresholds.shares == {"right": 900}


def test_a_login_is_the_owners_in_any_case_and_nothing_is_nobodys() -> None:
    governance = Governance("Olga", "paul")
    assert governance.is_owner("olga")
    assert governance.is_approver("PAUL")
    assert not governance.is_owner("paul")
    assert not Governance("", "").is_owner("")
    assert Governance("olga", "OLGA").is_one_person()


def test_variables_arrive_in_their_order_and_words_are_signed_templates() -> None:
    due, product = purpose().variables
    assert (due.name, due.type, due.label) == ("due", VariableType.DATE, "Answer by")
    assert (product.type, product.words) == (VariableType.CHOICE, ("card", "loan"))
    templates = parse_folder("x", GOOD).templates()
    assert templates["x/purpose.toml#product.0"] == "card"
    assert templates[product.template("x", "loan")] == "loan"


@pytest.mark.parametrize(
    ("language", "role", "start"),
    [
        ("en", Role.STAFF, "en "),
        ("en", Role.REVIEWER, "en "),
        ("de", Role.STAFF, "de "),
        ("de", Role.REVIEWER, "de expert "),
        ("fr", Role.STAFF, "en "),
        ("fr", Role.REVIEWER, "en "),
    ],
)
def test_the_nearest_prompt_answers(language: str, role: Role, start: str) -> None:
    found = purpose().prompt_for(language, {role})
    assert found is not None
    assert found.system[0].text == start


def test_a_language_that_is_none_has_no_prompt() -> None:
    assert purpose().prompt_for("es", {Role.STAFF}) is None


def test_who_is_in_two_audiences_belongs_to_the_first() -> None:
    people = {"a": (Role.AUDITOR, Role.STAFF), "b": (Role.STAFF,)}
    both = Audiences(people=people)
    assert both.of({Role.STAFF}) == "a"
    assert both.of({Role.ADMIN}) == ""
    assert list(both.order("en", {Role.STAFF})) == ["en.a", "en"]


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no owner": (toml('"olga"', '" "'), "governance.owner: expected a login"),
    "no governance": (
        toml("[governance]", "[governance2]"),
        "governance2: unknown key",
    ),
    "one person for a high risk": (
        toml('"paul"', '"OLGA"'),
        "governance.approver: somebody else, as the risk is high",
    ),
    "no metric": (toml('"Right ones"', '""'), "success.metric: empty"),
    "no target": (
        toml("target_permille = 900", "target_permille = 0"),
        "success.target_permille: expected 1 to 1000",
    ),
    "a coin for confidence": (
        toml("[thresholds]", "[thresholds]\nconfidence_permille = 500"),
        "x/purpose.toml: thresholds: confidence_permille: expected 501 to 999",
    ),
    "a margin beyond all": (
        toml("[thresholds]", "[thresholds]\nmargin_permille = 1000"),
        "thresholds: margin_permille: expected 1 to 999",
    ),
    "a share beyond all": (
        toml("= 990", "= 1001"),
        "thresholds: share field.a: expected 1 to 1000",
    ),
    "no share of what is right": (
        toml("right = 850, ", ""),
        "thresholds: expected a target for the share of cases that are right",
    ),
    "a share of nothing": (
        toml("right = 850", "right = 850, kind = 3"),
        "thresholds.shares.kind: not measured",
    ),
    "a limit of nothing": (
        toml("p95_ms", "p95"),
        "thresholds.limits.p95: not measured",
    ),
    "a field that is none": (
        toml('"field.a"', '"field.b"'),
        "x/purpose.toml: thresholds.shares.field.b: no such field in the schema",
    ),
    "a variable of no type": (
        toml('"date"', '"money"'),
        "variables.due.type: expected one of",
    ),
    "a variable named as the text": (
        toml("[variables.due]", "[variables.text]"),
        "variables.text: not a name",
    ),
    "a variable in capitals": (
        toml("[variables.due]", "[variables.Due]"),
        "variables.Due: not a name",
    ),
    "a variable without a label": (
        toml('"Answer by"', '" "'),
        "variables.due.label: empty",
    ),
    "a choice of nothing": (
        toml('["card", "loan"]', "[]"),
        "variables.product.words: exactly a choice has them",
    ),
    "a date of words": (
        toml('label = "Answer by"', 'label = "A"\nwords = ["x"]'),
        "variables.due.words: exactly a choice has them",
    ),
    "a word twice": (
        toml('"loan"]', '"card"]'),
        "variables.product.words: at most 100, each once",
    ),
    "a word of two lines": (
        toml('"loan"]', '"lo\\nan"]'),
        "variables.product.words: each takes 1 to 100 characters",
    ),
    "numbers upside down": (
        toml('label = "Answer by"', 'label = "A"\nleast = 5\nmost = 4'),
        "variables.due: least and most: expected",
    ),
    "a text of nothing": (
        toml('label = "Answer by"', 'label = "A"\nmax_chars = 0'),
        "variables.due.max_chars: expected 1 to",
    ),
    "a variable that no prompt asks for": (
        toml("[audiences]", '[variables.x]\ntype = "date"\nlabel = "X"\n[audiences]'),
        "x/purpose.toml: variables.x: no prompt asks for it",
    ),
    "a prompt that asks for more": (
        {"prompt.en.md": "[INSTRUCTION]\n{{due}} {{text}} {{name}}"},
        "x/prompt.en.md: unknown variable {{name}}",
    ),
    "what is typed, as the system": (
        {"prompt.en.md": "[SYSTEM]\n{{due}}\n[INSTRUCTION]\n{{text}}"},
        "x/prompt.en.md: {{due}} stands in [SYSTEM]",
    ),
    "a language that stands in for itself": (
        toml('fr = "en"', 'fr = "fr"'),
        "audiences.languages.fr: expected two languages of the purpose",
    ),
    "a language of others": (
        toml('fr = "en"', 'es = "en"'),
        "audiences.languages.es: expected two languages of the purpose",
    ),
    "a stand-in of a stand-in": (
        toml('fr = "en"', 'fr = "de", de = "en"'),
        "audiences.languages.fr: de has a stand-in itself",
    ),
    "a language without a prompt or stand-in": (
        toml('languages = { fr = "en" }', ""),
        "x/prompt.fr.md is missing",
    ),
    "an audience of nobody": (
        toml('["reviewer"] }', "[] }"),
        "audiences.people.expert: expected roles of the purpose, got none",
    ),
    "an audience of others": (
        toml('["reviewer"] }', '["admin"] }'),
        "audiences.people.expert: expected roles of the purpose, got admin",
    ),
    "an audience without a prompt": (
        toml('expert = ["reviewer"]', 'expert = ["reviewer"], lay = ["staff"]'),
        "x/purpose.toml: audiences.people.lay: no prompt is for them",
    ),
    "a prompt of no audience": (
        {"prompt.en.boss.md": PROMPT.format("")},
        "x/prompt.en.boss.md is of no audience",
    ),
    "a file that has no place": (
        {"../prompt.en.md": ""},
        "x/../prompt.en.md: does not belong in a purpose folder",
    ),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_purpose_is_refused_with(change: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)):
        parse_folder("x", {**GOOD, **change})


@given(
    st.sampled_from(sorted(GOOD)),
    st.integers(0, 2_000),
    st.text(alphabet='[]{}"=\n. abe_', max_size=8),
)
def test_a_damaged_file_is_read_or_refused_by_name(
    file: str, at: int, typed: str
) -> None:
    text = GOOD[file]
    at = min(at, len(text))
    damaged = {**GOOD, file: text[:at] + typed + text[at + 3 :]}
    told = "x/"
    try:
        parse_folder("x", damaged).purpose("")
    except SettingsError as err:
        told = str(err)
    assert told.startswith("x/")


@given(st.text(alphabet="prompt.endx-md", max_size=24))
def test_a_prompt_file_is_named_by_language_and_audience(name: str) -> None:
    match = PROMPT_FILE.fullmatch(name)
    if match is not None:
        key = prompt_key(match.group(1), match.group(2) or "")
        assert name == f"prompt.{key}.md"
