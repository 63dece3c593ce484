from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.conversation import ConversationRule
from appliance.domain.entity import EntityKind
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    TemplatePart,
    digest_of,
    turns_left_out,
)
from appliance.domain.seal import issue_seal
from appliance.engine.check import check_purpose, check_request
from appliance.errors import SealError
from tests.fakes import make_purpose

KEY = b"k" * 32
NOW_S = 1_000
TEMPLATES = {"p#1": "Answer this:", "p/schema": "{}"}
HEAD = TemplatePart("p#1", digest_of("Answer this:"))


def masked(
    text: str = "Dear [PERSON_ab2c_1]", *, key: bytes = KEY, **changes: Any
) -> MaskedPart:
    fields: dict[str, Any] = {
        "exchange": "e1",
        "case": "c1",
        "purpose": "p",
        "kinds_kept": (),
        "expires_at_s": NOW_S,
    }
    return MaskedPart(
        MaskedText(text, (), issue_seal(key, text, **{**fields, **changes}))
    )


def request(*messages: Message, **changes: Any) -> GenerateRequest:
    made = GenerateRequest(
        exchange="e1",
        case="c1",
        purpose="p",
        messages=messages or (user(masked()),),
        schema_template="",
        max_output_tokens=5,
        temperature=0.0,
        seed=1,
        top_logprobs=0,
    )
    return replace(made, **changes)


def user(*parts: Any) -> Message:
    return Message("user", (HEAD, BREAK, *parts))


def edited(part: MaskedPart, **changes: Any) -> MaskedPart:
    return MaskedPart(replace(part.masked, **changes))


def resealed(part: MaskedPart, **changes: Any) -> MaskedPart:
    return edited(part, seal=replace(part.masked.seal, **changes))


def check(made: GenerateRequest) -> None:
    check_request(made, key=KEY, templates=TEMPLATES, now_s=NOW_S)


TAMPERED: dict[str, tuple[GenerateRequest, str]] = {
    "another exchange's seal": (
        request(user(masked(exchange="e2"))),
        "another exchange or purpose",
    ),
    "asked for another exchange": (
        request(exchange="e2"),
        "another exchange or purpose",
    ),
    "another purpose's seal": (
        request(user(masked(purpose="q"))),
        "another exchange or purpose",
    ),
    "another case's seal": (request(user(masked(case="c2"))), "another case"),
    "asked for another case": (request(case="c2"), "another case"),
    "expired": (request(user(masked(expires_at_s=NOW_S - 1))), "expired 1 s ago"),
    "expiry moved": (
        request(user(resealed(masked(), expires_at_s=NOW_S + 9))),
        "not the masker's",
    ),
    "kinds moved": (
        request(user(resealed(masked(), kinds_kept=(EntityKind.EMAIL,)))),
        "not the masker's",
    ),
    "one byte edited": (
        request(user(edited(masked(), text="dear [PERSON_ab2c_1]"))),
        "not the masker's",
    ),
    "another key": (request(user(masked(key=b"x" * 32))), "not the masker's"),
    "no mac": (request(user(resealed(masked(), mac=""))), "not the masker's"),
    "one good and one bad": (
        request(user(masked(), masked(exchange="e2"))),
        "another exchange or purpose",
    ),
    "bad one in the system message": (
        request(Message("system", (masked(key=b"x" * 32),)), user(masked())),
        "not the masker's",
    ),
    "template not in the release": (
        request(user(TemplatePart("p#2", digest_of("x")), masked())),
        "not in the release",
    ),
    "template of another text": (
        request(user(TemplatePart("p#1", digest_of("x")), masked())),
        "not the release's text",
    ),
    "break of another text": (
        request(user(TemplatePart("#break", digest_of("x")), masked())),
        "not the release's text",
    ),
    "schema not in the release": (
        request(schema_template="q/schema"),
        "output's form is not in the release",
    ),
    "no sealed text": (request(user()), "holds no sealed text"),
    "sealed text in the system message only": (
        request(Message("system", (masked(),)), user()),
        "holds no sealed text",
    ),
    "no message parts": (request(Message("user", ())), "a message has no parts"),
    "an answer at the end": (
        request(user(masked()), Message("assistant", (masked(),))),
        "expected .system,. .user, assistant",
    ),
    "two user turns": (
        request(user(masked()), user(masked())),
        "expected .system,. .user, assistant",
    ),
    "an answer first": (
        request(Message("assistant", (masked(),)), user(masked())),
        "expected .system,. .user, assistant",
    ),
    "a second system message": (
        request(user(masked()), Message("system", (HEAD,)), user(masked())),
        "expected .system,. .user, assistant",
    ),
    "an earlier answer of the release's words": (
        request(user(masked()), Message("assistant", (HEAD,)), user(masked())),
        "an earlier answer is not a sealed text",
    ),
    "an earlier turn without a sealed text": (
        request(user(HEAD), Message("assistant", (masked(),)), user(masked())),
        "holds no sealed text",
    ),
    "words of the house of another text": (
        request(user(TemplatePart("#left-out.en.2", digest_of("x")), masked())),
        "not the release's text",
    ),
    "no words of the house": (
        request(user(TemplatePart("#left-out.en.x", digest_of("x")), masked())),
        "not in the release",
    ),
    "too many parts": (request(user(*[masked()] * 1000)), "parts, at most 1000"),
    "an e-mail address left": (
        request(user(masked("write to j.doe@mail.example"))),
        "still holds EMAIL",
    ),
    "an IBAN left": (
        request(user(masked("to DE89 3704 0044 0532 0130 00 please"))),
        "still holds IBAN",
    ),
    "a card left": (
        request(user(masked("card 4111 1111 1111 1111."))),
        "still holds CARD",
    ),
    "a phone left": (
        request(user(masked("call +44 20 7946 0958 now"))),
        "still holds PHONE",
    ),
    "one kind kept, another left": (
        request(
            user(
                masked(
                    "j@mail.example, +44 20 7946 0958", kinds_kept=(EntityKind.PHONE,)
                )
            )
        ),
        "still holds EMAIL",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_request_is_refused(name: str) -> None:
    made, message = TAMPERED[name]
    with pytest.raises(SealError, match=message):
        check(made)


@pytest.mark.parametrize(
    "made",
    [
        request(),
        request(Message("system", (HEAD,)), user(masked())),
        request(user(masked(), BREAK, masked("more"))),
        request(
            user(turns_left_out(2, "en"), BREAK, masked()),
            Message("assistant", (masked(),)),
            user(masked()),
        ),
        request(schema_template="p/schema"),
        request(user(masked("j.doe@mail.example", kinds_kept=(EntityKind.EMAIL,)))),
    ],
)
def test_a_sealed_request_passes(made: GenerateRequest) -> None:
    check(made)


def test_an_error_holds_no_text_of_the_request() -> None:
    with pytest.raises(SealError) as caught:
        check(request(user(masked("write to j.doe@mail.example"))))
    assert "doe" not in str(caught.value)


def test_more_turns_than_the_signed_purpose_reads_are_refused() -> None:
    made = request(user(masked()), Message("assistant", (masked(),)), user(masked()))
    for turns in (0, 1):
        rule = ConversationRule(turns)
        purpose = make_purpose(made.purpose, conversation=rule)
        if turns:
            assert check_purpose(made, [purpose]) == purpose
        else:
            with pytest.raises(SealError, match="1 earlier turns, at most 0"):
                check_purpose(made, [purpose])
