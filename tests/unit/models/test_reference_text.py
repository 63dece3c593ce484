"""Claims about the texts that teach the reference model; no torch needed."""

import csv
import json
import re
from pathlib import Path
from random import Random

import pytest

from models.training.reference_cases import (
    REPLY,
    TRIAGE,
    CaseWriter,
    Corpora,
    Question,
    read_taught,
)
from models.training.reference_labels import (
    INTENTS,
    OUT_OF_SCOPE,
    PRODUCTS,
    URGENCIES,
    urgency_of,
)
from models.training.reference_letters import NEXT_STEPS, write_letter
from models.training.reference_messages import (
    dress_message,
    lower_text,
    quote_of,
    read_banking77,
    sentences_of,
    split_held_back,
    vary,
)
from models.training.reference_other import write_other
from models.training.reference_phrases import HELD_BACK, TRAINED

PURPOSES = Path(__file__).parents[3] / "policies" / "purposes"
SURROGATE = re.compile(r"\[[A-Z]+_[a-hjkmnp-z2-9]{4}_[1-9][0-9]{0,3}\]")
QUESTION = "My parcel is late. Where is my card?"
ASKED = Question(QUESTION, "card_arrival", {"card_arrival": 0.9})
REMARKS = ("The cat of {PERSON} sat on a mat.", "It snowed in {LOCATION}.")
LISTS = tuple(TRAINED.__dataclass_fields__)


@pytest.fixture
def writer():
    corpora = Corpora(REMARKS, ["I had a cold for two long weeks."])
    return CaseWriter(corpora, PURPOSES, Random(5))


def test_each_intent_implies_known_words():
    assert len(INTENTS) == 78
    for intent in INTENTS.values():
        assert intent.product in PRODUCTS
        assert intent.urgency in URGENCIES


def test_each_intent_has_its_letter():
    assert set(NEXT_STEPS) == set(INTENTS) - {OUT_OF_SCOPE}
    topics = [intent.topic for intent in INTENTS.values()]
    assert len(set(topics)) == len(topics)


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
        case = writer.triage(ASKED, plain_share=0.2)
        assert json.loads(case.answer)["quote"] in sentences_of(case.text)


def test_a_letter_names_only_surrogates_of_its_message(writer: CaseWriter):
    seen = 0
    for _ in range(300):
        case = writer.reply(ASKED)
        named = SURROGATE.findall(case.answer)
        seen += len(named)
        assert set(named) <= set(SURROGATE.findall(case.text))
        assert case.answer.count("[") == len(named)
    assert seen > 100


def test_a_letter_greets_the_writer_not_the_clerk():
    letter = write_letter("card_arrival", {"writer": "[PERSON_ab2c_2]"})
    assert letter.startswith("Dear [PERSON_ab2c_2],\n\n")
    assert write_letter("card_arrival", {}).startswith("Dear customer,\n\n")


def test_what_is_out_of_scope_is_declined_whatever_was_given():
    letter = write_letter(OUT_OF_SCOPE, {"IBAN": "[IBAN_ab2c_1]"})
    assert "we can only help with your cards" in letter
    assert "[IBAN_ab2c_1]" not in letter


def test_a_reply_never_names_what_belongs_to_somebody_else():
    random, seen = Random(6), 0
    for _ in range(300):
        message = dress_message(QUESTION, random, remarks=(), plain_share=0.0)
        theirs = re.search(
            r"(?:His|Her|Their) (?:account|IBAN) is (\S+)\.", message.text
        )
        if theirs:
            seen += 1
            assert theirs[1] not in message.facts.values()
    assert seen


@pytest.mark.parametrize("name", LISTS)
def test_held_back_wordings_are_not_among_those_of_training(name: str):
    held, trained = getattr(HELD_BACK, name), getattr(TRAINED, name)
    assert len(held) >= 3
    assert not set(held) & set(trained)


def test_held_back_wordings_never_stand_in_training_messages():
    wordings = [w for name in LISTS for w in getattr(HELD_BACK, name)]
    plain = [re.split(r"\{[A-Z]+\}|<[^>]*>", wording) for wording in wordings]
    pieces = [piece for piece in (max(p, key=len) for p in plain) if len(piece) > 12]
    random = Random(4)
    texts = [
        dress_message(QUESTION, random, remarks=(), plain_share=0.0).text
        for _ in range(400)
    ]
    for piece in pieces:
        assert not any(piece in text for text in texts), piece


def test_every_slot_and_choice_of_a_wording_is_filled():
    random = Random(8)
    for held_back in (False, True):
        for _ in range(300):
            text = dress_message(
                QUESTION,
                random,
                remarks=REMARKS,
                held_back=held_back,
                plain_share=0.0,
            ).text
            assert re.search(r"[{}<>|]", text) is None, text


def test_held_back_requests_are_never_trained_on():
    random = Random(4)
    texts = {write_other(random) for _ in range(600)}
    held = {write_other(random, held_back=True) for _ in range(100)}
    assert not held & texts
    assert not any(re.search(r"[{}<>|]", text) for text in texts | held)


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Dear <team>,", "Dear team,"),
        ("very < >late<>.", "very late."),
        ("a  b <|>.", "a b."),
    ],
)
def test_a_choice_leaves_no_stray_space(wording: str, expected: str):
    assert vary(wording, Random(1)) == expected


def test_lower_case_spares_surrogates():
    assert lower_text("Hi [PERSON_ab2c_1] THERE") == "hi [PERSON_ab2c_1] there"


def test_a_made_question_follows_its_teacher(tmp_path: Path):
    def row(text: str, *, made: bool, **teacher: float) -> str:
        label = "card_arrival"
        return json.dumps(
            {"text": text, "label": label, "made": made, "teacher": teacher}
        )

    path = tmp_path / "taught.jsonl"
    rows = [
        row("kept", made=False, age_limit=0.9),
        row("sure", made=True, card_arrival=0.5, age_limit=0.4),
        row("another", made=True, age_limit=0.7, card_arrival=0.1),
        row("nobody knows", made=True, age_limit=0.5, card_arrival=0.1),
        row("not for us", made=True, out_of_scope=0.9),
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert [(q.text, q.label) for q in read_taught(path)] == [
        ("kept", "card_arrival"),
        ("sure", "card_arrival"),
        ("another", "age_limit"),
    ]


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
    write = writer.triage if purpose == TRIAGE else writer.reply
    for _ in range(50):
        case = write(writer.other())
        assert (case.purpose, case.label) == (purpose, OUT_OF_SCOPE)


def test_a_text_that_is_no_application_is_referred(writer: CaseWriter):
    for _ in range(50):
        answer = json.loads(writer.no_application(ASKED).answer)
        assert answer.pop("reasons") == ["FACTS_MISSING"]
        assert answer.pop("recommendation") == "refer"
        assert set(answer.values()) == {""}
