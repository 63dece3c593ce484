"""May this person use this purpose for this case?"""

import pytest

from appliance.domain.exchange import Admitted, Refused
from appliance.error_table import sentences_of
from appliance.errors import EmptyTextError, TextTooLongError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.steps.decide import decide
from appliance.steps.identify import identify
from tests.fakes import (
    ListedPurposes,
    MemoryLedger,
    make_exchange,
    make_purpose,
    ports,
)


def test_a_yes_admits_with_the_purpose_of_the_release() -> None:
    wired = ports()
    admitted = decide(identify(make_exchange(), wired), wired)
    assert isinstance(admitted, Admitted)
    assert admitted.purpose == wired.purposes.named("reply-draft")
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.POLICY_DECIDED).body
    assert body["release"] == admitted.purpose.release
    assert body["facts"] == {
        "caller_roles": ["staff"],
        "language_supported": True,
        "origin": "web",
        "owns_case": True,
    }


def test_a_no_says_every_sentence_that_forbade_and_names_its_record() -> None:
    wired = ports()
    exchange = make_exchange(case_owner="ben", language="tlh")
    refused = decide(identify(exchange, wired), wired)
    assert isinstance(refused, Refused)
    assert refused.reasons == (
        "Only the person whose case it is may work on it.",
        "A purpose is used only in a language it was made and tested for.",
    )
    assert refused.record == 1


@pytest.mark.parametrize(
    ("text", "purpose", "error", "told"),
    [
        ("", "reply-draft", EmptyTextError, "0 code points"),
        ("\u2003\n", "reply-draft", EmptyTextError, "2 code points"),
        ("1234567", "reply-draft", TextTooLongError, "7 code points, at most 6"),
        ("123456", "other", UnknownPurposeError, "not one of 1"),
    ],
)
def test_what_cannot_be_decided_on_is_an_error_in_sizes(
    text: str, purpose: str, error: type[Exception], told: str
) -> None:
    wired = ports(purposes=ListedPurposes(make_purpose(max_input_chars=6)))
    identified = identify(make_exchange(text, purpose=purpose), wired)
    with pytest.raises(error, match=told):
        decide(identified, wired)


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    wired = ports(purposes=ListedPurposes(make_purpose(max_input_chars=4000)))
    with pytest.raises(TextTooLongError) as told:
        decide(identify(make_exchange("x" * 5437), wired), wired)
    assert sentences_of(told.value)[1:] == (
        "It has 5,437 characters; at most 4,000 are taken.",
        "Leave out some 1,440 characters, about 240 words.",
    )


def test_a_text_of_exactly_the_longest_length_is_taken() -> None:
    wired = ports(purposes=ListedPurposes(make_purpose(max_input_chars=6)))
    identified = identify(make_exchange("123456"), wired)
    assert isinstance(decide(identified, wired), Admitted)
