"""Look at a person's version of an answer, before it takes the place of the model's.

Whoever writes may know more than the text says, so figures and names of places are
theirs to state. What is looked for is what nobody may let out by an oversight: personal
data that was not masked, words that the model was told in confidence, listed words.
Pure.
"""

from collections.abc import Iterable, Mapping, Sequence

from appliance.domain.finding import Sighting
from appliance.domain.purpose import Purpose
from appliance.domain.span import Span
from appliance.guards.answer import (
    NEW_PERSONAL,
    Ground,
    facts_seen,
    first_of_each,
    inside,
    parts_of,
    told_in,
    words_seen,
)
from appliance.guards.sources import read_sources


def seen_in_version(
    purpose: Purpose,
    version: str,
    fields: Mapping[str, object] | None,
    *,
    known: Iterable[str],
    language: str,
    names: Sequence[Span],
) -> list[Sighting]:
    """List what is seen in a masked version.

    Args:
        purpose: The answer's purpose.
        version: The version, masked.
        fields: Its fields, where it is a form.
        known: Masked texts whose personal data may stand in it.
        language: The language of the exchange.
        names: Where a detector saw names, in places of `read_as_one` of its parts.
    """
    told = [piece for one in purpose.prompts.values() for piece in told_in(one)]
    signed = [piece.text for piece in told if piece.text]
    ground = Ground(
        sources=read_sources([*known, *signed, purpose.prose]),
        known=frozenset(),
        instructions="\n".join(signed),
        toxic=purpose.tone.toxic.get(language, ()),
        forbidden=purpose.tone.forbidden.get(language, ()),
    )
    seen: list[Sighting] = []
    at = 0
    for part in parts_of(purpose, version, fields):
        facts = facts_seen(part, ground, inside(names, at, len(part.text)))
        seen += [one for one in facts if one.rule == NEW_PERSONAL]
        seen += words_seen(part, ground)
        at += len(part.text) + 1
    return first_of_each(seen)
