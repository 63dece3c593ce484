"""Claims about the credit applications that teach the reference model."""

import re
from random import Random

import pytest

from appliance.domain.surrogate import find_surrogates
from appliance.engine.figures import figures_of
from models.training.reference_application_words import HELD_BACK, TRAINED
from models.training.reference_credit import (
    FIELDS,
    CreditFacts,
    answer_without_facts,
    assess,
    write_application,
)
from models.training.reference_labels import REASONS, RECOMMENDATIONS


@pytest.mark.parametrize(
    ("facts", "reasons", "recommendation"),
    [
        ((9000, 3000, 35, 2, 0), REASONS[7:], "approve"),
        ((9000, 3000, 36, 2, 0), ("DEBT_RATIO_RAISED",), "refer"),
        ((9000, 3000, 35.5, 2, 0), ("DEBT_RATIO_RAISED",), "refer"),
        ((9000, 3000, 50, 2, 0), ("DEBT_RATIO_RAISED",), "refer"),
        ((9000, 3000, 51, 2, 0), ("DEBT_RATIO_TOO_HIGH",), "decline"),
        ((9000, 3000, 20, 1, 0), ("SHORT_EMPLOYMENT",), "refer"),
        ((9000, 3000, 20, 23 / 12, 0), ("SHORT_EMPLOYMENT",), "refer"),
        ((50_000, 3000, 20, 5, 0), REASONS[7:], "approve"),
        ((50_001, 3000, 20, 5, 0), ("LARGE_AMOUNT",), "refer"),
        ((9000, 3000, 20, 5, 1), ("ONE_DEFAULT",), "refer"),
        ((9000, 3000, 20, 5, 2), ("REPEATED_DEFAULTS",), "decline"),
        ((None, 3000, 20, 5, 0), ("FACTS_MISSING",), "refer"),
        ((None, 3000, 60, 5, 0), ("FACTS_MISSING", "DEBT_RATIO_TOO_HIGH"), "decline"),
    ],
)
def test_credit_rules_at_their_limits(
    facts: tuple[float | None, ...], reasons: tuple[str, ...], recommendation: str
):
    assert assess(CreditFacts(*facts)) == (list(reasons), recommendation)


@pytest.mark.parametrize("held_back", [False, True])
def test_an_answer_gives_what_stands_in_the_application(*, held_back: bool):
    random, approved = Random(3), 0
    for _ in range(400):
        application = write_application(random, held_back=held_back)
        answer = application.answer
        assert tuple(answer) == (*FIELDS, "reasons", "recommendation")
        assert answer["applicant"] in {"", *find_surrogates(application.text)}
        for name in FIELDS[1:]:
            assert answer[name] in {"", *figures_of([application.text])}
        assert (answer["reasons"], answer["recommendation"]) == assess(
            application.facts
        )
        assert set(answer["reasons"]) <= set(REASONS)
        assert answer["recommendation"] in RECOMMENDATIONS
        approved += answer["recommendation"] == "approve"
    assert approved > 40


def test_a_missing_fact_is_given_as_nothing():
    random, missing = Random(5), 0
    for _ in range(300):
        application = write_application(random)
        facts = application.facts
        stated = (facts.amount, facts.income, facts.ratio_percent, facts.years,
                  facts.defaults)  # fmt: skip
        for name, value in zip(FIELDS[1:], stated, strict=True):
            assert (application.answer[name] == "") == (value is None)
            missing += value is None
    assert missing > 30


@pytest.mark.parametrize("held_back", [False, True])
def test_every_slot_and_choice_is_filled(*, held_back: bool):
    random = Random(7)
    for _ in range(400):
        text = write_application(random, held_back=held_back).text
        assert re.search(r"[{}<>]", text) is None, text


def test_held_back_wordings_are_not_among_those_of_training():
    for part in ("third", "first", "zero"):
        held, trained = getattr(HELD_BACK, part), getattr(TRAINED, part)
        for name, wordings in held.items():
            assert not set(wordings) & set(trained[name]), (part, name)
    for name, choices in HELD_BACK.labels.items():
        labels = set(choices.strip("<>").split("|"))
        assert not labels & set(TRAINED.labels[name].strip("<>").split("|")), name


def test_a_text_without_facts_is_referred():
    answer = answer_without_facts()
    assert [answer[name] for name in FIELDS] == [""] * len(FIELDS)
    assert answer["reasons"] == ["FACTS_MISSING"]
    assert answer["recommendation"] == "refer"
