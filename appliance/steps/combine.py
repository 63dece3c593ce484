"""Combine: make one structured answer of those to the parts of a text, by signed rules.

No model is asked: which value is taken says the purpose, field by field, and the record
says of which parts each is. No value stands in it.
"""

import json

from appliance.domain.answer import Answer, Finished
from appliance.domain.exchange import Divided, Draft, Prompt
from appliance.domain.parts import combine_fields
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind


def combine(divided: Divided, drafts: tuple[Draft, ...], ports: Ports) -> Draft:
    """Combine the answers to all parts; each has its form.

    Raises:
        LedgerError: It could not be recorded.
    """
    masked = divided.inspected.sourced.masked
    exchange, purpose = masked.admitted.exchange, masked.admitted.purpose
    combined = combine_fields(
        purpose.parts, [draft.answer.fields or {} for draft in drafts]
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_COMBINED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                "release": purpose.release,
                "combines": len(drafts),
                "fields": {
                    name: {
                        "rule": str(purpose.parts.fields[name].rule),
                        "parts": list(parts),
                    }
                    for name, parts in combined.taken.items()
                },
            },
        )
    )
    text = json.dumps(combined.fields, ensure_ascii=False, separators=(",", ":"))
    prompt = Prompt(divided.inspected, (), unread=masked.older, combines=drafts)
    answer = Answer(text, (), _finished(drafts), dict(combined.fields))
    return Draft(prompt, answer, drafts[-1].tier)


def _finished(drafts: tuple[Draft, ...]) -> Finished:
    """Say of the whole which weights wrote it; it took nothing besides its parts."""
    ends = [draft.answer.finished for draft in drafts]
    exact = all(end.determinism == "exact" for end in ends)
    return Finished(
        reason="stop",
        prompt_tokens=0,
        output_tokens=0,
        weights=ends[-1].weights,
        seed=ends[-1].seed,
        determinism="exact" if exact else "batch-dependent",
        busy_ms=0,
    )
