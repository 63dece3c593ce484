"""What the records say of a text that was answered in parts; they hold no text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.explain.words import COMBINED_BY_MODEL, COMBINED_WORDS
from appliance.kinds import OUTCOMES, RecordKind

Records = Sequence[Mapping[str, Any]]

# Where one of these is the last word, no part is in work: it is over, waits, begins
# anew, or was only cut.
_NOTHING_NOW = OUTCOMES | {
    RecordKind.EXCHANGE_DELAYED,
    RecordKind.REQUEST_RECEIVED,
    RecordKind.TEXT_DIVIDED,
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a text: where it stands in what was masked, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CombinedLine:
    """How a field of the answer was made of those of the parts.

    Args:
        field: The field; "" where a model combined all.
        words: The rule, in words.
        parts: The parts that its value is of, from 1.
    """

    field: str
    words: str
    parts: tuple[int, ...]


def parts_in(records: Records) -> tuple[PartLine, ...]:
    """List the parts in which a text was last read; none where it was read at once.

    Args:
        records: Those of one exchange, oldest first.
    """
    divided = [one for one in records if one["kind"] == RecordKind.TEXT_DIVIDED]
    places = divided[-1]["body"]["parts"] if divided else ()
    return tuple(PartLine(start, end) for start, end in places)


def combined_in(records: Records) -> tuple[CombinedLine, ...]:
    """Say how the answers to the parts became one; nothing before they did."""
    for record in reversed(records):
        body = record["body"]
        if record["kind"] == RecordKind.DRAFT_COMBINED:
            return tuple(_by_rule(body["fields"]))
        if record["kind"] == RecordKind.DRAFT_GENERATED and "combines" in body:
            parts = tuple(range(1, body["combines"] + 1))
            return (CombinedLine("", COMBINED_BY_MODEL, parts),)
    return ()


def part_now(records: Records) -> tuple[int, int] | None:
    """Tell which part of how many is in work; None where it is none, or it is over."""
    for record in reversed(records):
        if record["kind"] in _NOTHING_NOW or "combines" in record["body"]:
            return None
        if record["kind"] == RecordKind.PROMPT_COMPOSED:
            body = record["body"]
            return (body["part"], body["of"]) if "part" in body else None
    return None


def _by_rule(fields: Mapping[str, Any]) -> Iterator[CombinedLine]:
    for field, how in fields.items():
        words = COMBINED_WORDS.get(how["rule"], str(how["rule"]))
        yield CombinedLine(field, words, tuple(how["parts"]))
