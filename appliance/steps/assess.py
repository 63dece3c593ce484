"""Assess: somebody says what an answer is worth who does not know whose it is.

A rater sees the masked text and the masked answer, and nothing that tells who asked,
which release answered, why it was drawn or what the other rater said. What they write
instead of the answer is masked before it is kept, by the rules of a reviewer's version.
"""

from appliance.domain.assessment import Assessment, Judgement
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.draft_rules import check_edit
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import mask_version, render_answer
from appliance.domain.sampling import Sample
from appliance.domain.text import PersonText
from appliance.errors import NotAllowedError
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
    masked = "" if correction is None else _masked(sample, answer, correction, ports)
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


def mask_words(sample: Sample, words: str, ports: Ports) -> str:
    """Mask what a person writes about an answer; who its case knows keep surrogates.

    Raises:
        LookAlikeError: It cannot be masked so that it restores without doubt.
        MaskerError: The masker is not there.
    """
    answered = sample.answered
    return ports.masker.mask(
        PersonText(words),
        exchange=answered.exchange,
        case=answered.case,
        purpose=ports.purpose_as_answered(answered.purpose, answered.release),
        language=answered.language,
        accept_surrogates=True,
    ).text


def _masked(sample: Sample, answer: str, correction: PersonText, ports: Ports) -> str:
    """Mask a rater's version, and check that it could have been the answer."""
    answered = sample.answered
    purpose = ports.purpose_as_answered(answered.purpose, answered.release)
    version = mask_version(
        purpose, correction.reveal(), lambda one: mask_words(sample, one, ports)
    )
    read = render_answer(purpose, version)
    check_edit(
        purpose,
        answer,
        version,
        bound=ports.masker.commitments(version, case=answered.case),
        said=ports.masker.commitments(read, case=answered.case),
    )
    return version
