"""A text with surrogates in place of what was found, and the trial that it restores."""

from collections.abc import Mapping, Sequence

from appliance.domain.entity import EntityKind
from appliance.domain.span import MaskedSpan, Span
from appliance.errors import LookAlikeError
from appliance.masker.hints import Hints
from appliance.masker.restore import Named, look_alikes, replace_places
from appliance.masker.vault import Pseudonym


def blanked(text: str, standing: Mapping[tuple[int, int], Pseudonym]) -> str:
    """Put line ends in place of standing surrogates, so nothing reaches into them."""
    for start, end in standing:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def escaped(text: str, nonce: str) -> list[Span]:
    """Turn what looks like a surrogate into spans, so that it is masked itself."""
    return [
        Span(start, end, EntityKind.CUSTOM, 1000, "surrogate", "looks like a surrogate")
        for start, end in look_alikes(text, nonce)
    ]


def replaced(
    text: str,
    spans: Sequence[Span],
    standing: Mapping[tuple[int, int], Pseudonym],
    issued: Mapping[str, Pseudonym],
    hints: Hints,
) -> tuple[str, tuple[MaskedSpan, ...]]:
    """Build the masked text and say where its surrogates stand."""
    stands = [
        (
            start,
            end,
            hints.standing(known, text[start:end]),
            "stood in the text already",
        )
        for (start, end), known in standing.items()
    ]
    new = [
        (s.start, s.end, hints.written(issued[text[s.start : s.end]]), s.reason)
        for s in spans
    ]
    parts: list[str] = []
    shown: list[MaskedSpan] = []
    at = length = 0
    for start, end, surrogate, reason in sorted([*stands, *new], key=lambda p: p[:2]):
        if start < at:
            raise LookAlikeError(f"a span reaches into a surrogate at {start}")
        parts += [text[at:start], str(surrogate)]
        length += start - at
        written = len(str(surrogate))
        shown.append(
            MaskedSpan(length, length + written, surrogate.kind, surrogate.name, reason)
        )
        length += written
        at = end
    parts.append(text[at:])
    return "".join(parts), tuple(shown)


def check_restores(
    text: str,
    masked: str,
    nonce: str,
    standing: Mapping[tuple[int, int], Pseudonym],
    originals: Sequence[Pseudonym],
) -> None:
    """Check that the masked text gives the text back, byte for byte."""
    behind: dict[Named, str] = {
        (p.surrogate.kind, p.surrogate.number): p.original for p in originals
    }
    restored, _, _ = replace_places(masked, nonce, behind.get)
    expected, at = [], 0
    for (start, end), pseudonym in sorted(standing.items(), key=lambda item: item[0]):
        expected += [text[at:start], pseudonym.original]
        at = end
    expected.append(text[at:])
    if restored != "".join(expected):
        raise LookAlikeError(f"a text of {len(text)} code points does not restore")
