"""Look at an answer, or at what is written of it: every rule that needs no one asked.

What an answer rests on is the masked text, the passages it was given, and the signed
prompt and prose around them. Of a form the values are looked at, each at its place in
the draft; codes of the schema are none of the model's words. Pure.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from appliance.detect.quick import find_structured
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Prompt
from appliance.domain.finding import Sighting
from appliance.domain.prompt import PromptTemplate, Slice
from appliance.domain.purpose import Purpose
from appliance.domain.span import Span
from appliance.domain.surrogate import EXACT
from appliance.guards.grounding import Fact, Ungrounded, find_ungrounded
from appliance.guards.leak import find_canary, find_instructions
from appliance.guards.repetition import repeated_from
from appliance.guards.sentences import sentences_of
from appliance.guards.sources import Sources, read_sources
from appliance.guards.support import SUPPORTED_PERMILLE, support_permille, telling_words
from appliance.guards.tone import find_words

# More of one rule say nothing that these do not.
MOST_SHOWN = 20
# An answer off its topic: so many telling words, and hardly one that a source has.
_LEAST_TELLING, _ON_TOPIC_PERMILLE = 12, 100
NEW_PERSONAL = "personal.new"
_RULE_OF = {
    Fact.NUMBER: "grounding.number",
    Fact.DATE: "grounding.date",
    Fact.CODE: "grounding.code",
    Fact.NAME: "grounding.name",
    Fact.QUOTE: "grounding.quote",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer is held against.

    Args:
        sources: What it may rest on.
        known: First letters of the telling words of these and of the purpose.
        instructions: The signed text that the model was told and nobody shall read.
        toxic: Words that no answer of the purpose holds in this language.
        forbidden: Words that break its tone.
    """

    sources: Sources
    known: frozenset[str]
    instructions: str
    toxic: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an answer that a person reads, and where it stands in the draft.

    Args:
        text: The stretch.
        start: Its first code point in the draft; None where it is spelled otherwise.
    """

    text: str
    start: int | None


def ground_of(prompt: Prompt) -> Ground:
    """Read what the answer to a prompt is held against."""
    exchange, purpose = prompt.admitted.exchange, prompt.admitted.purpose
    masked = prompt.sourced.masked
    asked = {one.template for one in (prompt, *(d.prompt for d in prompt.combines))}
    templates = [template for template in asked if template is not None]
    slices = [piece for template in templates for piece in template.slices()]
    signed = [piece.text for piece in slices if piece.text]
    told = [piece for template in templates for piece in told_in(template)]
    passages = [passage.text for passage in prompt.sourced.passages]
    texts = [prompt.given, *passages, *signed, *masked.choices.values(), purpose.prose]
    about = (purpose.title, purpose.description, *purpose.reason_texts.values())
    return Ground(
        sources=read_sources(texts),
        known=frozenset(telling_words("\n".join((*texts, *about)))),
        instructions="\n".join(piece.text for piece in told if piece.text),
        toxic=purpose.tone.toxic.get(exchange.language, ()),
        forbidden=purpose.tone.forbidden.get(exchange.language, ()),
    )


def told_in(template: PromptTemplate) -> tuple[Slice, ...]:
    """List what the model is told; the context is what it may repeat."""
    asked = template.system + template.instruction
    return asked + template.format + template.retry


def parts_of(
    purpose: Purpose, draft: str, fields: Mapping[str, object] | None
) -> list[Part]:
    """Cut a draft into what is read of it: itself, or the values of its fields."""
    if fields is None:
        return [Part(draft, 0)]
    values = values_of(purpose, draft, fields)
    return [part for _, parts in values for part in parts if part is not None]


def values_of(
    purpose: Purpose, draft: str, fields: Mapping[str, object]
) -> Iterator[tuple[str, list[Part | None]]]:
    """Find each field's values in a draft; None for a code, which is nobody's words."""
    at = 0
    for name, value in fields.items():
        form = purpose.forms.get(name)
        parts: list[Part | None] = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, bool) or one is None or (form and one in form.codes):
                parts.append(None)
                continue
            text = str(one)
            spelled = json.dumps(one, ensure_ascii=False).strip('"')
            found = draft.find(spelled, at) if text and spelled == text else -1
            at = found + len(text) if found >= 0 else at
            parts.append(Part(text, found if found >= 0 else None))
        yield name, parts


def read_as_one(parts: Sequence[Part]) -> str:
    """Give the parts one after the other, a line each."""
    return "\n".join(part.text for part in parts)


def seen_in(
    parts: Sequence[Part], ground: Ground, names: Sequence[Span] = ()
) -> list[Sighting]:
    """List what the rules see that look at one sentence of an answer after another.

    Args:
        parts: What is read of it.
        ground: What it is held against.
        names: Where a detector saw names, in places of `read_as_one`.
    """
    seen: list[Sighting] = []
    at = 0
    for part in parts:
        own = inside(names, at, len(part.text))
        at += len(part.text) + 1
        seen += facts_seen(part, ground, own)
        seen += words_seen(part, ground)
        seen += _unsupported(part, ground)
    return first_of_each(seen)


def whole_seen_in(parts: Sequence[Part], ground: Ground) -> list[Sighting]:
    """List what the rules see that look at all of an answer, or all so far."""
    seen = repeats_in(parts[0].text) if len(parts) == 1 else []
    telling = telling_words(EXACT.sub(" ", read_as_one(parts)))
    if len(telling) >= _LEAST_TELLING:
        share = 1000 * sum(word in ground.known for word in telling) // len(telling)
        if share < _ON_TOPIC_PERMILLE:
            seen.append(Sighting("answer.off-topic", score=1000 - share))
    return seen


def repeats_in(text: str) -> list[Sighting]:
    """Tell whether a text goes round in circles; of a form no value is that long."""
    again = repeated_from(text)
    return [] if again is None else [Sighting("answer.repeats", span=again)]


def facts_seen(part: Part, ground: Ground, names: Sequence[Span]) -> Iterator[Sighting]:
    """List what a part states and no source does."""
    people = [span for span in names if span.kind is EntityKind.PERSON]
    structured = find_structured(part.text)
    for one in find_ungrounded(part.text, ground.sources, names):
        if EXACT.fullmatch(part.text, one.start, one.end):
            continue  # a surrogate that was never issued is a finding of its own
        yield _sighting(
            _rule_of(one, people if one.fact is Fact.NAME else structured),
            part,
            one.start,
            one.end,
        )


def words_seen(part: Part, ground: Ground) -> Iterator[Sighting]:
    """List listed words, and what the model was told and should not tell."""
    for rule, places in (
        ("leak.canary", find_canary(part.text, ground.instructions)),
        ("leak.instructions", find_instructions(part.text, ground.instructions)),
        ("tone.toxic", find_words(part.text, ground.toxic)),
        ("tone.forbidden", find_words(part.text, ground.forbidden)),
    ):
        for start, end in places:
            yield _sighting(rule, part, start, end)


def _unsupported(part: Part, ground: Ground) -> Iterator[Sighting]:
    for start, end in sentences_of(part.text):
        share = support_permille(EXACT.sub(" ", part.text[start:end]), ground.known)
        if share is not None and share < SUPPORTED_PERMILLE:
            found = _sighting("grounding.sentence", part, start, end)
            yield Sighting(found.rule, score=1000 - share, span=found.span)


def _rule_of(one: Ungrounded, personal: Sequence[Span]) -> str:
    if any(span.start < one.end and one.start < span.end for span in personal):
        return NEW_PERSONAL
    return _RULE_OF[one.fact]


def inside(names: Sequence[Span], start: int, length: int) -> list[Span]:
    """Give the names inside a stretch, counted from where it begins."""
    return [
        replace(span, start=span.start - start, end=span.end - start)
        for span in names
        if start <= span.start and span.end <= start + length
    ]


def _sighting(rule: str, part: Part, start: int, end: int) -> Sighting:
    if part.start is None:
        return Sighting(rule)
    return Sighting(rule, span=(part.start + start, part.start + end))


def first_of_each(seen: Sequence[Sighting]) -> list[Sighting]:
    """Leave out what one rule saw more often than is worth showing."""
    counts: dict[str, int] = {}
    kept = []
    for one in seen:
        counts[one.rule] = counts.get(one.rule, 0) + 1
        if counts[one.rule] <= MOST_SHOWN:
            kept.append(one)
    return kept
