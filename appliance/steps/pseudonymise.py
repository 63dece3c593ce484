"""Pseudonymise: no text goes on before the masker has been over it."""

from appliance.domain.exchange import Admitted, Masked
from appliance.domain.ports import Entry, Ports
from appliance.domain.progress import Progress
from appliance.kinds import RecordKind


def pseudonymise(
    admitted: Admitted, ports: Ports, *, preview: bool, progress: Progress
) -> Masked:
    """Mask the text and seal it for this exchange.

    Args:
        preview: True when the person only looks at what the model would see.
        progress: Told how far a long text is.

    Raises:
        DetectionError: A detector failed, so nothing goes on.
        MaskerError: The masker is not there.
    """
    exchange = admitted.exchange
    text = ports.masker.mask(
        exchange.text,
        exchange=exchange.id,
        case=exchange.case,
        purpose=admitted.purpose,
        language=exchange.language,
        progress=progress,
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.TEXT_PSEUDONYMISED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                "counts": dict(text.counts()),
                "kinds_kept": sorted(map(str, text.seal.kinds_kept)),
                "chars_in": len(exchange.text),
                "chars_out": len(text.text),
                "preview": preview,
            },
        ),
        # A preview shows the text now; otherwise the intent makes this durable.
        durable=preview,
    )
    return Masked(admitted, text)
