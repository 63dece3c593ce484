"""A dossier says what the log can prove about one exchange, in plain words."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.caller import Role
from appliance.domain.difficulty import Outside, estimate
from appliance.domain.passage import Passage
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import digest_of
from appliance.error_table import TABLE
from appliance.errors import ApplianceError, DetectionError
from appliance.explain import Dossier, build_dossier
from appliance.explain import words as said
from appliance.explain.dossier import (
    FindingLine,
    PassageLine,
    ReviewLine,
    Versions,
    findings_in,
)
from appliance.kinds import OUTCOMES, RecordKind
from appliance.steps.review import approve, reject
from tests.fakes import (
    DictionaryMasker,
    FixedReferences,
    MemoryLedger,
    RecordingWatch,
    make_caller,
    make_exchange,
    ports,
    shipped_release,
)

RULES = shipped_release().bundle.rules
MEMO = '{"applicant":"","reasons":["NO_DEFAULTS"],"recommendation":"approve"}'
HEADING = "What is high"
PASSAGE = Passage("credit-memo/references/r.md#1", digest_of("x"), HEADING, "x")


def records_of(wired: Ports) -> list[dict[str, Any]]:
    """Give the records as the log does: aliases for people, times as text."""
    assert isinstance(wired.ledger, MemoryLedger)
    return [
        {
            "seq": 100 + at,
            "time": f"2026-03-02T12:00:{at:02}.000000Z",
            "kind": str(entry.kind),
            "actor": entry.actor and f"alias-of-{entry.actor}",
            "exchange": entry.exchange,
            "body": dict(entry.body),
        }
        for at, entry in enumerate(wired.ledger.records)
    ]


def dossier_of(wired: Ports, purpose: str) -> Dossier:
    return build_dossier(
        records_of(wired),
        wired.purposes.named(purpose),
        RULES,
        {PASSAGE.template: HEADING},
    )


def run(purpose: str, script: str, **parts: Any) -> Ports:
    wired = ports(script=script, references=FixedReferences(PASSAGE), **parts)
    pipeline.run(make_exchange(purpose=purpose), wired, RecordingWatch())
    return wired


def held(wired: Ports) -> Any:
    (answer,) = wired.reviews.rows.values()  # type: ignore[attr-defined]  # the fake's
    return answer


@pytest.fixture
def memo() -> Ports:
    return run("credit-memo", MEMO)


def test_it_says_what_was_asked_when_and_where(memo: Ports) -> None:
    dossier = dossier_of(memo, "credit-memo")
    assert dossier.purpose == "Assess a credit application"
    assert dossier.asked_at is not None
    assert dossier.asked_at.isoformat() == "2026-03-02T12:00:00+00:00"
    assert dossier.origin == "web"


def test_it_counts_what_was_masked_by_kind(memo: Ports) -> None:
    assert dossier_of(memo, "credit-memo").masked == {"PERSON": 1}


def test_it_gives_each_rule_that_fired_its_sentence_source_and_record(
    memo: Ports,
) -> None:
    rules = dossier_of(memo, "credit-memo").rules
    assert [(rule.id, rule.effect, rule.seq) for rule in rules] == [
        ("infer.purpose-role", "permit", 102),
        ("release.four-eyes", "forbid", 110),
        ("hold.for-second-person", "permit", 110),
    ]
    assert all(rule.sentence == RULES[rule.id].sentence for rule in rules)
    assert all(rule.source == RULES[rule.id].source for rule in rules)


def test_a_rule_that_is_in_force_no_longer_keeps_its_id() -> None:
    wired = run("credit-memo", MEMO)
    dossier = build_dossier(records_of(wired), None, {})
    assert dossier.rules[0].id == "infer.purpose-role"
    assert dossier.rules[0].sentence == ""
    assert dossier.purpose == "credit-memo"


def test_it_names_the_passages_with_their_headings(memo: Ports) -> None:
    assert dossier_of(memo, "credit-memo").passages == (
        PassageLine(PASSAGE.template, PASSAGE.digest, HEADING),
    )


def test_it_names_exactly_what_answered(memo: Ports) -> None:
    assert dossier_of(memo, "credit-memo").versions == Versions(
        tier="small",
        model="scripted",
        model_digest="5" * 64,
        quantisation="float32",
        device="cpu",
        runtime="scripted 1",
        determinism="exact",
        release=shipped_release().digest,
        policy=shipped_release().policy_digest,
    )


INTENDED, DRAFTED = RecordKind.EXCHANGE_INTENDED, RecordKind.DRAFT_GENERATED
HARD = {
    "tier_choice": "harder",
    "difficulty": {"length": 40, "masked": 120, "references": 0, "language": 100},
}
AWAY = {"passed_over": [{"tier": "large", "error": "EngineError"}]}
ROUTES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "an older record": ({}, {}, ()),
    "no choice": ({"tier_choice": "only"}, {"passed_over": []}, ()),
    "an ordinary case": (
        {"tier_choice": "ordinary"},
        {},
        (said.CHOICE_WORDS["ordinary"],),
    ),
    "a hard case": (HARD, {}, (said.CHOICE_WORDS["masked"],)),
    "a hard case, the larger model away": (
        HARD,
        AWAY,
        (said.CHOICE_WORDS["masked"], said.FALL_BACK_WORDS),
    ),
    "the only choice away": (
        {"tier_choice": "only"},
        AWAY,
        (said.FALL_BACK_WORDS,),
    ),
}


@pytest.mark.parametrize(
    ("intended", "drafted", "sentences"), ROUTES.values(), ids=ROUTES.keys()
)
def test_it_says_why_this_model_was_asked(
    intended: dict[str, Any], drafted: dict[str, Any], sentences: tuple[str, ...]
) -> None:
    lines = [
        {"seq": at, "time": "2026-03-02T12:00:00Z", "kind": str(kind), "body": body}
        for at, (kind, body) in enumerate(((INTENDED, intended), (DRAFTED, drafted)))
    ]
    assert sentences == build_dossier(lines, None, {}).routing


def test_every_part_of_an_estimate_has_its_sentence() -> None:
    outside = Outside(1, 1, 1, 1, first_language=False, structured=True)
    assert {*estimate(outside).parts, "ordinary"} == set(said.CHOICE_WORDS)


def test_it_puts_findings_into_words() -> None:
    wired = run("complaint-triage", "no object")
    assert dossier_of(wired, "complaint-triage").findings == (
        FindingLine(
            "answer.malformed",
            "refuse",
            "The answer did not have the form that this purpose requires.",
        ),
    )


def test_a_text_near_the_limit_is_told_with_both_numbers_where_the_record_has_them() -> (
    None
):
    def told(**found: int) -> list[str]:
        seen = {"rule": "input.size", "severity": "note", "where": "input", **found}
        records = [{"kind": "text.inspected", "body": {"findings": [seen]}}]
        return [line.sentence for line in findings_in(records)]

    assert told(count=3_700, most=4_000) == [
        "The text had 3,700 of the 4,000 characters that this purpose takes."
    ]
    assert told() == ["The text was nearly as long as this purpose takes."]


def test_it_lists_every_record_in_order_with_words(memo: Ports) -> None:
    records = records_of(memo)
    dossier = build_dossier(records[::-1], None, RULES)
    assert [line.seq for line in dossier.log] == [r["seq"] for r in records]
    assert [line.kind for line in dossier.log] == [r["kind"] for r in records]
    assert all(line.words.endswith(".") for line in dossier.log)


def test_it_says_who_reviewed_by_alias_when_and_where(memo: Ports) -> None:
    approve(held(memo), make_caller("rita", Role.REVIEWER), "fine", memo)
    dossier = dossier_of(memo, "credit-memo")
    (line,) = dossier.reviews
    assert isinstance(line, ReviewLine)
    assert (line.reviewer, line.seq) == ("alias-of-rita", 112)
    assert line.words == "A reviewer approved the answer as it was held."


Way = Callable[[], Ports]


def failed() -> Ports:
    class Down(DictionaryMasker):
        def mask(self, *_: Any, **__: Any) -> Any:
            raise DetectionError("a detector failed")

    wired = ports(masker=Down())
    with pytest.raises(ApplianceError):
        pipeline.run(make_exchange(), wired, RecordingWatch())
    return wired


def rejected() -> Ports:
    wired = run("credit-memo", MEMO)
    reject(held(wired), make_caller("rita", Role.REVIEWER), "no", wired)
    return wired


ENDINGS: dict[str, tuple[Way, str]] = {
    "released": (lambda: run("reply-draft", "A letter."), "exchange.released"),
    "held": (lambda: run("credit-memo", MEMO), "exchange.held"),
    "refused": (lambda: run("complaint-triage", "no object"), "exchange.refused"),
    "rejected": (rejected, "exchange.refused"),
    "failed": (failed, "exchange.failed"),
    "not yet": (ports, "open"),
}


@pytest.mark.parametrize(("way", "ended_by"), ENDINGS.values(), ids=ENDINGS.keys())
def test_it_says_how_it_ended_and_what_to_do_now(way: Way, ended_by: str) -> None:
    dossier = dossier_of(way(), "reply-draft")
    assert dossier.ended_by == ended_by
    assert dossier.ending == said.ENDING_WORDS[ended_by]
    assert dossier.next_steps == said.NEXT_STEPS[ended_by]


def test_a_failure_says_what_the_person_was_told() -> None:
    assert (
        dossier_of(failed(), "reply-draft").why_failed == TABLE[DetectionError].message
    )
    assert dossier_of(run("reply-draft", "A letter."), "reply-draft").why_failed == ""


@pytest.mark.parametrize(
    ("permille", "words"),
    [
        (1000, "The model was very sure of its words."),
        (950, "The model was very sure of its words."),
        (949, "The model was sure of most of its words."),
        (850, "The model was sure of most of its words."),
        (849, "The model was unsure in places. Read with care."),
        (649, "The model was unsure of many words. Check every line."),
        (1, "The model was unsure of many words. Check every line."),
        (0, "It is not known how sure the model was."),
    ],
)
def test_it_puts_the_confidence_into_words(permille: int, words: str) -> None:
    body = {"findings": [], "confidence_permille": permille}
    line = {"seq": 1, "time": "2026-03-02T12:00:00Z", "actor": None, "body": body}
    dossier = build_dossier([{**line, "kind": "draft.guarded"}], None, {})
    assert (dossier.confidence_permille, dossier.confidence) == (permille, words)
    assert "does not say that the answer is right" in dossier.confidence_meaning


def test_without_a_draft_there_is_no_confidence() -> None:
    dossier = build_dossier([], None, {})
    assert dossier.confidence_permille is None
    assert dossier.confidence == "No draft was written, so there is nothing to say."
    assert dossier.versions == Versions()


def test_every_kind_of_record_has_words_and_every_ending_too() -> None:
    assert set(said.KIND_WORDS) == set(RecordKind)
    assert set(said.ENDING_WORDS) == set(said.NEXT_STEPS) == OUTCOMES | {"open"}


def test_its_words_are_sentences() -> None:
    sentences = [*said.KIND_WORDS.values(), *said.FINDING_WORDS.values()]
    sentences += said.ENDING_WORDS.values()
    sentences += [step for steps in said.NEXT_STEPS.values() for step in steps]
    for sentence in sentences:
        assert re.fullmatch(r"[A-Z].{10,110}\.", sentence), sentence
