"""Compare: lay a shadow's draft beside what a person got; this ends its exchange.

The record says in which fields they differ, by name, and how long both are. No text of
either is kept or shown, and nobody is put back.
"""

from collections.abc import Mapping

from appliance.domain.exchange import Checked
from appliance.domain.outcome import Compared, Given
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import parse_fields
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.kinds import RecordKind


def compare(checked: Checked, given: Given, ports: Ports) -> Compared:
    """Compare a shadow's draft and leave a durable `draft.compared`.

    Raises:
        MaskerError: The draft cannot be bound.
        LedgerError: The record could not be written.
    """
    admitted = checked.draft.prompt.admitted
    exchange, text = admitted.exchange, checked.draft.answer.text
    compared = lay_beside(admitted.purpose, text, given)
    binding = ports.masker.bind(text, case=exchange.case)
    body: dict[str, object] = {
        "release": admitted.purpose.release,
        "shadows": given.exchange,
        "live_release": given.release,
        "same_text": compared.same_text,
        "fields_differ": list(compared.fields_differ),
        "live_chars": compared.live_chars,
        "chars": compared.chars,
        "findings": [finding.rule for finding in checked.findings],
        "draft_digest": binding.draft_digest,
    }
    if compared.same_fields is not None:
        body["same_fields"] = compared.same_fields
    if compared.same_reasons is not None:
        body["same_reasons"] = compared.same_reasons
    ports.ledger.append(
        Entry(
            kind=RecordKind.DRAFT_COMPARED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body=body,
        ),
        durable=True,
    )
    return compared


def lay_beside(purpose: Purpose, text: str, given: Given) -> Compared:
    """Compare two masked answers to the same text.

    Args:
        purpose: As the shadow's release has it.
        text: The shadow's.
        given: What a person got.
    """
    structured = purpose.answer is AnswerForm.STRUCTURED
    ours = parse_fields(text) if structured else None
    theirs = parse_fields(given.answer) if structured else None
    differ: tuple[str, ...] = ()
    same_fields = same_reasons = None
    if ours is not None and theirs is not None:
        names = sorted(purpose.forms.keys() & (ours.keys() | theirs.keys()))
        differ = tuple(n for n in names if ours.get(n) != theirs.get(n))
        same_fields = ours == theirs
        if purpose.reason_texts:
            same_reasons = _codes(purpose, ours) == _codes(purpose, theirs)
    return Compared(
        live=given.exchange,
        live_release=given.release,
        same_fields=same_fields,
        fields_differ=differ,
        same_reasons=same_reasons,
        same_text=text == given.answer,
        live_chars=len(given.answer),
        chars=len(text),
    )


def _codes(purpose: Purpose, fields: Mapping[str, object]) -> set[str]:
    """Name the reason codes in an answer, wherever its schema has them."""
    values = (
        one
        for value in fields.values()
        for one in (value if isinstance(value, list) else [value])
    )
    return {str(one) for one in values if str(one) in purpose.reason_texts}
