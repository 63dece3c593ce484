"""Lay a prompt out: its signed slices, and for each variable what stands for it."""

from collections.abc import Mapping, Sequence

from appliance.domain.conversation import MaskedTurn
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    Part,
    PromptTemplate,
    Slice,
    TemplatePart,
    turns_left_out,
)

Values = Mapping[str, Sequence[Part]]


def lay_out(
    template: PromptTemplate,
    values: Values,
    turns: Sequence[MaskedTurn] = (),
    left_out: Sequence[Part] = (),
    *,
    again: bool = False,
) -> tuple[Message, ...]:
    """Fill a prompt's sections and join them to the messages of one question.

    Args:
        values: The parts that stand for each variable; of none of them, a section that
            holds nothing else is left out.
        turns: What was asked and answered before, the oldest first; it stands between
            the instructions and the question.
        left_out: What is said in the place of turns that are left out.
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
    messages: list[Message] = []
    if template.system:
        messages.append(Message("system", tuple(_fill(template.system, values))))
    first: list[Part] = [*left_out, BREAK] if left_out else []
    for turn in turns:
        messages.append(Message("user", (*first, MaskedPart(turn.text))))
        messages.append(Message("assistant", (MaskedPart(turn.answer),)))
        first = []
    return (*messages, Message("user", (*first, *user)))


def say_left_out(
    count: int, summaries: Sequence[MaskedTurn], language: str
) -> list[Part]:
    """Say by rule what stands in for turns that are left out, the oldest first.

    Args:
        count: How many they are.
        summaries: Those of them that have something to be said of.
    """
    if not count:
        return []
    parts: list[Part] = [turns_left_out(count, language)]
    for turn in summaries:
        if turn.summary is not None:
            parts += [BREAK, MaskedPart(turn.summary)]
    return parts


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
