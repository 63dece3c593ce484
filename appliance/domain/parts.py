"""A text longer than a model reads at once: where it is cut, how its answers are one.

A part of a text ends where a paragraph does, else a line, a sentence or a word; never
inside what has to be read as one. What was answered to the parts becomes one answer by
the signed rules of the purpose, a field at a time, never by a guess. Pure.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import ceil
from typing import Final

from appliance.domain.prompt import PromptTemplate

# The most that a purpose may allow.
MAX_PARTS = 16
# The name by which a combining prompt asks for what was answered to the parts.
ANSWERS = "answers"
# Parts are about equally long; so much longer one may be to end where a sentence does.
_SLACK_PERMILLE = 125
# Where a part may end, the best first: at the end of each match.
_ENDS: Final = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<![0-9])(?<!\b\w)[.!?][\"'\u201d\u201c)]*\s+"),
    # A number belongs to the word beside it: "EUR 500", "500 euros".
    re.compile(r"(?<![0-9\s])\s+(?![0-9])"),
)


class Rule(StrEnum):
    """How one field of the answer is made of those of the parts."""

    FIRST = "first"
    ANY = "any"
    HIGHEST = "highest"
    JOIN = "join"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field is combined.

    Args:
        rule: The rule.
        order: Its codes from the lowest to the highest, of `HIGHEST`; none of numbers.
        most: Longest joined text, in code points, or most entries of a joined list;
            None where the schema does not say.
    """

    rule: Rule
    order: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class PartsRule:
    """[parts] of purpose.toml, and the prompts that combine.

    Args:
        most: In how many parts a text may be read; 1 where it is never cut.
        fields: How each field of a structured answer is combined, in their order.
        nothing: What a part says, by field, that holds nothing for the purpose. It is
            passed over, unless every part says so.
        prompts: By language, what combines answers that are text.
    """

    most: int = 1
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, PromptTemplate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands in the masked text.

    Args:
        number: Which part it is, from 1.
        of: How many there are.
        start: Its first code point.
        end: One past its last.
    """

    number: int
    of: int
    start: int
    end: int


def cut(
    text: str, count: int, kept: Sequence[tuple[int, int]] = ()
) -> tuple[Place, ...] | None:
    """Cut a text into so many parts of about the same length.

    One after the other they are the text again.

    Args:
        count: How many, 2 or more.
        kept: Places that are read as one; no part ends inside of one.

    Returns:
        The parts, or None where a stretch of it has no end that a part may have.
    """
    whole, longest = _merged(kept), longest_part(len(text), count)
    ends = [0]
    for left in range(count, 1, -1):
        at = ends[-1]
        rest = len(text) - at
        aim = ceil(rest / left)
        # What is left must fit the parts that are left.
        least = max(ceil(aim / 2), rest - (left - 1) * longest)
        most = min(longest, rest - 1)
        end = _best_end(text, (at + least, at + aim, at + most), whole)
        if end is None:
            return None
        ends.append(end)
    ends.append(len(text))
    places = enumerate(pairwise(ends), 1)
    return tuple(Place(number, count, *place) for number, place in places)


def longest_part(chars: int, count: int) -> int:
    """Tell how long a part of a text may be at most, in code points."""
    return ceil(chars * (1000 + _SLACK_PERMILLE) / (1000 * count))


def _best_end(
    text: str, window: tuple[int, int, int], kept: Sequence[tuple[int, int]]
) -> int | None:
    """Find the best end of a part; of those of a kind the one nearest to its aim."""
    least, aim, most = window
    for ending in _ENDS:
        found = [
            match.end()
            for match in ending.finditer(text, max(0, least - _MOST_GAP), most)
            if match.end() >= least and not _is_inside(match.end(), kept)
        ]
        if found:
            return min(found, key=lambda end: abs(end - aim))
    return None


# The white space before an end that begins before the window does.
_MOST_GAP = 64


def _merged(kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(kept):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _is_inside(at: int, kept: Sequence[tuple[int, int]]) -> bool:
    before = bisect_left(kept, (at, at)) - 1
    return before >= 0 and at < kept[before][1]


@dataclass(frozen=True, slots=True)
class Combined:
    """One answer made of those of the parts.

    Args:
        fields: Its fields, in the order of the schema.
        taken: By field the numbers of the parts, from 1, that its value is of.
    """

    fields: Mapping[str, object]
    taken: Mapping[str, tuple[int, ...]]


def combine_fields(
    rule: PartsRule, answers: Sequence[Mapping[str, object]]
) -> Combined:
    """Make one structured answer of those of the parts, the first part first."""
    numbered = [(number, answer) for number, answer in enumerate(answers, 1)]
    telling = [(n, a) for n, a in numbered if not _says_nothing(a, rule.nothing)]
    fields: dict[str, object] = {}
    taken: dict[str, tuple[int, ...]] = {}
    for name, how in rule.fields.items():
        said = [(n, a[name]) for n, a in telling or numbered if name in a]
        if said:
            fields[name], taken[name] = _COMBINE[how.rule](how, said)
    return Combined(fields, taken)


def _says_nothing(answer: Mapping[str, object], nothing: Mapping[str, str]) -> bool:
    return any(answer.get(name) == word for name, word in nothing.items())


# What the parts say of a field: the number of each and its value; one or more.
_Said = Sequence[tuple[int, object]]
_Taken = tuple[object, tuple[int, ...]]


def _first(how: FieldRule, said: _Said) -> _Taken:
    """Take the first that says anything."""
    del how
    number, value = next((one for one in said if one[1] not in (None, "", [])), said[0])
    return value, (number,)


def _any(how: FieldRule, said: _Said) -> _Taken:
    """Say yes where any part does."""
    del how
    yes = tuple(number for number, value in said if value is True)
    return bool(yes), yes or tuple(number for number, _ in said)


def _highest(how: FieldRule, said: _Said) -> _Taken:
    """Take the highest code in the order of the schema, or the highest number."""

    def rank(value: object) -> float:
        if how.order:
            return how.order.index(str(value)) if value in how.order else -1
        return value if isinstance(value, int | float) else float("-inf")

    top = max(said, key=lambda one: rank(one[1]))[1]
    return top, _all_of(said, top)


def _majority(how: FieldRule, said: _Said) -> _Taken:
    """Take what most parts say; of as many each, what was said first."""
    del how
    most = Counter(repr(value) for _, value in said).most_common(1)[0][0]
    value = next(value for _, value in said if repr(value) == most)
    return value, _all_of(said, value)


def _join(how: FieldRule, said: _Said) -> _Taken:
    """Put texts behind each other, or entries into one list; each once, while it fits.

    A text or an entry that does not fit is left out whole.
    """
    if any(isinstance(value, list) for _, value in said):
        return _join_lists(how, said)
    text, taken = "", []
    pieces: list[str] = []
    for number, value in said:
        piece = str(value).strip()
        longer = f"{text} {piece}" if text else piece
        if not piece or piece in pieces or _exceeds(len(longer), how.most):
            continue
        text = longer
        pieces.append(piece)
        taken.append(number)
    return text, tuple(taken)


def _join_lists(how: FieldRule, said: _Said) -> _Taken:
    entries: list[object] = []
    taken = []
    for number, value in said:
        mine = value if isinstance(value, list) else []
        new = [one for one in dict.fromkeys(mine) if one not in entries]
        room = len(new) if how.most is None else max(0, how.most - len(entries))
        entries += new[:room]
        if new[:room]:
            taken.append(number)
    return entries, tuple(taken)


def _exceeds(length: int, most: int | None) -> bool:
    return most is not None and length > most


def _all_of(said: _Said, value: object) -> tuple[int, ...]:
    return tuple(number for number, one in said if one == value)


_COMBINE: Final = {
    Rule.FIRST: _first,
    Rule.ANY: _any,
    Rule.HIGHEST: _highest,
    Rule.JOIN: _join,
    Rule.MAJORITY: _majority,
}
