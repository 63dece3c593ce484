"""Tell a text that goes round in circles: the same words again and again. Pure."""

import re

# Longest round, in words, and how often it has to come at once.
_MOST_WORDS = 40
_ROUNDS = 4
# A round of few letters ("no no no no") is how people write; so are rows of signs.
_LEAST_CHARS = 40
_SAME_LINE = 4
_LEAST_LINE_CHARS = 12
_WORD = re.compile(r"\S+")


def repeated_from(text: str) -> tuple[int, int] | None:
    """Find a round of words that comes four times at once, or a line four times.

    Returns:
        Where the second round begins and the last ends; None if nothing repeats.
    """
    found = list(_WORD.finditer(text))
    words = [match[0].casefold() for match in found]
    for size in range(1, min(_MOST_WORDS, len(words) // _ROUNDS) + 1):
        same = 0
        for at in range(size, len(words)):
            same = same + 1 if words[at] == words[at - size] else 0
            if same >= size * (_ROUNDS - 1):
                begin = found[at - same + 1].start()
                if found[at].end() - begin >= _LEAST_CHARS:
                    return begin, found[at].end()
    return _same_lines(text)


def _same_lines(text: str) -> tuple[int, int] | None:
    counts: dict[str, int] = {}
    second: dict[str, int] = {}
    at = 0
    for line in text.split("\n"):
        plain = line.strip().casefold()
        counts[plain] = counts.get(plain, 0) + 1
        if counts[plain] == 2:
            second[plain] = at
        if counts[plain] >= _SAME_LINE and len(plain) >= _LEAST_LINE_CHARS:
            return second[plain], at + len(line)
        at += len(line) + 1
    return None
