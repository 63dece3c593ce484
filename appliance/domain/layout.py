"""Lay a prompt out: its signed slices, and for each variable what stands for it.

And say for the engine how much room it takes, before anything is asked of a model.
"""

from collections.abc import Mapping, Sequence

from appliance.domain.conversation import MaskedTurn
from appliance.domain.exchange import Admitted, Masked, Sourced
from appliance.domain.passage import Passage
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import (
    BREAK,
    MaskedPart,
    Message,
    Part,
    PromptTemplate,
    Slice,
    TemplatePart,
    digest_of,
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


def values_of(sourced: Sourced) -> dict[str, Sequence[Part]]:
    """Give the parts that stand for each variable of a purpose's prompt."""
    masked = sourced.masked
    named = [*masked.variables, *masked.choices]
    return {
        "text": [MaskedPart(masked.text)],
        "references": _references(sourced.passages),
        **{name: [_value(name, masked)] for name in named},
    }


def asks_for_room(
    admitted: Admitted, messages: tuple[Message, ...], number: int, answers: int = 1
) -> GenerateRequest:
    """Make what the engine is asked to find room for.

    Args:
        number: Which try at an answer it is for.
        answers: For how many of the longest answers there must be room.
    """
    exchange, purpose = admitted.exchange, admitted.purpose
    schema, pattern = purpose.form_of(number)
    return GenerateRequest(
        exchange=exchange.id,
        case=exchange.case,
        purpose=purpose.name,
        messages=messages,
        schema_template=schema,
        pattern_template=pattern,
        max_output_tokens=answers * exchange.wishes.most_tokens(purpose),
        temperature=0.0,
        seed=0,
        top_logprobs=0,
        tiers=purpose.tiers(),
        release=purpose.release,
    )


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


def _value(name: str, masked: Masked) -> Part:
    """Give what stands for a variable: a sealed text, or a signed word."""
    if name in masked.variables:
        return MaskedPart(masked.variables[name])
    purpose, word = masked.admitted.purpose, masked.choices[name]
    variable = next(one for one in purpose.variables if one.name == name)
    return TemplatePart(variable.template(purpose.name, word), digest_of(word))


def _references(passages: Sequence[Passage]) -> list[Part]:
    parts: list[Part] = []
    for passage in passages:
        part = TemplatePart(passage.template, passage.digest)
        parts += [BREAK, part] if parts else [part]
    return parts
