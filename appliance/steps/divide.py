"""Divide: cut a text that the model cannot read at once, where its purpose allows it.

The text was masked and inspected as a whole. Each part is masked and sealed once more,
so nothing reaches the model that did not go through the masker for this exchange. How
long a part may be is asked of the models that may answer, with everything around it.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from appliance.domain.counted import (
    MOST_PARTS,
    NO_ROOM_TO_COMBINE,
    ROOM_IN_PARTS,
    counted,
)
from appliance.domain.exchange import Divided, Inspected, Prompt, TextPart
from appliance.domain.layout import asks_for_room, lay_out, say_left_out, values_of
from appliance.domain.masked import MaskedText
from appliance.domain.parts import ANSWERS, MAX_PARTS, Place, cut
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import MaskedPart
from appliance.domain.purpose import AnswerForm
from appliance.domain.surrogate import EXACT
from appliance.domain.text import PersonText
from appliance.errors import TooManyPartsError
from appliance.guards.calendar import find_partial_dates, find_times
from appliance.guards.codes import find_codes
from appliance.guards.figures import find_figures
from appliance.kinds import RecordKind

# Whom only a part shows to be somebody is masked in all of them, the next time round.
_MASKED_AGAIN = 2
# Who is refused is told what there is room for; in more parts than these hardly any.
_LOOKS_TO = 4 * MAX_PARTS


def divide(inspected: Inspected, ports: Ports) -> Divided | None:
    """Cut a text in as few parts as the models have room for.

    Returns:
        The parts, or None where the model reads the text at once.

    Raises:
        TooManyPartsError: It takes more parts than the purpose allows, or the answers
            to so many could not be combined.
        MaskerError: The masker is not there.
        DetectionError: A detector failed, so nothing goes on.
        EngineError: No model can be asked what it has room for.
    """
    masked = inspected.sourced.masked
    purpose = masked.admitted.purpose
    if purpose.parts.most == 1:
        return None
    alone = _alone(inspected)
    given, once = len(masked.admitted.exchange.text), purpose.max_input_chars
    if given <= once and _has_room(alone, ports):
        return None
    kept = list(_read_as_one(masked.text.text))
    count = max(2, ceil(given / once))
    while count <= purpose.parts.most:
        parts = _parts(alone, count, kept, ports)
        if parts is not None:
            divided = Divided(alone, parts)
            _check_combining(divided, ports)
            _record(divided, ports)
            return divided
        # A few more at once: each try masks all of the text again.
        count = max(count + 1, count * 4 // 3)
    raise TooManyPartsError(
        f"{len(masked.text.text)} masked code points, more than {purpose.parts.most} "
        "parts",
        (_how_long(alone, kept, ports),),
    )


def _how_long(alone: Inspected, kept: list[tuple[int, int]], ports: Ports) -> str:
    """Say how long a text is, and about how much of it so many parts have room for.

    The first of ever shorter parts that has room tells; of a text that cannot be cut
    nobody can say.
    """
    masked = alone.sourced.masked
    given = len(masked.admitted.exchange.text)
    most = masked.admitted.purpose.parts.most
    count = most + 1
    while count <= _LOOKS_TO:
        places = cut(masked.text.text, count, kept)
        if places:
            text = _masked(masked.text.text[: places[0].end], alone, ports)
            if _has_room(_about(alone, text), ports):
                about = _rounded(given * most // count)
                return counted(ROOM_IN_PARTS, most, about, given)
        count += max(1, count // 8)
    return counted(MOST_PARTS, given, most)


def _rounded(chars: int) -> int:
    """Round down to two digits: it is about so many."""
    unit: int = 10 ** max(0, len(str(chars)) - 2)
    return chars // unit * unit


def _alone(inspected: Inspected) -> Inspected:
    """Leave every earlier turn out: the text itself takes the room."""
    masked = inspected.sourced.masked
    older = masked.older + len(masked.turns)
    read = replace(masked, turns=(), older=older)
    return replace(inspected, sourced=replace(inspected.sourced, masked=read))


def _about(inspected: Inspected, text: MaskedText) -> Inspected:
    """Put another text in the place of the one that was inspected."""
    sourced = inspected.sourced
    masked = replace(sourced.masked, text=text)
    return replace(inspected, sourced=replace(sourced, masked=masked))


def _masked(text: str, inspected: Inspected, ports: Ports) -> MaskedText:
    admitted = inspected.sourced.masked.admitted
    return ports.masker.mask(
        PersonText(text),
        exchange=admitted.exchange.id,
        case=admitted.exchange.case,
        purpose=admitted.purpose,
        language=admitted.exchange.language,
        accept_surrogates=True,
        judged=True,
    )


def _parts(
    alone: Inspected, count: int, kept: list[tuple[int, int]], ports: Ports
) -> tuple[TextPart, ...] | None:
    """Cut and seal so many parts; None where they cannot be, or one has no room."""
    whole = alone.sourced.masked.text
    places = cut(whole.text, count, kept)
    if not places:
        return None
    known = set(whole.surrogates())
    parts = _sealed(alone, places, ports)
    for _ in range(_MASKED_AGAIN):
        named = _named_in(parts or ())
        if named <= known:
            break
        known |= named
        parts = _sealed(alone, places, ports)
    return parts


def _sealed(
    alone: Inspected, places: tuple[Place, ...], ports: Ports
) -> tuple[TextPart, ...] | None:
    """Mask and seal each part, one after the other; None where one has no room."""
    text = alone.sourced.masked.text.text
    parts: list[TextPart] = []
    for place in places:
        sealed = _masked(text[place.start : place.end], alone, ports)
        part = TextPart(place, _about(alone, sealed))
        if not _has_room(part.inspected, ports):
            return None
        parts.append(part)
    return tuple(parts)


def _named_in(parts: tuple[TextPart, ...]) -> set[str]:
    texts = (part.inspected.sourced.masked.text for part in parts)
    return {surrogate for text in texts for surrogate in text.surrogates()}


def _has_room(inspected: Inspected, ports: Ports) -> bool:
    """Ask whether a text without earlier turns fits every model that may answer."""
    sourced = inspected.sourced
    masked, template = sourced.masked, Prompt(inspected, ()).template
    if template is None:
        return True  # composing says what is wrong
    told = say_left_out(masked.older, (), masked.admitted.exchange.language)
    # The last try is the longest.
    again = masked.admitted.purpose.retry.tries > 0
    messages = lay_out(template, values_of(sourced), (), told, again=again)
    return ports.engine.fits(asks_for_room(masked.admitted, messages, 1))


def _check_combining(divided: Divided, ports: Ports) -> None:
    """Check before anything is written that the answers can be combined.

    Raises:
        TooManyPartsError: The longest answers would not fit the combining prompt.
    """
    sourced, count = divided.inspected.sourced, len(divided.parts)
    admitted = sourced.masked.admitted
    purpose = admitted.purpose
    if purpose.answer is AnswerForm.STRUCTURED:
        return  # by rule
    template = purpose.parts.prompts.get(admitted.exchange.language)
    if template is None:
        return  # composing says what is wrong
    # The engine reads nothing that is not sealed, so a dot stands for the answers.
    dot = MaskedPart(_masked(".", divided.inspected, ports))
    messages = lay_out(
        template,
        {**values_of(sourced), ANSWERS: [dot]},
        again=purpose.retry.tries > 0,
    )
    asked = asks_for_room(admitted, messages, 1, answers=count + 1)
    if not ports.engine.fits(asked):
        given = len(admitted.exchange.text)
        raise TooManyPartsError(
            f"the answers to {count} parts cannot be combined",
            (counted(NO_ROOM_TO_COMBINE, given, count),),
        )


def _read_as_one(text: str) -> Iterator[tuple[int, int]]:
    """List what an answer is held against as one: stand-ins, dates, figures, codes."""
    yield from (match.span() for match in EXACT.finditer(text))
    yield from find_codes(text)
    for found in (find_partial_dates, find_times, find_figures):
        yield from ((one.start, one.end) for one in found(text))


def _record(divided: Divided, ports: Ports) -> None:
    admitted = divided.inspected.sourced.masked.admitted
    places = [part.place for part in divided.parts]
    ports.ledger.append(
        Entry(
            kind=RecordKind.TEXT_DIVIDED,
            exchange=admitted.exchange.id,
            case=admitted.exchange.case,
            actor=None,
            body={
                "release": admitted.purpose.release,
                "chars": places[-1].end,
                "parts": [[place.start, place.end] for place in places],
            },
        )
    )
