"""Cut a text into sentences, for checks and for marking them. Pure."""

import re

# No end after a figure ("am 3. Mai") or a lone letter ("z. B.").
_END = re.compile(r"(?<![0-9])(?<!\b\w)[.!?][\"'\u201d\u201c)]*(?=\s)|\n+")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Give the places of a text's sentences, white space around them left out."""
    places, at = [], 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
        stop = end - len(text[at:end]) + len(text[at:end].rstrip())
        if start < stop:
            places.append((start, stop))
        at = end
    return places


def finished_length(text: str) -> int:
    """Tell how much of a growing text is whole sentences."""
    ends = [match.end() for match in _END.finditer(text)]
    return ends[-1] if ends else 0
