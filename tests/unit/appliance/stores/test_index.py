import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.passage import Passage
from appliance.domain.prompt import digest_of
from appliance.release.purpose_folder import cut_passages
from appliance.stores.index import PassageIndex, words_of

POLICIES = Path(__file__).parents[4] / "policies" / "purposes"


def shipped() -> PassageIndex:
    """The references that are shipped, as the release cuts them."""
    return PassageIndex(
        passage
        for file in sorted(POLICIES.glob("*/references/*.md"))
        for passage in cut_passages(
            f"{file.parts[-3]}/references/{file.name}", file.read_text()
        )
    )


INDEX = shipped()


def heading(purpose: str, text: str, language: str = "en") -> str:
    found = INDEX.search(purpose, language, text, 1)
    return found[0].heading if found else ""


@pytest.mark.parametrize(
    ("purpose", "text", "expected"),
    [
        ("reply-draft", "What does a replacement card cost? Regards [PERSON_ab2c_1]", "Fees"),
        ("reply-draft", "How much do cash withdrawals cost per month?", "Fees"),
        ("reply-draft", "Where is my refund? You promised a date.", "Promises"),
        ("reply-draft", "Someone paid with my card, freeze the card, the payment is not mine", "Security"),
        ("complaint-triage", "My card was stolen and there is a payment I do not know", "What is high"),
        ("complaint-triage", "This is URGENT, it is an emergency", "Words of haste"),
        ("credit-memo", "Years in the present job: less than one. Employment: new", "Employment"),
    ],
)  # fmt: skip
def test_a_text_finds_the_passage_it_is_about(
    purpose: str, text: str, expected: str
) -> None:
    assert heading(purpose, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "The garden party was a success with many guests and music.",
        "I would like a mortgage for a house",
        "card",
        "[CARD_ab2c_1] [ACCOUNT_ab2c_2] [PERSON_ab2c_3]",
        "12 000 300 5 8",
        "la tarjeta nueva todavía no ha llegado",
    ],
)
def test_an_unrelated_text_finds_nothing(text: str) -> None:
    assert heading("reply-draft", text) == ""


@pytest.mark.parametrize(
    "text",
    [
        '"', "'", "*", "AND OR NOT", "NEAR(card card)", "text:card", "{text}: card", "^card", "card*",
        "card -card", "(card", "\x00", '" OR purpose:"reply-draft', "'; DROP TABLE passages; --", "\ud800",
    ],
)  # fmt: skip
def test_query_syntax_in_a_text_is_only_text(text: str) -> None:
    assert INDEX.search("reply-draft", "en", text, 3) == ()
    assert heading("reply-draft", f"{text} replacement card cost") == "Fees"


@given(st.text())
def test_any_text_can_be_searched_for(text: str) -> None:
    assert len(INDEX.search("reply-draft", "en", text, 2)) <= 2


def test_a_purpose_finds_its_own_references_only() -> None:
    text = (
        "replacement card cost, cash withdrawals a month, transfers inside the country"
    )
    assert heading("credit-memo", text) == ""
    assert heading("nobody", text) == ""
    found = INDEX.search("reply-draft", "en", text, 9)
    assert {passage.template.partition("/")[0] for passage in found} == {"reply-draft"}


def passage(name: str, text: str) -> Passage:
    return Passage(f"p/references/{name}.md#1", digest_of(text), "Heading", text)


def test_a_reference_in_another_language_is_left_out() -> None:
    text = "replacement card costs five euros"
    others = [
        passage(f"x{number}", f"mortgage offers number {number}") for number in range(9)
    ]
    index = PassageIndex([passage("fees.de", text), passage("fees.en", text), *others])
    found = index.search("p", "de", "replacement card costs", 5)
    assert [p.template for p in found] == ["p/references/fees.de.md#1"]
    plain = PassageIndex([passage("fees", text), *others])
    assert len(plain.search("p", "fr", "replacement card costs", 5)) == 1


def test_no_more_passages_are_given_than_asked_for() -> None:
    text = "card payment freeze emergency urgent limits fees app insurance mortgages shares"
    assert len(INDEX.search("complaint-triage", "en", text, 9)) > 1
    assert len(INDEX.search("complaint-triage", "en", text, 1)) == 1


def test_an_index_of_nothing_finds_nothing() -> None:
    assert PassageIndex([]).search("p", "en", "replacement card costs", 5) == ()


def test_a_very_long_text_is_searched_by_a_bounded_number_of_words() -> None:
    text = "replacement card cost " + " ".join(
        f"word{number}x" for number in range(50_000)
    )
    assert len(words_of(text)) == 2_000
    assert heading("reply-draft", text) == "Fees"


def test_threads_share_an_index() -> None:
    found: list[str] = []

    def search() -> None:
        found.extend(heading("reply-draft", "replacement card cost") for _ in range(50))

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == ["Fees"] * 400
