"""Claims about the texts that teach the reference model; no torch needed."""

import csv
import json
import re
from pathlib import Path
from random import Random

import pytest

from models.training import reference_messages, reference_other
from models.training.reference_cases import CREDIT, REPLY, TRIAGE, CaseWriter
from models.training.reference_credit import (
    HELD_BACK_AMOUNTS,
    HELD_BACK_INCOMES,
    CreditFacts,
    assess,
    write_application,
)
from models.training.reference_labels import (
    INTENTS,
    OUT_OF_SCOPE,
    PRODUCTS,
    REASONS,
    RECOMMENDATIONS,
    URGENCIES,
    urgency_of,
)
from models.training.reference_letters import NEXT_STEPS, write_letter
from models.training.reference_messages import (
    dress_message,
    quote_of,
    read_banking77,
    sentences_of,
    split_held_back,
)

PURPOSES = Path(__file__).parents[3] / "policies" / "purposes"
SURROGATE = re.compile(r"\[[A-Z]+_[a-hjkmnp-z2-9]{4}_[1-9][0-9]{0,3}\]")
QUESTION = "My parcel is late. Where is my card?"


@pytest.fixture
def writer():
    rows = [(QUESTION, "card_arrival"), ("Close it now.", "terminate_account")]
    return CaseWriter(rows, ["I had a cold for two long weeks."], PURPOSES, Random(5))


def test_each_intent_implies_known_words():
    assert len(INTENTS) == 78
    for intent in INTENTS.values():
        assert intent.product in PRODUCTS
        assert intent.urgency in URGENCIES
    families = {intent.family for intent in INTENTS.values()}
    assert families - {"out_of_scope"} == set(NEXT_STEPS)


def test_each_family_has_eight_wordings_or_more():
    assert {
        family: len(set(steps))
        for family, steps in NEXT_STEPS.items()
        if len(set(steps)) < 8
    } == {}


@pytest.mark.parametrize(
    ("intent", "message", "expected"),
    [
        ("age_limit", "How old must I be?", "low"),
        ("age_limit", "How old must I be? Please answer ASAP.", "normal"),
        ("card_arrival", "Where is my card?", "normal"),
        ("card_arrival", "Where is my card? It is URGENT!", "high"),
        ("lost_or_stolen_card", "It is gone, help immediately", "high"),
        (OUT_OF_SCOPE, "A cake recipe, urgently", "low"),
        ("card_arrival", "I am an insurgent", "normal"),
    ],
)
def test_haste_raises_urgency_by_one(intent: str, message: str, expected: str):
    assert urgency_of(intent, message) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("One sentence only.", "One sentence only."),
        ("I moved. How do I tell you? Thanks.", "How do I tell you?"),
        ("Short one. This is the longest of all.", "This is the longest of all."),
        ("no punctuation at all", "no punctuation at all"),
    ],
)
def test_the_quote_is_the_question_or_the_longest_sentence(
    question: str, expected: str
):
    assert quote_of(question) == expected


def test_a_quote_is_a_whole_sentence_of_the_message(writer: CaseWriter):
    for _ in range(300):
        case = writer.triage(QUESTION, "card_arrival", plain_share=0.2)
        assert json.loads(case.answer)["quote"] in sentences_of(case.text)


def test_a_letter_names_only_surrogates_of_its_message(writer: CaseWriter):
    seen = 0
    for _ in range(300):
        case = writer.reply(QUESTION, "card_arrival")
        named = SURROGATE.findall(case.answer)
        seen += len(named)
        assert set(named) <= set(SURROGATE.findall(case.text))
        assert case.answer.count("[") == len(named)
    assert seen > 100


def test_a_letter_greets_the_writer_not_the_clerk():
    facts = {"writer": "[PERSON_ab2c_2]"}
    for seed in range(20):
        letter = write_letter("card_arrival", facts, Random(seed))
        assert letter.startswith("Dear [PERSON_ab2c_2],\n\n")


def test_every_out_of_scope_letter_declines_in_the_same_words():
    bodies = {
        write_letter(OUT_OF_SCOPE, {}, Random(seed)).split("\n\n")[1]
        for seed in range(30)
    }
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("facts", "reasons", "recommendation"),
    [
        ((9000, 3000, 35, 2, 0), REASONS[7:], "approve"),
        ((9000, 3000, 36, 2, 0), ("DEBT_RATIO_RAISED",), "refer"),
        ((9000, 3000, 50, 2, 0), ("DEBT_RATIO_RAISED",), "refer"),
        ((9000, 3000, 51, 2, 0), ("DEBT_RATIO_TOO_HIGH",), "decline"),
        ((9000, 3000, 20, 1, 0), ("SHORT_EMPLOYMENT",), "refer"),
        ((50_000, 3000, 20, 5, 0), REASONS[7:], "approve"),
        ((50_001, 3000, 20, 5, 0), ("LARGE_AMOUNT",), "refer"),
        ((9000, 3000, 20, 5, 1), ("ONE_DEFAULT",), "refer"),
        ((9000, 3000, 20, 5, 2), ("REPEATED_DEFAULTS",), "decline"),
        ((None, 3000, 20, 5, 0), ("FACTS_MISSING",), "refer"),
        ((None, 3000, 60, 5, 0), ("FACTS_MISSING", "DEBT_RATIO_TOO_HIGH"), "decline"),
    ],
)
def test_credit_rules_at_their_limits(
    facts: tuple[int | None, ...], reasons: tuple[str, ...], recommendation: str
):
    assert assess(CreditFacts(*facts)) == (list(reasons), recommendation)


def test_a_credit_answer_quotes_what_the_application_says():
    random = Random(3)
    for _ in range(300):
        application = write_application(random)
        quoted = application.answer["facts"]
        assert set(quoted) <= set(sentences_of(application.text))
        stated = [
            fact
            for fact in (application.facts.income, application.facts.ratio_percent)
            if fact is not None
        ]
        digits = [re.sub(r"\D", "", quote) for quote in quoted]
        for fact in stated:
            assert any(str(fact) in shown for shown in digits)
        assert set(application.answer["reasons"]) <= set(REASONS)
        assert application.answer["recommendation"] in RECOMMENDATIONS


@pytest.mark.parametrize("side", ["training", "held-back"])
def test_value_ranges_of_training_and_held_back_never_meet(side: str):
    random = Random(9)
    held_back = side == "held-back"
    for _ in range(300):
        facts = write_application(random, held_back=held_back).facts
        amount, income = facts.amount, facts.income
        assert amount is None or (amount in HELD_BACK_AMOUNTS) == held_back
        assert income is None or (income in HELD_BACK_INCOMES) == held_back


def test_held_back_wordings_never_stand_in_training_messages():
    last = [
        wordings[-1]
        for wordings in (
            reference_messages.GREETINGS,
            reference_messages.INTRODUCTIONS,
            reference_messages.REMARKS_BEFORE,
            reference_messages.REMARKS_AFTER,
            reference_messages.CONTACT_LINES,
            reference_messages.HASTE_LINES,
            reference_messages.FAREWELLS,
        )
    ]
    pieces = [max(re.split(r"\{[A-Z]+\}", wording), key=len) for wording in last]
    random = Random(4)
    texts = [dress_message(QUESTION, random, plain_share=0.0).text for _ in range(400)]
    for piece in pieces:
        assert not any(piece in text for text in texts), piece


def test_held_back_topics_never_stand_in_training_requests():
    random = Random(4)
    held = reference_other.TOPICS[-reference_other.HELD_BACK_TOPICS :]
    texts = [reference_other.write_other(random) for _ in range(600)]
    for topic in held:
        assert not any(topic in text for text in texts), topic
    held_texts = [
        reference_other.write_other(random, held_back=True) for _ in range(50)
    ]
    assert not set(held_texts) & set(texts)


def test_held_back_rows_are_a_tenth_of_each_label_and_never_trained_on(tmp_path: Path):
    path = tmp_path / "train.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["text", "category"])
        for label in ("first", "second"):
            rows.writerows([f"{label} question  {n}\n", label] for n in range(50))
        rows.writerow(["FIRST question 3", "first"])
    train, held = split_held_back(read_banking77(path))
    assert {
        label: sum(r[1] == label for r in held) for label in ("first", "second")
    } in (
        {"first": 5, "second": 5},
        {"first": 6, "second": 5},
    )
    assert not {text.casefold() for text, _ in train} & {t.casefold() for t, _ in held}
    assert len(train) + len(held) == 101
    assert split_held_back(read_banking77(path)) == (train, held)


@pytest.mark.parametrize("purpose", [TRIAGE, REPLY])
def test_out_of_scope_cases_say_so(writer: CaseWriter, purpose: str):
    for _ in range(50):
        assert writer.other_case(purpose).label == OUT_OF_SCOPE


def test_a_text_that_is_no_application_is_referred(writer: CaseWriter):
    found = [writer.credit() for _ in range(300)]
    strangers = [
        case for case in found if "Ignore" in case.text or QUESTION in case.text
    ]
    assert strangers
    for case in strangers:
        assert case.purpose == CREDIT
        assert json.loads(case.answer)["recommendation"] == "refer"
