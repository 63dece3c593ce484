"""Compose: lay out signed template slices and sealed text as the prompt's parts.

What was masked one by one is searched as a whole before it leaves: the masker looks in
every masked part for everything that the case has ever given a surrogate.
"""

from appliance.domain.exchange import Inspected, Masked, Prompt, Sourced
from appliance.domain.passage import Passage
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    Part,
    Slice,
    TemplatePart,
    digest_of,
)
from appliance.errors import UnknownPurposeError
from appliance.kinds import RecordKind


def compose(inspected: Inspected, ports: Ports) -> Prompt:
    """Lay out the prompt of this purpose for this language and this caller.

    Raises:
        UnknownPurposeError: The purpose has no prompt in this language.
        LeakError: What the case masks elsewhere is readable in a masked part.
        MaskerError: The masker is not there.
    """
    sourced = inspected.sourced
    admitted = sourced.masked.admitted
    exchange, purpose = admitted.exchange, admitted.purpose
    template = purpose.prompt_for(exchange.language, admitted.caller.roles)
    if template is None:
        raise UnknownPurposeError(f"{purpose.name} has no prompt in this language")
    sections = [
        _fill(section, sourced)
        for section in (template.context, template.instruction, template.format)
    ]
    user: list[Part] = []
    for parts in (section for section in sections if section):
        user += [BREAK, *parts] if user else parts
    messages: tuple[Message, ...] = (Message("user", tuple(user)),)
    if template.system:
        system = tuple(_fill(template.system, sourced))
        messages = (Message("system", system), *messages)
    outgoing = [
        part.masked.text
        for message in messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    ]
    looked_for = ports.masker.check_outgoing(
        outgoing, case=exchange.case, kinds_kept=purpose.kinds_kept()
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.PROMPT_COMPOSED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                "release": purpose.release,
                "masked_parts": len(outgoing),
                "looked_for": looked_for,
                "templates": [
                    {"template": part.template, "digest": part.digest}
                    for message in messages
                    for part in message.parts
                    if isinstance(part, TemplatePart) and part != BREAK
                ],
            },
        )
    )
    return Prompt(inspected, messages)


def _fill(section: tuple[Slice, ...], sourced: Sourced) -> list[Part]:
    """Fill a section's variables; a section of empty references alone is empty."""
    if [s.variable for s in section] == ["references"] and not sourced.passages:
        return []
    parts: list[Part] = []
    for piece in section:
        if piece.variable == "text":
            parts.append(MaskedPart(sourced.masked.text))
        elif piece.variable == "references":
            parts += _references(sourced.passages)
        elif piece.variable:
            parts.append(_value(piece.variable, sourced.masked))
        else:
            parts.append(TemplatePart(piece.template, piece.digest))
    return parts


def _value(name: str, masked: Masked) -> Part:
    """Give what stands for a variable: a sealed text, or a signed word."""
    if name in masked.variables:
        return MaskedPart(masked.variables[name])
    purpose, word = masked.admitted.purpose, masked.choices[name]
    variable = next(one for one in purpose.variables if one.name == name)
    return TemplatePart(variable.template(purpose.name, word), digest_of(word))


def _references(passages: tuple[Passage, ...]) -> list[Part]:
    parts: list[Part] = []
    for passage in passages:
        part = TemplatePart(passage.template, passage.digest)
        parts += [BREAK, part] if parts else [part]
    return parts
