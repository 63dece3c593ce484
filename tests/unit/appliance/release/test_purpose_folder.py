"""A purpose folder is read strictly; what it becomes is what the steps are given."""

import re
from pathlib import Path

import pytest

from appliance.domain.caching import Caching
from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.purpose import AnswerForm, ReviewRule, Risk
from appliance.errors import SettingsError, UnknownPurposeError
from appliance.release import ReleasePurposes, build_release
from appliance.release.purpose_folder import cut_passages, parse_folder, read_folder
from tests.fakes import shipped_release

TOML = """
title = "T"
description = "D."
risk = "low"
roles = ["staff", "reviewer"]
tier = "small"
answer = "structured"
streamed = false
languages = ["en"]
retention_days = 90
review = "none"
reviewer_role = "compliance"

[limits]
max_input_chars = 10
max_output_tokens = 20

[generation]
temperature = 0.5
seed = 3

[governance]
owner = "olga"
approver = "paul"

[success]
metric = "Answers that are right"
target_permille = 900

[masking]
ORG = "keep"
SECRET = "block"

[confidence]
hold_below_permille = 700

[reason_texts]
A = "Because."
"""
CACHED = "[cache]\nexact = true\nalike = true\nkeep_hours = 3\n[masking]"
GOOD = {
    "purpose.toml": TOML,
    "prompt.en.md": "[INSTRUCTION]\n{{text}}",
    "output.schema.json": '{"type": "object", "properties": {"a": {}}}',
    "answer.md": "{{a}}",
    "references/r.md": "# R\n\n## H\nP.\n",
}


def test_every_key_arrives_in_the_purpose() -> None:
    purpose = parse_folder("x", GOOD).purpose("r" * 64)
    assert (purpose.name, purpose.title, purpose.description) == ("x", "T", "D.")
    assert (purpose.risk, purpose.tier) == (Risk.LOW, "small")
    assert purpose.roles == {Role.STAFF, Role.REVIEWER}
    assert (purpose.answer, purpose.streamed) == (AnswerForm.STRUCTURED, False)
    assert (purpose.languages, purpose.retention_days) == (("en",), 90)
    assert (purpose.review, purpose.reviewer_role) == (ReviewRule.NONE, Role.COMPLIANCE)
    assert (purpose.max_input_chars, purpose.max_output_tokens) == (10, 20)
    assert (purpose.temperature, purpose.seed) == (0.5, 3)
    assert purpose.treatments == {
        EntityKind.ORG: Treatment.KEEP,
        EntityKind.SECRET: Treatment.BLOCK,
    }
    assert (purpose.hold_below_permille, purpose.reason_texts) == (
        700,
        {"A": "Because."},
    )
    assert purpose.schema_template == "x/output.schema.json"
    assert (purpose.prose, purpose.release) == ("{{a}}", "r" * 64)
    assert set(purpose.prompts) == {"en"}


def test_shifted_and_bucketed_kinds_are_masked_with_a_hint() -> None:
    masking = 'DATE = "shift"\nAGE = "bucket"\nBIRTHDATE = "mask"\nORG = "keep"'
    folder = parse_folder("x", {**GOOD, **toml('ORG = "keep"', masking)})
    purpose = folder.purpose("r" * 64)
    assert purpose.kinds_hinted() == (EntityKind.AGE, EntityKind.DATE)
    assert purpose.kinds_kept() == (EntityKind.ORG,)
    assert purpose.kinds_blocked() == (EntityKind.SECRET,)


def test_its_templates_are_slices_passages_and_schema() -> None:
    folder = parse_folder("x", {**GOOD, "prompt.en.md": "[INSTRUCTION]\nA {{text}} B"})
    assert folder.templates() == {
        "x/prompt.en.md#INSTRUCTION.0": "A ",
        "x/prompt.en.md#INSTRUCTION.2": " B",
        "x/references/r.md#1": "H\nP.",
        "x/output.schema.json": GOOD["output.schema.json"],
    }


def toml(old: str, new: str) -> dict[str, str]:
    assert old in TOML
    return {"purpose.toml": TOML.replace(old, new, 1)}


def cached(old: str, new: str) -> dict[str, str]:
    assert old in TOML
    return {"purpose.toml": TOML.replace(old, new, 1).replace("[masking]", CACHED)}


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "an unknown key": (toml("tier =", "tear ="), "x/purpose.toml: tear: unknown key"),
    "an unknown section": (toml("[limits]", "[limit]"), "limit: unknown key"),
    "a missing key": (toml('tier = "small"\n', ""), "tier: missing"),
    "its own tier for harder cases": (
        toml("[masking]", '[routing]\nharder_tier = "small"\n[masking]'),
        "routing.harder_tier: the purpose's own tier again",
    ),
    "a threshold that every case is above": (
        toml("[masking]", "[routing]\nharder_from_permille = 0\n[masking]"),
        "routing.harder_from_permille: expected 1 to 1000, got 0",
    ),
    "a tier to fall back to twice": (
        toml("[masking]", '[routing]\nfall_back = ["a", "a"]\n[masking]'),
        "routing.fall_back: the same entry twice",
    ),
    "no TOML": ({"purpose.toml": "="}, "x/purpose.toml: not TOML"),
    "a risk that is none": (
        toml('"low"', '"medium"'),
        "risk: expected one of low, high",
    ),
    "a role that is none": (toml('"reviewer"]', '"boss"]'), "boss: no such role"),
    "a reviewer that is none": (toml('"compliance"', '"boss"'), "boss: no such role"),
    "no role": (
        toml('["staff", "reviewer"]', "[]"),
        "roles and languages: at least one",
    ),
    "one role twice": (toml('"reviewer"]', '"staff"]'), "roles: the same entry twice"),
    "an empty title": (toml('"T"', '" "'), "title: empty"),
    "a kind that is none": (
        toml("ORG =", "ORGANISATION ="),
        "masking.ORGANISATION: no such kind",
    ),
    "a treatment that is none": (
        toml('"keep"', '"drop"'),
        "masking.ORG: expected one of",
    ),
    "names in buckets": (
        toml('"keep"', '"bucket"'),
        'masking.ORG: "bucket" is for AGE only',
    ),
    "a shifted age": (
        toml('ORG = "keep"', 'AGE = "shift"'),
        'masking.AGE: "shift" is for BIRTHDATE and DATE only',
    ),
    "nothing taken": (
        toml("max_input_chars = 10", "max_input_chars = 0"),
        "limits.max_input_chars: expected 1 to",
    ),
    "an endless answer": (
        toml("tokens = 20", "tokens = 99999"),
        "limits.max_output_tokens: expected 1 to",
    ),
    "a cold temperature": (
        toml("0.5", "-0.5"),
        "generation.temperature: expected 0 to 2.0",
    ),
    "a hot temperature": (
        toml("0.5", "2.5"),
        "generation.temperature: expected 0 to 2.0",
    ),
    "no number": (
        toml("0.5", "nan"),
        "generation.temperature: expected 0 to 2.0, got nan",
    ),
    "nothing to draw from": (
        toml("seed = 3", "seed = 3\ntop_p = 0.0"),
        "generation.top_p: expected 0.01 to 1",
    ),
    "fewer tokens than none": (
        toml("seed = 3", "seed = 3\ntop_k = -1"),
        "generation.top_k: expected 0 to 1000",
    ),
    "repetition rewarded": (
        toml("seed = 3", "seed = 3\nrepetition_penalty = 0.9"),
        "generation.repetition_penalty: expected 1 to 2.0",
    ),
    "an empty stop text": (
        toml("seed = 3", 'seed = 3\nstop = ["END", ""]'),
        "generation.stop: each text takes 1 to 64 characters",
    ),
    "too many stop texts": (
        toml("seed = 3", f"seed = 3\nstop = {list('abcdefghi')}"),
        "generation.stop: 9 texts, at most 8",
    ),
    "more than a thousand": (
        toml("700", "1001"),
        "confidence.hold_below_permille: expected 0 to 1000",
    ),
    "too many turns": (
        toml("[limits]", "[conversation]\nturns = 13\n[limits]"),
        "conversation.turns: expected 0 to 12",
    ),
    "kept for ever": (toml("= 90", "= 0"), "retention_days: expected 1 to"),
    "a streamed form": (
        toml("streamed = false", "streamed = true"),
        "streamed: only a text answer",
    ),
    "a high risk whose answers are given again": (
        cached('risk = "low"', 'risk = "high"'),
        "cache.exact: only of low risk",
    ),
    "a held answer that is given again": (
        cached('review = "none"', 'review = "four-eyes"'),
        "cache.exact: only of low risk",
    ),
    "alike alone": (
        toml("[masking]", "[cache]\nalike = true\n[masking]"),
        "cache.alike: only where cache.exact is true",
    ),
    "given again for ever": (
        toml("[masking]", "[cache]\nkeep_hours = 169\n[masking]"),
        "cache.keep_hours: expected 1 to 168",
    ),
    "a language without a prompt": (
        toml('["en"]', '["en", "de"]'),
        "x/prompt.de.md is missing",
    ),
    "a prompt without a language": (
        {"prompt.fr.md": "[INSTRUCTION]\n{{text}}"},
        "x/prompt.fr.md is of no language",
    ),
    "a prompt without the text": (
        {"prompt.en.md": "[INSTRUCTION]\nx"},
        "x/prompt.en.md: {{text}} stands 0 times",
    ),
    "a schema that is no JSON": (
        {"output.schema.json": "{"},
        "x/output.schema.json: not JSON",
    ),
    "a schema of no object": (
        {"output.schema.json": "[]"},
        "x/output.schema.json: expected an object's",
    ),
    "a schema without end": (
        {"output.schema.json": "[" * 100_000},
        "x/output.schema.json: not JSON",
    ),
    "a field that is a number": (
        {"output.schema.json": '{"type": "object", "properties": {"a": 5}}'},
        "x/output.schema.json: field a has no form",
    ),
    "codes that are no texts": (
        {
            "output.schema.json": '{"type": "object", "properties": '
            '{"a": {"type": "string", "enum": [1]}}}'
        },
        "x/output.schema.json: field a has no form",
    ),
    "a list of a number of things": (
        {
            "output.schema.json": '{"type": "object", "properties": '
            '{"a": {"type": "array", "items": 3}}}'
        },
        "x/output.schema.json: field a has no form",
    ),
    "settings without end": (
        {"purpose.toml": "a = " + "[" * 100_000},
        "x/purpose.toml: not TOML",
    ),
    "words without end": (
        {"words.de.toml": "a = " + "[" * 100_000},
        "x/words.de.toml: not TOML",
    ),
    "a pattern beside a schema": (
        {"output.pattern.txt": "a"},
        "x/output.pattern.txt: structured answers have none",
    ),
    "prose of another field": (
        {"answer.md": "{{b}}"},
        "x/answer.md: no field b in the schema",
    ),
    "a reference without headings": (
        {"references/r.md": "text"},
        "x/references/r.md: no '## ' heading",
    ),
    "a reference with text under none": (
        {"references/r.md": "# R\nx\n## H\ny"},
        "x/references/r.md: text that stands under no",
    ),
    "an empty heading": (
        {"references/r.md": "## H\n\n## I\nx"},
        "x/references/r.md: nothing under '## H'",
    ),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_purpose_is_refused_with(change: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)):
        parse_folder("x", {**GOOD, **change})


def test_whether_answers_are_given_again_arrives_in_the_purpose() -> None:
    assert not parse_folder("x", GOOD).purpose("r" * 64).recalls
    purpose = parse_folder("x", {**GOOD, **toml("[masking]", CACHED)}).purpose("r" * 64)
    assert purpose.recalls
    assert purpose.caching == Caching(exact=True, alike=True, keep_hours=3)


def test_which_tiers_may_answer_arrives_in_the_purpose() -> None:
    lines = (
        '[routing]\nharder_tier = "large"\nharder_from_permille = 300\n'
        'fall_back = ["huge", "small"]\n\n[masking]'
    )
    purpose = parse_folder("x", {**GOOD, **toml("[masking]", lines)}).purpose("r" * 64)
    assert purpose.routing.harder_from_permille == 300
    assert purpose.tier_orders() == (("small", "huge"), ("large", "huge", "small"))
    alone = parse_folder("x", GOOD).purpose("r" * 64)
    assert alone.tier_orders() == (("small",),)


def test_a_folder_without_purpose_toml_is_refused() -> None:
    with pytest.raises(SettingsError, match=re.escape("x/purpose.toml: missing")):
        parse_folder("x", {})


def test_a_structured_answer_needs_a_schema_and_a_text_may_have_none() -> None:
    without = {k: v for k, v in GOOD.items() if k != "output.schema.json"}
    with pytest.raises(SettingsError, match="exactly structured answers have it"):
        parse_folder("x", without)
    text = TOML.replace('"structured"', '"text"')
    with pytest.raises(SettingsError, match="exactly structured answers have it"):
        parse_folder("x", {**GOOD, "purpose.toml": text})


TEXT = {
    **{k: v for k, v in GOOD.items() if k not in {"output.schema.json", "answer.md"}},
    "purpose.toml": TOML.replace('"structured"', '"text"'),
}


def test_the_pattern_of_a_text_answer_is_signed_with_the_rest() -> None:
    folder = parse_folder("x", {**TEXT, "output.pattern.txt": "Dear .*\n"})
    purpose = folder.purpose("r" * 64)
    assert folder.templates()["x/output.pattern.txt"] == "Dear .*"
    assert "output.pattern.txt" in folder.files
    assert (purpose.pattern_template, purpose.pattern) == (
        "x/output.pattern.txt",
        "Dear .*",
    )
    assert purpose.has_form("Dear bank")
    assert not purpose.has_form("Hello, Dear bank")
    assert parse_folder("x", TEXT).purpose("r" * 64).has_form("anything")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("", "expected one line of 1 to 1000 characters"),
        ("a\nb", "expected one line of 1 to 1000 characters"),
        ("a" * 1001, "expected one line of 1 to 1000 characters"),
        ("(a", "not a pattern"),
        ("x{1,99999999999999999999}", "not a pattern"),
    ],
)
def test_a_pattern_is_refused_with(pattern: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"x/output.pattern.txt: {told}"):
        parse_folder("x", {**TEXT, "output.pattern.txt": pattern})


@pytest.mark.parametrize("name", ["Reply", "a b", "-a", "a_b", "..."])
def test_a_folder_is_named_in_lower_case_words(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(SettingsError, match="named in lower-case words"):
        read_folder(tmp_path / name)


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "prompt.md", "prompt.EN.md", "references/r.txt", "x/r.md", ".env"],
)
def test_a_file_that_has_no_place_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x" / name
    path.parent.mkdir(parents=True)
    path.write_text("")
    with pytest.raises(SettingsError, match="does not belong in a purpose folder"):
        read_folder(tmp_path / "x")


def test_a_file_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "answer.md").write_bytes(b"ok \xff")
    with pytest.raises(SettingsError, match=r"answer\.md: not UTF-8 at byte 3"):
        read_folder(tmp_path / "x")


def test_passages_are_paragraphs_each_under_its_heading() -> None:
    source = "# Title\n\n## One\nfirst\nline\n\nsecond\n\n## Two\nthird\n"
    assert [(p.template, p.heading, p.text) for p in cut_passages("f.md", source)] == [
        ("f.md#1", "One", "One\nfirst line"),
        ("f.md#2", "One", "One\nsecond"),
        ("f.md#3", "Two", "Two\nthird"),
    ]


def test_the_shipped_purposes_are_these_and_safe() -> None:
    purposes = {purpose.name: purpose for purpose in shipped_release().purposes}
    assert set(purposes) == {"complaint-triage", "credit-memo", "reply-draft"}
    assert [n for n, p in purposes.items() if p.streamed] == ["reply-draft"]
    assert purposes["credit-memo"].review is ReviewRule.FOUR_EYES
    for purpose in purposes.values():
        assert purpose.review is ReviewRule.FOUR_EYES or purpose.risk is Risk.LOW


def test_purposes_are_listed_by_title_and_found_by_name_only() -> None:
    port = ReleasePurposes(shipped_release().purposes)
    titles = [purpose.title for purpose in port.all()]
    assert titles == sorted(titles)
    assert port.named("credit-memo").name == "credit-memo"
    for typed in ("Credit-Memo", "", "../credit-memo", "my customer"):
        with pytest.raises(UnknownPurposeError) as raised:
            port.named(typed)
        assert str(raised.value) == "not one of 3 purposes"


def test_a_policies_folder_without_purposes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no purpose folder"):
        build_release(tmp_path, model="0" * 64)


def test_words_in_another_language_arrive_by_the_english_of_each() -> None:
    texts = {**GOOD, "words.de.toml": '"T" = "Titel"\n"Because." = "Darum."\n'}
    purpose = parse_folder("x", texts).purpose("r" * 64)
    assert purpose.words == {"de": {"T": "Titel", "Because.": "Darum."}}
    assert parse_folder("x", GOOD).purpose("r" * 64).words == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('"T" = ', "x/words.de.toml: not TOML"),
        ('"T" = ""', "x/words.de.toml: 'T': expected text"),
        ('"T" = 3', "x/words.de.toml: 'T': expected text"),
        ('[T]\na = "b"', "x/words.de.toml: 'T': expected text"),
    ],
)
def test_words_that_are_none_are_refused(words: str, told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)):
        parse_folder("x", {**GOOD, "words.de.toml": words})
