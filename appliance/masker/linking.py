"""Tell which ways of writing a name mean the same person, within one case.

"Mr Smith", "J. Smith" and "John Smith" are one person while only one Smith fits. Pure.
Each way of writing keeps its own surrogate, so a link never changes what is restored;
it groups the surrogates of one person for those who must find or erase them.
"""

from collections.abc import Iterable

from appliance.detect.phrases import words_of
from appliance.domain.entity import EntityKind


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev herr frau "
    "monsieur madame mme mlle sr sra señor señora don doña"
)


def name_words(surface: str) -> tuple[str, ...]:
    """Reduce a name to its folded words, without titles and marks.

    "Smith, John" reads as "john smith".
    """
    words = words_of(surface)
    if words.count(",") == 1:
        comma = words.index(",")
        words = [*words[comma + 1 :], *words[:comma]]
    return tuple(w for w in words if w[:1].isalnum() and w not in _TITLES)


def same_subject(
    kind: EntityKind, surface: str, known: Iterable[tuple[EntityKind, str, int]]
) -> int | None:
    """Find the one subject of the case that this way of writing can mean.

    Args:
        known: Kind, way of writing and subject number of what the case has issued.

    Returns:
        The subject's number, or None if no one or more than one fits.
    """
    words = name_words(surface)
    ways: dict[int, list[tuple[str, ...]]] = {}
    for other, text, subject in known:
        if other is kind:
            ways.setdefault(subject, []).append(name_words(text))
    fits = [
        subject
        for subject, written in ways.items()
        if any(_fit(kind, words, way) for way in written)
        and not any(_contradict(kind, words, way) for way in written)
    ]
    return fits[0] if len(fits) == 1 else None


def _contradict(kind: EntityKind, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two full names are of two people: Anna and John Smith."""
    return len(one) > 1 and len(other) > 1 and not _fit(kind, one, other)


def _fit(kind: EntityKind, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    if kind is not EntityKind.PERSON:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return len(long) > 1 and short[0] in {long[0], long[-1]}
    same_surname = short[-1] == long[-1]
    return same_surname and _same_given(short[0], long[0])


def _same_given(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) == 1 and one[0] == other[0]
