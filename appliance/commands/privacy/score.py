"""Scores a document: what was labelled against what was masked.

A labelled stretch is masked if every word of it that tells something is covered, under
whatever kind. An entity is masked only if each of its mentions that must be is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from appliance.commands.privacy.content import words_that_tell
from appliance.commands.privacy.labelled import Document, Label
from appliance.commands.privacy.labels import alike
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

# Shared part of two stretches, of what they cover together, that makes them the same.
_SAME = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """The proportion; None of nothing."""
        return self.part / self.whole if self.whole else None


Shares = Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Score:
    """What documents add to the figures; scores of documents can be added.

    Args:
        types: Masked stretches, of those that must be masked, by type.
        things: The same for stretches that need not be masked.
        found: Spans that share a letter or digit with any label, of all, by our kind.
        direct: Masked entities, of those that name the person directly (TAB).
        quasi: Masked entities, of those that help to find the person (TAB).
        chars: Letters and digits inside any label, of those that were masked.
        own_chars: The same, of spans of kinds that the set labels.
        typed_hits: Spans that have a label of their kind, of all of kinds that the set
            labels.
        typed_labels: Labels that have a span of their kind, of all that have a kind.
        false_hits: Documents in which something was masked, of those without a label.
        documents: How many they are.
    """

    types: Shares = field(default_factory=dict)
    things: Shares = field(default_factory=dict)
    found: Shares = field(default_factory=dict)
    direct: Share = Share()
    quasi: Share = Share()
    chars: Share = Share()
    own_chars: Share = Share()
    typed_hits: Share = Share()
    typed_labels: Share = Share()
    false_hits: Share = Share()
    documents: int = 0

    @property
    def masked(self) -> Share:
        """Masked stretches of every type, of those that must be."""
        return sum(self.types.values(), Share())

    def __add__(self, other: "Score") -> "Score":
        return Score(
            _added(self.types, other.types),
            _added(self.things, other.things),
            _added(self.found, other.found),
            self.direct + other.direct,
            self.quasi + other.quasi,
            self.chars + other.chars,
            self.own_chars + other.own_chars,
            self.typed_hits + other.typed_hits,
            self.typed_labels + other.typed_labels,
            self.false_hits + other.false_hits,
            self.documents + other.documents,
        )


def score_document(
    document: Document,
    hits: Sequence[Span],
    *,
    labelled_kinds: frozenset[EntityKind],
    kept: frozenset[EntityKind] = frozenset(),
) -> tuple[Score, tuple[Label, ...]]:
    """Score what was found in one document.

    Args:
        hits: What would be masked; disjoint.
        labelled_kinds: Kinds that the document's set labels; spans of other kinds say
            nothing about typed figures.
        kept: Kinds that stay readable, so that their labels need not be masked.

    Returns:
        The score, and the labels that must be masked and are not.
    """
    covered = _covered(document.text, hits)
    types: dict[str, Share] = {}
    things: dict[str, Share] = {}
    entities: dict[str, list[tuple[Label, bool]]] = {}
    missed = []
    for label in document.labels:
        words = words_that_tell(document.text, label.start, label.end)
        masked = all(all(covered[first:last]) for first, last in words)
        wanted = label.must_be_masked and label.kind not in kept
        if wanted and label.entity is not None:
            entities.setdefault(label.entity, []).append((label, masked))
        if not words:
            continue
        of = types if wanted else things
        of[label.type] = of.get(label.type, Share()) + Share(int(masked), 1)
        if wanted and not masked:
            missed.append(label)
    direct, quasi = _entities(entities.values())
    own = [hit for hit in hits if alike(hit.kind) in labelled_kinds]
    typed_hits, typed_labels = _typed(document, own)
    score = Score(
        types,
        things,
        _found(document, hits),
        direct,
        quasi,
        _chars(document, covered),
        _chars(document, _covered(document.text, own)),
        typed_hits,
        typed_labels,
        Share() if document.labels else Share(int(bool(hits)), 1),
        1,
    )
    return score, tuple(missed)


def _added(one: Shares, other: Shares) -> Shares:
    return {
        name: one.get(name, Share()) + other.get(name, Share())
        for name in one.keys() | other.keys()
    }


def _covered(text: str, spans: Iterable[Span | Label]) -> bytearray:
    """Mark each code point that lies in a span."""
    marks = bytearray(len(text))
    for span in spans:
        marks[span.start : span.end] = b"\x01" * (span.end - span.start)
    return marks


def _chars(document: Document, covered: bytearray) -> Share:
    labelled = _covered(document.text, document.labels)
    right = [
        labelled[at]
        for at, char in enumerate(document.text)
        if covered[at] and char.isalnum()
    ]
    return Share(sum(right), len(right))


def _found(document: Document, hits: Iterable[Span]) -> Shares:
    """Count spans by kind, and those of them that are no mere false hit."""
    labelled = _covered(document.text, document.labels)
    found: dict[str, Share] = {}
    for hit in hits:
        right = any(
            labelled[at] and document.text[at].isalnum()
            for at in range(hit.start, hit.end)
        )
        found[hit.kind] = found.get(hit.kind, Share()) + Share(int(right), 1)
    return found


def _entities(
    entities: Iterable[Sequence[tuple[Label, bool]]],
) -> tuple[Share, Share]:
    """Count entities; one with any mention that is direct is direct."""
    direct = quasi = Share()
    for mentions in entities:
        one = Share(int(all(masked for _, masked in mentions)), 1)
        if any(label.identifier == "DIRECT" for label, _ in mentions):
            direct += one
        else:
            quasi += one
    return direct, quasi


def _typed(document: Document, hits: Sequence[Span]) -> tuple[Share, Share]:
    """Match spans and labels of one kind that share half of what they cover."""
    text = document.text
    stretches = {
        (*told, alike(kind))
        for label in document.labels
        if (kind := label.kind) is not None and (told := _told(text, label))
    }
    found: set[tuple[int, int, EntityKind]] = set()
    right = 0
    for hit in hits:
        told = _told(text, hit)
        place = (*told, alike(hit.kind)) if told else None
        same = [s for s in stretches if place and _is_same(s, place)]
        right += bool(same)
        found.update(same)
    return Share(right, len(hits)), Share(len(found), len(stretches))


def _told(text: str, span: Span | Label) -> tuple[int, int] | None:
    """Cut titles, articles and marks off both ends; None if nothing else is there."""
    words = words_that_tell(text, span.start, span.end)
    return (words[0][0], words[-1][1]) if words else None


def _is_same(
    one: tuple[int, int, EntityKind], other: tuple[int, int, EntityKind]
) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    together = max(one[1], other[1]) - min(one[0], other[0])
    return one[2] is other[2] and shared >= _SAME * together
