"""Pseudonymise: no text goes on before the masker has been over it."""

from collections.abc import Mapping

from appliance.domain.conversation import MaskedTurn
from appliance.domain.exchange import Admitted, Masked
from appliance.domain.masked import MaskedText
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.progress import Progress, untold
from appliance.domain.prose import codes_in
from appliance.domain.text import PersonText
from appliance.domain.variable import VariableType, read_values
from appliance.kinds import RecordKind


def pseudonymise(
    admitted: Admitted,
    ports: Ports,
    *,
    preview: bool,
    progress: Progress,
    again: bool = False,
) -> Masked:
    """Mask the text, and what is typed for variables, and seal each for this exchange.

    Args:
        preview: True when the person only looks at what the model would see.
        progress: Told how far a long text is.
        again: True where the text is masked already, for an exchange of its own:
            surrogates that its case has issued stand as they are, and all else is
            looked at once more.

    Raises:
        VariableError: A value that the purpose asks for is not as it must be.
        DetectionError: A detector failed, so nothing goes on.
        MaskerError: The masker is not there.
    """
    exchange, purpose = admitted.exchange, admitted.purpose
    values = read_values(purpose.variables, exchange.variables)
    choices = {
        variable.name: values.pop(variable.name).reveal()
        for variable in purpose.variables
        if variable.type is VariableType.CHOICE
    }

    def mask(text: PersonText, told: Progress) -> MaskedText:
        return ports.masker.mask(
            text,
            exchange=exchange.id,
            case=exchange.case,
            purpose=purpose,
            language=exchange.language,
            accept_surrogates=again,
            progress=told,
        )

    text = mask(exchange.text, progress)
    variables = {name: mask(value, untold) for name, value in values.items()}
    turns, older = ((), 0) if preview else _earlier(admitted, ports)
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
                **({"turns": len(turns)} if turns else {}),
                **_record_of(variables, choices),
            },
        ),
        # A preview shows the text now; otherwise the intent makes this durable.
        durable=preview,
    )
    return Masked(admitted, text, variables, choices, turns, older)


def _earlier(admitted: Admitted, ports: Ports) -> tuple[tuple[MaskedTurn, ...], int]:
    """Mask and seal again the turns that the model may read, the newest of all.

    They are masked already: the surrogates of the case stand as they are, and all else
    is looked at once more, with what is known of the case by now.

    Returns:
        The turns, the oldest first, and how many came before them.

    Raises:
        NotFoundError: It goes on from nothing that it could go on from.
    """
    exchange, purpose = admitted.exchange, admitted.purpose
    if exchange.follows is None:
        return (), 0
    kept = ports.exchanges.earlier(exchange)
    most = purpose.conversation.turns
    read = [turn for turn in kept[len(kept) - min(most, len(kept)) :] if turn.answer]

    def again(text: str) -> MaskedText:
        return ports.masker.mask(
            PersonText(text),
            exchange=exchange.id,
            case=exchange.case,
            purpose=purpose,
            language=exchange.language,
            accept_surrogates=True,
        )

    turns = []
    for turn in read:
        codes = codes_in(purpose, turn.answer)
        summary = again(codes) if codes else None
        turns.append(
            MaskedTurn(turn.exchange, again(turn.text), again(turn.answer), summary)
        )
    return tuple(turns), len(kept) - len(turns)


def _record_of(
    variables: Mapping[str, MaskedText], choices: Mapping[str, str]
) -> dict[str, object]:
    """Say what was masked of each variable; a chosen word is the release's own."""
    if not variables and not choices:
        return {}
    typed = {name: dict(masked.counts()) for name, masked in variables.items()}
    return {"variables": {"typed": typed, "chosen": dict(choices)}}
