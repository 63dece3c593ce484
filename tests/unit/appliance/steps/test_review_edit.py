"""What a reviewer's version may be: masked, well formed, and looked at as the model's is."""

import json
from dataclasses import replace
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.draft_rules import MOVED_DATE, UNISSUED
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Held
from appliance.domain.guards import RULES
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import parse_prompt
from appliance.domain.purpose import ReviewRule
from appliance.domain.review import HeldAnswer, Questioned
from appliance.domain.span import Span
from appliance.domain.surrogate import find_surrogates
from appliance.domain.text import PersonText
from appliance.domain.tone import Tone
from appliance.errors import (
    ConfidentialEditError,
    ConflictError,
    DetectionError,
    EmptyTextError,
    LookAlikeError,
    MalformedEditError,
    NotAllowedError,
    UnlistedValueError,
)
from appliance.kinds import RecordKind
from appliance.steps.review import approve, edit
from tests.fakes import (
    DictionaryMasker,
    ListedPurposes,
    RecordingWatch,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.steps.held_house import (
    CHANGED,
    MEMO,
    RALF,
    RITA,
    SURROGATE,
    edited,
    held_one,
    kept,
    ledger_of,
    new_kinds,
    queue_of,
)


def test_an_edit_is_masked_again_and_waits_for_yet_another_person() -> None:
    held, wired = held_one()
    successor = edited(held, RITA, MEMO % f"{SURROGATE}, Anna Kowalski", wired)
    assert successor.draft == MEMO % f"{SURROGATE}, {SURROGATE}"
    assert successor.authors == ("anna", "rita")
    assert new_kinds(wired) == ["review.edited", "draft.guarded"]
    with pytest.raises(NotAllowedError, match="wrote a part of"):
        approve(successor, RITA, "fine", wired)
    approve(successor, RALF, "fine", wired)
    assert new_kinds(wired) == [
        "review.edited",
        "draft.guarded",
        "review.refused",
        "review.approved",
        "exchange.released",
    ]


def test_what_stood_before_an_edit_can_no_longer_be_approved() -> None:
    held, wired = held_one()
    edit(held, RITA, PersonText(MEMO % "Declined."), wired)
    with pytest.raises(ConflictError):
        approve(held, RALF, "fine", wired)
    assert "exchange.released" not in new_kinds(wired)


EDITS_OF_NOBODY = {
    "another case's": "[PERSON_zzzz_7]",
    "not written as one": "PERSON_w26p_2",
}


@pytest.mark.parametrize("name", EDITS_OF_NOBODY.values(), ids=EDITS_OF_NOBODY.keys())
def test_an_edit_that_names_somebody_it_does_not_show_does_not_happen(
    name: str,
) -> None:
    held, wired = held_one()
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row(held.case, "[PERSON_w26p_2]", "Ben Weber")
    with pytest.raises(LookAlikeError):
        edit(held, RITA, PersonText(MEMO % name), wired)
    assert queue_of(wired).rows[held.exchange] == held
    assert new_kinds(wired) == []


MALFORMED_EDITS = {
    "prose": "Declined.",
    "JSON that is no object": '["approve"]',
    "an object cut short": MEMO[:-1],
    "a field less": '{"facts":[],"reasons":["NO_DEFAULTS"]}',
    "a field more": CHANGED.replace("{", '{"note":"x",'),
    "a field renamed": CHANGED.replace("facts", "fact"),
    "a NUL in JSON's escapes": CHANGED.replace("not", "\\u0000"),
    "half a surrogate pair in JSON's escapes": CHANGED.replace("not", "\\ud800"),
    "too many texts": CHANGED.replace("[", "[" + '"x",' * 100, 1),
    "nested without end": CHANGED.replace("[", "[" + "[" * 500 + "]" * 500 + ",", 1),
}


@pytest.mark.parametrize("text", MALFORMED_EDITS.values(), ids=MALFORMED_EDITS.keys())
def test_an_edit_of_another_form_does_not_happen(text: str) -> None:
    held, wired = held_one()
    with pytest.raises(MalformedEditError):
        edit(held, RITA, PersonText(text), wired)
    assert queue_of(wired).rows[held.exchange] == held
    assert new_kinds(wired) == []


def test_an_edit_is_masked_as_it_is_read_and_not_as_json_writes_it() -> None:
    held, wired = held_one()
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.words |= {"Z\u00f3e": EntityKind.PERSON, "NO": EntityKind.ORG}
    typed = MEMO % "Z\\u00f3e \\u0022A\\u0022\\nAnna\\u0020Kowalski"

    successor = kept(held, RITA, typed, wired)

    facts = json.loads(successor.draft)["facts"]
    (zoe,) = set(find_surrogates(facts[0])) - {SURROGATE}
    assert facts == [f'Applicant: {zoe} "A"\n{SURROGATE}']
    # The code of a reason is no text of anybody's.
    assert json.loads(successor.draft)["reasons"] == ["NO_DEFAULTS"]


def test_a_name_spelled_in_escapes_is_shown_to_whoever_approves() -> None:
    held, wired = held_one()
    successor = edited(held, RITA, MEMO % "[PERS\\u004fN_w26p_1]", wired)
    assert successor.draft == MEMO % SURROGATE
    assert len(successor.binding.commitments) == 1


def test_an_edit_of_a_text_answer_is_text() -> None:
    reviewed = make_purpose(review=ReviewRule.FOUR_EYES, streamed=False)
    wired = ports(script="Dear customer.", purposes=ListedPurposes(reviewed))
    outcome = pipeline.run(make_exchange(), wired, RecordingWatch())
    assert isinstance(outcome, Held)
    successor = edited(outcome.answer, RITA, "Dear Anna Kowalski.", wired)
    assert successor.draft == f"Dear {SURROGATE}."


def test_an_edit_that_passed_says_so_durably_and_claims_no_confidence() -> None:
    held, wired = held_one()
    edit(held, RITA, PersonText(CHANGED), wired)
    ledger = ledger_of(wired)
    guarded = ledger.records[-1]
    assert (guarded.kind, guarded.actor) == (RecordKind.DRAFT_GUARDED, None)
    assert guarded.body == {"findings": [], "confidence_permille": 0}
    assert ledger.durable_to == len(ledger.records)


UNLISTED = {
    "a code of no reason": CHANGED.replace("NO_DEFAULTS", "GOOD_CUSTOMER"),
    "no reason at all": CHANGED.replace('"NO_DEFAULTS"', ""),
    "one where a list is": CHANGED.replace('["NO_DEFAULTS"]', '"NO_DEFAULTS"'),
    "another recommendation": CHANGED.replace('"approve"', '"perhaps"'),
    "no text": CHANGED.replace('"approve"', "true"),
}


@pytest.mark.parametrize("text", UNLISTED.values(), ids=UNLISTED.keys())
def test_an_edit_with_a_value_that_its_field_does_not_take_does_not_happen(
    text: str,
) -> None:
    held, wired = held_one()
    with pytest.raises(UnlistedValueError):
        edit(held, RITA, PersonText(text), wired)
    assert queue_of(wired).rows[held.exchange] == held
    assert new_kinds(wired) == []


def test_what_the_guard_sees_in_an_edit_is_recorded_and_told_to_who_decides() -> None:
    held, wired = held_one()
    (row,) = wired.exchanges.rows.values()  # type: ignore[attr-defined]  # the fake's
    row.masked = f"{SURROGATE} paid on [DATE_w26p_2~2024-03-12]."
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.words["Ben Weber"] = EntityKind.PERSON

    dated = kept(held, RITA, MEMO % "paid 12 March 2024", wired)
    assert ledger_of(wired).records[-1].body["findings"] == [
        {"rule": "date.moved", "severity": "hold"}
    ]
    assert dated.reasons == (*held.reasons, RULES[MOVED_DATE].sentence)

    other = kept(dated, RALF, MEMO % "Ben Weber", wired)
    assert ledger_of(wired).records[-1].body["findings"] == [
        {"rule": "surrogate.unissued", "severity": "hold"}
    ]
    assert other.reasons == (*held.reasons, RULES[UNISSUED].sentence)


TONED = Tone(toxic={"en": ("idiot",)}, forbidden={"en": ("refund*",)})
WORDS = {
    "a person nobody masked": ("Call Ann Example.", {"personal.new"}),
    "a number of a card": ("Card 4012888888881881.", {"personal.new"}),
    "a listed word": ("We refunded it.", {"tone.forbidden"}),
    "an insult": ("An idiot asks.", {"tone.toxic"}),
    "what the model was told": (
        "Read the application and write only the JSON object that it asks.",
        {"leak.instructions"},
    ),
    "two of them": ("An idiot wants a refund.", {"tone.toxic", "tone.forbidden"}),
}


def names_ann(draft: str, *, language: str) -> tuple[Span, ...]:
    """See somebody whom the masker left readable."""
    del language
    at = draft.find("Ann Example")
    if at < 0:
        return ()
    return (Span(at, at + 11, EntityKind.PERSON, 1000, "names", "a name"),)


def toned() -> tuple[HeldAnswer, Ports]:
    """Hold an answer of a purpose with lists of words and a canary."""
    held, wired = held_one()
    wired.masker.find_names = names_ann  # type: ignore[method-assign] # the fake's
    purpose = wired.purposes.named("credit-memo")
    (key,) = purpose.prompts
    told = "Read the application and write only the JSON object that it asks. "
    prompt = parse_prompt(
        "test/prompt",
        f"[SYSTEM]\n{{{{canary}}}}\n{told}\n[INSTRUCTION]\n{{{{text}}}}\n",
    )
    listed = ListedPurposes(replace(purpose, tone=TONED, prompts={key: prompt}))
    held = queue_of(wired).rows[held.exchange] = replace(held, release="")
    return held, replace(wired, purposes=listed)


@pytest.mark.parametrize(("words", "rules"), WORDS.values(), ids=WORDS.keys())
def test_a_version_is_looked_at_for_what_nobody_lets_out_by_an_oversight(
    words: str, rules: set[str]
) -> None:
    held, wired = toned()
    questioned = edit(held, RITA, PersonText(MEMO % words), wired)
    assert isinstance(questioned, Questioned)
    assert {one.rule for one in questioned.findings} == rules
    for one in questioned.findings:
        assert one.span is not None
        assert questioned.draft[slice(*one.span)] in words
    # Nothing has happened yet: the reviewer reads it first.
    assert queue_of(wired).rows[held.exchange].draft == held.draft
    assert new_kinds(wired) == []


def test_what_a_reviewer_keeps_after_reading_is_on_record_with_what_was_seen() -> None:
    held, wired = toned()
    version = kept(held, RITA, MEMO % "We refunded it.", wired)
    assert new_kinds(wired) == ["review.edited", "draft.guarded"]
    body = ledger_of(wired).records[-1].body
    assert [one["rule"] for one in body["findings"]] == ["tone.forbidden"]
    assert body["kept_by_person"] is True
    assert RULES["tone.forbidden"].sentence in version.reasons


def test_what_was_confirmed_is_exactly_one_version() -> None:
    held, wired = toned()
    first = edit(held, RITA, PersonText(MEMO % "We refunded it."), wired)
    assert isinstance(first, Questioned)
    other = PersonText(MEMO % "We refunded it, idiot.")
    assert isinstance(
        edit(held, RITA, other, wired, confirmed=first.digest), Questioned
    )
    assert new_kinds(wired) == []


def test_nobody_can_keep_what_the_model_was_told_in_confidence() -> None:
    held, wired = toned()
    (prompt,) = wired.purposes.named("credit-memo").prompts.values()
    canary = prompt.system[0].text.split()[0]
    assert canary.startswith("canary-")
    with pytest.raises(ConfidentialEditError):
        edit(held, RITA, PersonText(MEMO % f"It said {canary}."), wired)
    assert new_kinds(wired) == []


def test_a_version_with_nothing_in_it_is_kept_at_once_and_nobody_kept_anything() -> (
    None
):
    held, wired = toned()
    assert isinstance(edit(held, RITA, PersonText(CHANGED), wired), HeldAnswer)
    body = ledger_of(wired).records[-1].body
    assert (body["findings"], "kept_by_person" in body) == ([], False)


def test_a_detector_that_fails_keeps_no_version() -> None:
    def fails(*_: object, **__: object) -> Any:
        raise DetectionError("a detector failed")

    held, wired = held_one()
    wired.masker.find_names = fails  # type: ignore[method-assign] # the fake's
    with pytest.raises(DetectionError):
        edit(held, RITA, PersonText(CHANGED), wired)
    assert new_kinds(wired) == []


def test_an_edit_of_nothing_does_not_happen() -> None:
    held, wired = held_one()
    with pytest.raises(EmptyTextError):
        edit(held, RITA, PersonText(" \n"), wired)
    assert new_kinds(wired) == []
