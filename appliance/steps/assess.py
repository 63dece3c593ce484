"""Assess: people say what an answer is worth, and what it should have been.

A rater does not know whose it is: they see the masked text and the masked answer, and
nothing that tells who asked, which release answered, why it was drawn or what the other
rater said. Who asked may write it anew too. What anybody writes instead of the answer
is masked before it is kept, by the rules of a reviewer's version.
"""

import secrets

from appliance.domain.assessment import Assessment, Judgement
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.draft_rules import check_edit
from appliance.domain.feedback import Amendment
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import mask_version, parse_fields, render_answer
from appliance.domain.sampling import Answered, Sample
from appliance.domain.text import PersonText
from appliance.errors import NotAllowedError, SameAnswerError
from appliance.kinds import RecordKind


def may_rate(sample: Sample, rater: Caller, ports: Ports) -> Decision:
    """Ask whether this person may rate this answer."""
    answered = sample.answered
    return ports.policy.decide(
        Question.RATE_BLIND,
        rater,
        ports.purpose_as_answered(answered.purpose, answered.release),
        {
            "is_requester": rater.person == answered.requester,
            "is_author": rater.person in answered.involved,
        },
    )


def assess(
    sample: Sample,
    answer: str,
    rater: Caller,
    ports: Ports,
    *,
    judgement: Judgement,
    correction: PersonText | None,
) -> None:
    """Keep a blind rating of an answer that its rater has in hand.

    Args:
        sample: What is rated.
        answer: Its masked answer.
        rater: Who rates it, as the directory knows them now.
        ports: What it reaches.
        judgement: What they say it is.
        correction: The answer as it should have been; None where they gave none.

    Raises:
        NotAllowedError: It is not theirs to rate.
        ConflictError: They do not have it in hand any more.
        LookAlikeError: The correction names somebody whom the case does not know.
        MalformedEditError: It does not have the form of the answer, or a field holds
            what the schema does not take.
        MaskerError: The correction could not be masked, so nothing was kept.
        LedgerError: The rating could not be recorded, so it was not kept.
    """
    decision = may_rate(sample, rater, ports)
    if not decision.allowed:
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    answered = sample.answered
    masked = "" if correction is None else _masked(answered, answer, correction, ports)
    assessment = Assessment(
        sample.id, rater.person, judgement, masked, ports.clock.now()
    )

    def record() -> None:
        body = {
            **decision.record(),
            "sample": sample.id,
            "judgement": str(judgement),
            "corrected": bool(masked),
        }
        entry = Entry(
            RecordKind.ANSWER_ASSESSED,
            answered.exchange,
            answered.case,
            rater.person,
            body,
        )
        ports.ledger.append(entry, durable=True)

    ports.samples.rate(assessment, record=record)


def amend(
    answered: Answered, answer: str, version: PersonText, ports: Ports
) -> Amendment:
    """Make an amendment of what the person who asked wrote; it changes no answer.

    Args:
        answered: The answer that it is about.
        answer: The masked answer.
        version: What it should have been, in the form of the answer.
        ports: What it reaches.

    Raises:
        LookAlikeError: It names somebody whom the case does not know.
        MalformedEditError: It does not have the form of the answer, or a field holds
            what the schema does not take.
        SameAnswerError: It is the answer as it was.
        MaskerError: It could not be masked, so nothing may be kept.
    """
    masked = _masked(answered, answer, version, ports)
    fields = parse_fields(masked)
    if masked.strip() == answer.strip() or (
        fields is not None and fields == parse_fields(answer)
    ):
        raise SameAnswerError(f"{len(masked)} code points, as in the answer")
    return Amendment(
        id=secrets.token_hex(16),
        exchange=answered.exchange,
        case=answered.case,
        purpose=answered.purpose,
        language=answered.language,
        release=answered.release,
        writer=answered.requester,
        version=masked,
        written_at=ports.clock.now(),
    )


def mask_words(answered: Answered, words: str, ports: Ports) -> str:
    """Mask what a person writes about an answer; who its case knows keep surrogates.

    Raises:
        LookAlikeError: It cannot be masked so that it restores without doubt.
        MaskerError: The masker is not there.
    """
    return ports.masker.mask(
        PersonText(words),
        exchange=answered.exchange,
        case=answered.case,
        purpose=ports.purpose_as_answered(answered.purpose, answered.release),
        language=answered.language,
        accept_surrogates=True,
    ).text


def _masked(answered: Answered, answer: str, version: PersonText, ports: Ports) -> str:
    """Mask a person's version, and check that it could have been the answer."""
    purpose = ports.purpose_as_answered(answered.purpose, answered.release)
    masked = mask_version(
        purpose, version.reveal(), lambda one: mask_words(answered, one, ports)
    )
    read = render_answer(purpose, masked)
    check_edit(
        purpose,
        answer,
        masked,
        bound=ports.masker.commitments(masked, case=answered.case),
        said=ports.masker.commitments(read, case=answered.case),
    )
    return masked
