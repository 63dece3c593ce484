"""Compose: lay out signed template slices and sealed text as the prompt's parts.

What was masked one by one is searched as a whole before it leaves: the masker looks in
every masked part for everything that the case has ever given a surrogate.
"""

from dataclasses import replace

from appliance.domain.exchange import Draft, Inspected, Prompt
from appliance.domain.layout import (
    asks_for_room,
    lay_out,
    say_left_out,
    templates_in,
    values_of,
)
from appliance.domain.masked import MaskedText
from appliance.domain.parts import ANSWERS, Place
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import BREAK, MaskedPart, Message, Part, PromptTemplate
from appliance.domain.scoring import sealed_texts
from appliance.domain.text import PersonText
from appliance.errors import UnknownPurposeError
from appliance.kinds import RecordKind


def compose(
    inspected: Inspected, ports: Ports, *, number: int = 1, place: Place | None = None
) -> Prompt:
    """Lay out the prompt of this purpose for this language and this caller.

    Args:
        number: Which try at an answer it is for; after the first with [RETRY].
        place: Which part of a longer text it is, if it is one.

    Raises:
        UnknownPurposeError: The purpose has no prompt in this language.
        LeakError: What the case masks elsewhere is readable in a masked part.
        MaskerError: The masker is not there.
        EngineError: No model can be asked how many turns it has room for.
    """
    template = _template_of(Prompt(inspected, ()))
    messages, unread = _fitting(inspected, template, ports, number)
    return _checked(Prompt(inspected, messages, number, unread, place), ports)


def compose_combining(
    inspected: Inspected, drafts: tuple[Draft, ...], ports: Ports, *, number: int = 1
) -> Prompt:
    """Lay out the prompt that makes one answer of those to the parts of a text.

    The answers are masked and sealed once more, as texts of this exchange.

    Args:
        inspected: The whole text; the model does not read it again.

    Raises:
        As `compose`; and what masking raises.
    """
    masked = inspected.sourced.masked
    prompt = Prompt(inspected, (), number, masked.older, combines=drafts)
    answers: list[Part] = []
    for draft in drafts:
        part = MaskedPart(_masked_again(draft.answer.text, inspected, ports))
        answers += [BREAK, part] if answers else [part]
    values = {**values_of(inspected.sourced), ANSWERS: answers}
    messages = lay_out(_template_of(prompt), values, again=number > 1)
    return _checked(replace(prompt, messages=messages), ports)


def _template_of(prompt: Prompt) -> PromptTemplate:
    template = prompt.template
    if template is None:
        name = prompt.admitted.purpose.name
        raise UnknownPurposeError(f"{name} has no prompt in this language")
    return template


def _masked_again(text: str, inspected: Inspected, ports: Ports) -> MaskedText:
    exchange = inspected.sourced.masked.admitted.exchange
    return ports.masker.mask(
        PersonText(text),
        exchange=exchange.id,
        case=exchange.case,
        purpose=inspected.sourced.masked.admitted.purpose,
        language=exchange.language,
        accept_surrogates=True,
    )


def _checked(prompt: Prompt, ports: Ports) -> Prompt:
    """Search all that a prompt takes along, and record it."""
    exchange, purpose = prompt.admitted.exchange, prompt.admitted.purpose
    outgoing = [masked.text for masked in sealed_texts(prompt.messages)]
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
                "try": prompt.number,
                **prompt.record(),
                "masked_parts": len(outgoing),
                "looked_for": looked_for,
                **_turns_record(prompt),
                "templates": templates_in(prompt.messages),
            },
        )
    )
    return prompt


def _fitting(
    inspected: Inspected, template: PromptTemplate, ports: Ports, number: int
) -> tuple[tuple[Message, ...], int]:
    """Lay the prompt out with as many turns as the models have room for.

    Whole turns are left out, the oldest first; the question itself never is.

    Returns:
        The messages, and how many turns of the conversation are not in them.
    """
    masked, values = inspected.sourced.masked, values_of(inspected.sourced)
    language = masked.admitted.exchange.language
    for dropped in range(len(masked.turns) + 1):
        read, left = masked.turns[dropped:], masked.turns[:dropped]
        unread = masked.older + dropped
        told = say_left_out(unread, left, language)
        messages = lay_out(template, values, read, told, again=number > 1)
        asked = asks_for_room(masked.admitted, messages, number)
        if not read or ports.engine.fits(asked):
            break
    return messages, unread


def _turns_record(prompt: Prompt) -> dict[str, int]:
    """Say how many turns the model reads and does not; nothing where there are none."""
    masked = prompt.sourced.masked
    turns, unread = masked.older + len(masked.turns), prompt.unread
    return {"turns": turns - unread, "left_out": unread} if turns else {}
