"""Recall: give an answer that was written before, where it fits who asks and for what.

It comes before anything is set aside, and the model is not asked. What is recalled is a
draft like any other: today's guards, gate and rules look at it before anybody reads it.
An answer that cannot be looked for is written.
"""

import logging

from appliance.domain.answer import Answer, Token
from appliance.domain.asked import Asked, asked_of
from appliance.domain.exchange import Draft, Prompt
from appliance.domain.halt import may_answer
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import parse_fields
from appliance.domain.purpose import AnswerForm
from appliance.domain.recalled import How, KeptAnswer, Recalled, filled
from appliance.errors import ApplianceError
from appliance.kinds import RecordKind

log = logging.getLogger(__name__)


def recall(prompt: Prompt, ports: Ports) -> Draft | None:
    """Find an answer that was written before; None where one has to be written.

    Raises:
        LedgerError: It could not be recorded.
    """
    exchange = prompt.admitted.exchange
    if exchange.anew or not prompt.may_be_recalled:
        return None
    asked = asked_of(prompt)
    try:
        found = _find(asked, prompt, ports)
    except ApplianceError as err:
        # The person gets an answer all the same; operators read why it was written.
        log.error("exchange %s: nothing recalled: %s", exchange.id, err)
        return None
    if found is None:
        return None
    kept, recalled = found
    _record(kept, recalled, prompt, ports)
    return Draft(prompt, _answer(kept, asked, prompt), kept.tier, recalled)


def _find(
    asked: Asked, prompt: Prompt, ports: Ports
) -> tuple[KeptAnswer, Recalled] | None:
    case, answers = asked.place.case, ports.recalled
    key = ports.masker.bind(asked.whole, case=case).draft_digest
    kept = answers.same(asked.place, key)
    if kept is not None and _fits(kept, asked, prompt, ports):
        return kept, Recalled(kept.exchange, kept.written_at, How.EXACT)
    if not prompt.admitted.purpose.caching.alike:
        return None
    reading = ports.masker.bind(asked.as_read, case=case).draft_digest
    kept = answers.alike(asked.place, reading)
    if kept is not None and _fits(kept, asked, prompt, ports):
        return kept, Recalled(kept.exchange, kept.written_at, How.ALIKE)
    return None


def _fits(kept: KeptAnswer, asked: Asked, prompt: Prompt, ports: Ports) -> bool:
    """Tell whether the answer can name whom this text names, and may be given now."""
    purpose, halts = prompt.admitted.purpose, ports.halts.standing()
    return kept.kinds == asked.kinds and bool(may_answer(purpose, (kept.tier,), halts))


def _answer(kept: KeptAnswer, asked: Asked, prompt: Prompt) -> Answer:
    text = filled(kept.answer, asked.names)
    structured = prompt.admitted.purpose.answer is AnswerForm.STRUCTURED
    return Answer(
        text=text,
        # One that stands for all: it leaves the model as sure as it was.
        tokens=(Token(text, kept.logprob),),
        finished=kept.finished,
        fields=parse_fields(text) if structured else None,
    )


def _record(kept: KeptAnswer, recalled: Recalled, prompt: Prompt, ports: Ports) -> None:
    exchange = prompt.admitted.exchange
    weights = kept.finished.weights
    ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_RECALLED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                "of": recalled.of,
                "written_at": recalled.written_at.isoformat(),
                "how": str(recalled.how),
                "release": prompt.admitted.purpose.release,
                "tier": kept.tier,
                "model": weights.name,
                "model_digest": weights.digest,
                "quantisation": weights.quantisation,
                "device": weights.device,
                "runtime": weights.runtime,
                "determinism": kept.finished.determinism,
                "seed": kept.finished.seed,
            },
        )
    )
