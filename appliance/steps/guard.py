"""Guard: look at a draft before anybody may read it."""

import math

from appliance.detect.moved import tells_moved_date
from appliance.domain.answer import Answer
from appliance.domain.draft_rules import MOVED_DATE, UNISSUED, names_others
from appliance.domain.exchange import Checked, Draft
from appliance.domain.finding import STOPPED, Finding, Sighting
from appliance.domain.guards import (
    MALFORMED,
    REWRITTEN,
    SIMPLER,
    TOO_LATE,
    UNANSWERED,
    lacks_form,
)
from appliance.domain.late import is_late
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import render_answer
from appliance.domain.purpose import AnswerForm
from appliance.domain.retry import ENDED_ITSELF
from appliance.guards.answer import (
    ground_of,
    parts_of,
    read_as_one,
    seen_in,
    whole_seen_in,
)
from appliance.kinds import RecordKind


def guard(draft: Draft, ports: Ports) -> Checked:
    """Check a whole draft and say how sure the model was.

    Raises:
        DetectionError: A detector failed.
        MaskerError: Nobody can say whom the draft names.
    """
    admitted = draft.prompt.admitted
    answer, purpose = draft.answer, admitted.purpose
    given = draft.prompt.given
    seen: list[str | Sighting] = []
    if names_others(
        given,
        answer.text,
        bound=_bound(draft, ports),
        issued=ports.masker.commitments(given, case=admitted.exchange.case),
    ):
        seen.append(UNISSUED)
    if tells_moved_date(given, answer.text):
        seen.append(MOVED_DATE)
    numbers = {one.prompt.number for one in draft.written}
    if max(numbers) > 1:
        seen.append(REWRITTEN)
    if any(map(purpose.retry.is_simpler, numbers)):
        seen.append(SIMPLER)
    if not has_form(draft):
        # It has no fields or sentences to look at, and goes to nobody as it is.
        seen.append(MALFORMED)
    else:
        seen += _facts(draft, ports)
    ends = {one.answer.finished.reason for one in draft.written} - {"stop"}
    if ends:
        seen.append(STOPPED if "cancelled" in ends else "answer.unfinished")
    # A chain is as sure as its weakest part.
    confidence = min(confidence_permille(one.answer) for one in draft.written)
    if confidence < purpose.hold_below_permille:
        seen.append(Sighting("confidence.low", score=confidence))
    findings = tuple(map(purpose.guards.finding, seen))
    if lacks_form(findings) and _is_too_late(draft, ports):
        findings = (*findings, purpose.guards.finding(TOO_LATE))
    return _recorded(draft, findings, confidence, ports)


def refuse_part(checked: Checked, ports: Ports) -> Checked:
    """Have the gate refuse the draft of a part that is the last one of its text.

    Whatever else it is, it is no answer to the whole: nobody may let it out, or hold it
    for somebody who might.
    """
    draft = checked.draft
    findings = checked.findings[len(draft.prompt.findings) :]
    refused = draft.prompt.admitted.purpose.guards.finding(UNANSWERED)
    return _recorded(draft, (*findings, refused), checked.confidence_permille, ports)


def _recorded(
    draft: Draft, findings: tuple[Finding, ...], confidence: int, ports: Ports
) -> Checked:
    exchange = draft.prompt.admitted.exchange
    ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_GUARDED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                **draft.prompt.record(),
                "findings": [finding.record() for finding in findings],
                "confidence_permille": confidence,
            },
        )
    )
    return Checked(draft, (*draft.prompt.findings, *findings), confidence)


def _is_too_late(draft: Draft, ports: Ports) -> bool:
    """Tell whether one more try is due, and might be ended as left open."""
    exchange, purpose = draft.prompt.admitted.exchange, draft.prompt.admitted.purpose
    is_due = draft.prompt.number <= purpose.retry.tries
    if not is_due or draft.answer.finished.reason not in ENDED_ITSELF:
        return False
    return is_late(exchange, ports)


def has_form(draft: Draft) -> bool:
    """Tell whether a draft is one that somebody may read as an answer."""
    answer, purpose = draft.answer, draft.prompt.admitted.purpose
    if purpose.answer is AnswerForm.STRUCTURED and answer.fields is None:
        return False
    is_empty = not answer.text.strip()
    return not is_empty and purpose.has_form(answer.text, draft.prompt.number)


def _facts(draft: Draft, ports: Ports) -> list[Sighting]:
    """Look at what an answer of the right form states."""
    admitted, answer = draft.prompt.admitted, draft.answer
    parts = parts_of(admitted.purpose, answer.text, answer.fields)
    names = ports.masker.find_names(
        read_as_one(parts), language=admitted.exchange.language
    )
    ground = ground_of(draft.prompt)
    return [*seen_in(parts, ground, names), *whole_seen_in(parts, ground)]


def confidence_permille(answer: Answer) -> int:
    """Say how sure the model was: its geometric mean token probability, 0 to 1000.

    A property of the model, not a probability that the answer is right; the model card
    says how the two relate.
    """
    if not answer.tokens:
        return 0
    mean = sum(token.logprob for token in answer.tokens) / len(answer.tokens)
    return max(0, min(1000, round(1000 * math.exp(min(mean, 0.0)))))


def _bound(draft: Draft, ports: Ports) -> set[str]:
    """Ask what restoring a draft would put back, as it is kept and as it is read."""
    admitted, text = draft.prompt.admitted, draft.answer.text
    case = admitted.exchange.case
    # A field may spell a surrogate in JSON escapes that only its prose shows.
    spellings = {text, render_answer(admitted.purpose, text)}
    return {c for said in spellings for c in ports.masker.commitments(said, case=case)}
