"""How well grounding tells a planted fact from a true one, over answers that say. Pure.

A line is a JSON object: `input`, `references` (texts; none if left out), `answer`,
`planted`, and where known `id` and `language`. `planted` is false or null for a true
answer; true, a kind ("number", "date", "name", any word), or an object with `kind` and
the places `start` and `end` of what was planted, in code points of the answer.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from appliance.guards.grounding import find_ungrounded
from appliance.guards.sources import read_sources

MAX_LINE_CHARS = 1_000_000
_KEYS = frozenset({"id", "language", "input", "references", "answer", "planted"})


class LineError(ValueError):
    """A line is not of the form; the message names its number and no text of it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer with what is known of it.

    Args:
        id: Its name, to point at it.
        language: Of the answer, "en" where it is not told.
        sources: The texts it may rest on.
        answer: The answer.
        kind: What kind of fact was planted, "" for a true answer.
        place: Where it was planted, or None.
    """

    id: str
    language: str
    sources: tuple[str, ...] = field(repr=False)
    answer: str = field(repr=False)
    kind: str
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a set.

    Args:
        planted: By kind, how many answers held a planted fact.
        caught: By kind, in how many of them something was marked: the planted place
            where that is known.
        true: How many answers were true.
        marked: In how many of them something was marked.
        missed: Ids of planted answers that passed.
        false: Ids of true answers that were marked, with the kinds that were.
    """

    planted: Mapping[str, int]
    caught: Mapping[str, int]
    true: int
    marked: int
    missed: tuple[str, ...]
    false: tuple[str, ...]


def read_lines(lines: Iterable[str]) -> Iterator[Labelled]:
    """Read labelled answers, one a line; empty lines are passed over.

    Raises:
        LineError: A line is none.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _labelled(line, number)
            except (ValueError, TypeError, KeyError, RecursionError) as err:
                raise LineError(f"line {number}: {_why(err)}") from None


def is_caught(case: Labelled, names: Sequence[Any]) -> tuple[bool, str]:
    """Tell whether a case is marked, and as what.

    Args:
        names: Where a detector saw names in its answer.
    """
    found = find_ungrounded(case.answer, read_sources(case.sources), names)
    if case.place is not None:
        start, end = case.place
        found = tuple(one for one in found if one.start < end and start < one.end)
    return bool(found), ", ".join(dict.fromkeys(str(one.fact) for one in found))


def tally(results: Iterable[tuple[Labelled, bool, str]]) -> Tally:
    """Count what came of each case."""
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    missed: list[str] = []
    false: list[str] = []
    true = 0
    for case, marked, kinds in results:
        if not case.kind:
            true += 1
            false += [f"{case.id} ({kinds})"] * marked
            continue
        planted[case.kind] += 1
        caught[case.kind] += marked
        missed += [f"{case.id} ({case.kind})"] * (not marked)
    return Tally(planted, caught, true, len(false), tuple(missed), tuple(false))


def _labelled(line: str, number: int) -> Labelled:
    if len(line) > MAX_LINE_CHARS:
        raise ValueError(f"longer than {MAX_LINE_CHARS} characters")
    raw = json.loads(line)
    if not isinstance(raw, dict) or not raw.keys() <= _KEYS:
        raise ValueError(f"expected an object with {', '.join(sorted(_KEYS))}")
    references = raw.get("references") or []
    texts = [references] if isinstance(references, str) else list(references)
    answer = raw["answer"]
    if not all(isinstance(one, str) for one in (raw["input"], answer, *texts)):
        raise ValueError("expected texts")
    planted = raw["planted"]
    kind, place = "", None
    if isinstance(planted, dict):
        kind = str(planted.get("kind") or "planted")
        if "start" in planted:
            place = (int(planted["start"]), int(planted["end"]))
            if not 0 <= place[0] < place[1] <= len(answer):
                raise ValueError("planted: a place outside the answer")
    elif planted:
        kind = planted if isinstance(planted, str) else "planted"
    name, language = str(raw.get("id") or number), str(raw.get("language") or "en")
    return Labelled(name, language, (raw["input"], *texts), answer, kind, place)


def _why(err: Exception) -> str:
    if isinstance(err, KeyError):
        return f"{err.args[0]!r} is missing"
    # A JSON parser's own words may quote the line.
    return "no JSON" if isinstance(err, json.JSONDecodeError) else str(err)
