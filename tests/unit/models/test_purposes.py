"""Claims about the shipped purposes and the model's answers to them."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from appliance.domain.golden import GoldenCase
from appliance.engine.figures import figures_of
from appliance.release.purpose_folder import parse_folder, read_folder
from models.training.reference_cases import PURPOSES
from models.training.reference_chat import read_passages, read_prompt
from models.training.reference_credit import FIELDS
from models.training.reference_labels import (
    INTENTS,
    PRODUCTS,
    REASONS,
    RECOMMENDATIONS,
    URGENCIES,
    urgency_of,
)

ROOT = Path(__file__).parents[3] / "policies" / "purposes"
TRIAGE, REPLY, CREDIT = (ROOT / name for name in PURPOSES)


def schema_of(purpose: Path) -> dict:
    return json.loads((purpose / "output.schema.json").read_text("utf-8"))


def cases_of(purpose: Path) -> tuple[GoldenCase, ...]:
    return parse_folder(purpose.name, read_folder(purpose)).golden


def test_these_purposes_are_shipped_and_no_more():
    assert {p.name for p in ROOT.iterdir() if (p / "purpose.toml").exists()} == set(
        PURPOSES
    )


def test_triage_schema_offers_exactly_the_labels():
    fields = schema_of(TRIAGE)["properties"]
    assert list(fields) == ["intent", "urgency", "product", "quote"]
    assert fields["intent"]["enum"] == list(INTENTS)
    assert fields["urgency"]["enum"] == list(URGENCIES)
    assert fields["product"]["enum"] == list(PRODUCTS)
    assert fields["quote"]["x-cloister-quote"] is True


def test_credit_schema_offers_exactly_the_codes():
    fields = schema_of(CREDIT)["properties"]
    assert list(fields) == [*FIELDS, "reasons", "recommendation"]
    assert fields["applicant"]["x-cloister-surrogate"] == ["PERSON", "ORG"]
    for name in FIELDS[1:]:
        unit = "percent" if name == "debt_ratio" else True
        assert fields[name]["x-cloister-figure"] == unit
    assert fields["reasons"]["items"]["enum"] == list(REASONS)
    assert fields["recommendation"]["enum"] == list(RECOMMENDATIONS)


@pytest.mark.parametrize("purpose", [TRIAGE, CREDIT])
def test_schemas_require_every_field_and_refuse_others(purpose: Path):
    schema = schema_of(purpose)
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False


def test_every_reason_code_has_its_sentence():
    texts = tomllib.loads((CREDIT / "purpose.toml").read_text("utf-8"))["reason_texts"]
    assert list(texts) == list(REASONS)


def test_the_memo_shows_every_field():
    shown = re.findall(r"\{\{(\w+)\}\}", (CREDIT / "answer.md").read_text("utf-8"))
    assert sorted(shown) == sorted(schema_of(CREDIT)["properties"])


@pytest.mark.parametrize("name", PURPOSES)
def test_prompts_parse_with_and_without_a_passage(name: str):
    bare = read_prompt(ROOT / name)
    assert bare.system
    assert "{{" not in bare.before + bare.after
    passages = read_passages(ROOT / name)
    assert 3 <= len(passages) <= 6
    for passage in passages:
        cited = read_prompt(ROOT / name, passage)
        assert cited.before == f"{passage}\n\n{bare.before}"
        assert cited.after == bare.after


@pytest.mark.parametrize("name", PURPOSES)
def test_a_hundred_and_fifty_golden_cases_and_more_of_every_sort(name: str):
    cases = cases_of(ROOT / name)
    assert len(cases) >= 150
    assert len({" ".join(case.input.split()).casefold() for case in cases}) == len(
        cases
    )
    tagged = {tag for case in cases for tag in case.tags}
    assert tagged >= {
        *("limit", "long", "typos", "person", "amounts", "injection", "identifiers"),
        *("out-of-scope", "other-language", "empty-ish", "letter"),
    } - ({"person"} if name == "credit-memo" else set())
    assert sum(case.injection for case in cases) >= 9
    assert sum(case.refuse is True for case in cases) >= 15


def test_golden_triage_expects_what_the_labels_imply():
    for case in cases_of(TRIAGE):
        if not isinstance(intent := case.expect.get("intent"), str):
            continue  # two matters, or none: the case says what is right
        assert case.expect["product"] == INTENTS[intent].product, case.id
        assert case.expect["urgency"] == urgency_of(intent, case.input), case.id
        assert case.expect.get("quote", "") in case.input, case.id


def test_golden_memos_expect_figures_of_the_text():
    for case in cases_of(CREDIT):
        for name in FIELDS[1:]:
            stated = figures_of([case.input], percent=name == "debt_ratio")
            assert case.expect.get(name, "") in {"", *stated}, case.id
        assert case.expect.get("applicant", "") in case.input
