"""A shadow's draft beside what a person got: what is said of it, and what is not."""

import json

import pytest

from appliance.domain.outcome import Given
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose
from appliance.steps.compare import lay_beside
from tests.fakes import ports

WIRED: Ports = ports()
TRIAGE: Purpose = WIRED.purposes.named("complaint-triage")
MEMO: Purpose = WIRED.purposes.named("credit-memo")
LETTER: Purpose = WIRED.purposes.named("reply-draft")


def given(answer: object) -> Given:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return Given("e" * 32, "a" * 64, text)


SORTED = {"intent": "card_arrival", "urgency": "low", "product": "card", "quote": "A."}
DECIDED = {"facts": ["A."], "reasons": ["NO_DEFAULTS"], "recommendation": "approve"}


def test_texts_have_no_fields_to_compare() -> None:
    found = lay_beside(LETTER, "Dear all,", given("Dear you, hello."))
    assert (found.same_fields, found.same_reasons, found.fields_differ) == (
        None,
        None,
        (),
    )
    assert (found.same_text, found.live_chars, found.chars) == (False, 16, 9)


def test_the_same_answer_is_the_same_however_it_is_spaced() -> None:
    found = lay_beside(TRIAGE, json.dumps(SORTED, indent=1), given(SORTED))
    assert (found.same_fields, found.same_text) == (True, False)
    assert lay_beside(TRIAGE, json.dumps(SORTED), given(SORTED)).same_text


def test_fields_that_differ_are_named_and_their_values_are_not() -> None:
    other = {**SORTED, "urgency": "high", "quote": "B."}
    found = lay_beside(TRIAGE, json.dumps(other), given(SORTED))
    assert found.same_fields is False
    assert found.fields_differ == ("quote", "urgency")


def test_a_field_that_the_schema_does_not_have_is_not_named() -> None:
    found = lay_beside(TRIAGE, json.dumps({**SORTED, "Anna": 1}), given(SORTED))
    assert (found.same_fields, found.fields_differ) == (False, ())


@pytest.mark.parametrize("text", ["", "no object", "[]", "7"])
def test_an_answer_without_a_form_has_no_fields_to_compare(text: str) -> None:
    assert lay_beside(TRIAGE, text, given(SORTED)).same_fields is None
    assert lay_beside(TRIAGE, json.dumps(SORTED), given(text)).same_fields is None


def test_reasons_are_the_same_in_any_order_and_apart_from_what_rests_on_them() -> None:
    both = {**DECIDED, "reasons": ["NO_DEFAULTS", "STEADY_EMPLOYMENT"]}
    turned = {**both, "reasons": ["STEADY_EMPLOYMENT", "NO_DEFAULTS"], "facts": ["B."]}
    assert set(both["reasons"]) <= set(MEMO.reason_texts)
    found = lay_beside(MEMO, json.dumps(turned), given(both))
    assert (found.same_fields, found.same_reasons) == (False, True)
    assert lay_beside(MEMO, json.dumps(DECIDED), given(both)).same_reasons is False


def test_a_purpose_without_reason_codes_has_none_to_compare() -> None:
    assert lay_beside(TRIAGE, json.dumps(SORTED), given(SORTED)).same_reasons is None
