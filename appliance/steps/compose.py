"""Compose: lay out signed template slices and sealed text as the prompt's parts.

What was masked one by one is searched as a whole before it leaves: the masker looks in
every masked part for everything that the case has ever given a surrogate.
"""

from appliance.domain.exchange import Inspected, Masked, Prompt, Sourced
from appliance.domain.layout import lay_out, say_left_out, templates_in
from appliance.domain.passage import Passage
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    Part,
    PromptTemplate,
    TemplatePart,
    digest_of,
)
from appliance.domain.scoring import sealed_texts
from appliance.errors import UnknownPurposeError
from appliance.kinds import RecordKind


def compose(inspected: Inspected, ports: Ports, *, number: int = 1) -> Prompt:
    """Lay out the prompt of this purpose for this language and this caller.

    Args:
        number: Which try at an answer it is for; after the first with [RETRY].

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
    messages, unread = _fitting(inspected, template, ports, number)
    outgoing = [masked.text for masked in sealed_texts(messages)]
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
                "try": number,
                "masked_parts": len(outgoing),
                "looked_for": looked_for,
                **_turns_record(sourced.masked, unread),
                "templates": templates_in(messages),
            },
        )
    )
    return Prompt(inspected, messages, number, unread)


def _fitting(
    inspected: Inspected, template: PromptTemplate, ports: Ports, number: int
) -> tuple[tuple[Message, ...], int]:
    """Lay the prompt out with as many turns as the models have room for.

    Whole turns are left out, the oldest first; the question itself never is.

    Returns:
        The messages, and how many turns of the conversation are not in them.
    """
    masked, values = inspected.sourced.masked, _values(inspected.sourced)
    language = masked.admitted.exchange.language
    for dropped in range(len(masked.turns) + 1):
        read, left = masked.turns[dropped:], masked.turns[:dropped]
        unread = masked.older + dropped
        told = say_left_out(unread, left, language)
        messages = lay_out(template, values, read, told, again=number > 1)
        if not read or ports.engine.fits(_request(masked, messages, number)):
            break
    return messages, unread


def _request(
    masked: Masked, messages: tuple[Message, ...], number: int
) -> GenerateRequest:
    """Make what the engine is asked to find room for."""
    exchange, purpose = masked.admitted.exchange, masked.admitted.purpose
    schema, pattern = purpose.form_of(number)
    return GenerateRequest(
        exchange=exchange.id,
        case=exchange.case,
        purpose=purpose.name,
        messages=messages,
        schema_template=schema,
        pattern_template=pattern,
        max_output_tokens=exchange.wishes.most_tokens(purpose),
        temperature=0.0,
        seed=0,
        top_logprobs=0,
        tiers=purpose.tiers(),
        release=purpose.release,
    )


def _turns_record(masked: Masked, unread: int) -> dict[str, int]:
    """Say how many turns the model reads and does not; nothing where there are none."""
    turns = masked.older + len(masked.turns)
    return {"turns": turns - unread, "left_out": unread} if turns else {}


def _values(sourced: Sourced) -> dict[str, list[Part]]:
    masked = sourced.masked
    named = [*masked.variables, *masked.choices]
    return {
        "text": [MaskedPart(masked.text)],
        "references": _references(sourced.passages),
        **{name: [_value(name, masked)] for name in named},
    }


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
