"""Lay a prompt out: its signed slices, and for each variable what stands for it."""

from collections.abc import Mapping, Sequence

from appliance.domain.prompt import (
    BREAK,
    Message,
    Part,
    PromptTemplate,
    Slice,
    TemplatePart,
)

Values = Mapping[str, Sequence[Part]]


def lay_out(
    template: PromptTemplate, values: Values, *, again: bool = False
) -> tuple[Message, ...]:
    """Fill a prompt's sections and join them to the messages of one question.

    Args:
        values: The parts that stand for each variable; of none of them, a section that
            holds nothing else is left out.
        again: Whether the answer is written again: the last message ends with [RETRY].

    Raises:
        KeyError: A variable has no value.
    """
    asked = (template.context, template.instruction, template.format)
    sections = (*asked, template.retry) if again else asked
    filled = [_fill(section, values) for section in sections]
    user: list[Part] = []
    for parts in (section for section in filled if section):
        user += [BREAK, *parts] if user else parts
    messages: tuple[Message, ...] = (Message("user", tuple(user)),)
    if template.system:
        system = tuple(_fill(template.system, values))
        messages = (Message("system", system), *messages)
    return messages


def templates_in(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Name the signed slices of a prompt as a record does."""
    return [
        {"template": part.template, "digest": part.digest}
        for message in messages
        for part in message.parts
        if isinstance(part, TemplatePart) and part != BREAK
    ]


def _fill(section: Sequence[Slice], values: Values) -> list[Part]:
    parts: list[Part] = []
    for piece in section:
        if piece.variable:
            parts += values[piece.variable]
        else:
            parts.append(TemplatePart(piece.template, piece.digest))
    return parts
