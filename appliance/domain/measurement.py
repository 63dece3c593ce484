"""What a run of the probe measured: how much made-up personal data was masked.

Counts only. Shares are in permille and rounded down, so that a share never reaches a
floor by rounding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from appliance.domain.entity import EntityKind

# No purpose can have this name. What is masked for it gets a seal that never holds.
PROBE = "#probe"
# Its cases; those of people are named by hex digits.
PROBE_CASE = "probe-"


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many values of one kind stood in the texts of one language, and the masked.

    Args:
        language: Language of the texts.
        kind: What the values are, whatever the masker took them for.
        values: How many stood in the texts.
        masked: How many of them had no readable word left.
    """

    language: str
    kind: EntityKind
    values: int
    masked: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run.

    Args:
        at: When it ended, aware UTC.
        seed: The texts can be made again from it.
        texts: How many texts were masked.
        leaking: In how many of them a word of a value stayed readable.
        refused: How many more texts the masker refused; their values do not count.
        plain_words: Words of the texts that name nobody.
        plain_readable: How many of them stayed readable: masking everything is easy.
        counts: Values by language and kind.
        judged: The languages that a floor is for: those of the site's purposes.
    """

    at: datetime
    seed: int
    texts: int
    leaking: int
    refused: int
    plain_words: int
    plain_readable: int
    counts: tuple[KindCount, ...]
    judged: tuple[str, ...]

    def recall_permille(
        self, *, language: str | None = None, kind: EntityKind | None = None
    ) -> int:
        """Tell the share of values that were masked; 0 where there were none."""
        counts = [
            count
            for count in self.counts
            if language in (None, count.language) and kind in (None, count.kind)
        ]
        values = sum(count.values for count in counts)
        masked = sum(count.masked for count in counts)
        return 1000 * masked // values if values else 0

    def weakest_permille(self) -> int:
        """Tell the share in the judged language that is masked worst."""
        return min(
            (self.recall_permille(language=language) for language in self.judged),
            default=0,
        )

    def leak_permille(self) -> int:
        """Tell the share of texts with a readable word of a value, rounded up."""
        return -(-1000 * self.leaking // self.texts) if self.texts else 1000

    def plain_permille(self) -> int:
        """Tell the share of words that name nobody and stayed readable."""
        words = self.plain_words
        return 1000 * self.plain_readable // words if words else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where masking stands against the site's floor.

    Args:
        measurement: The last run, or None if there was none.
        floor_permille: The site's floor; 0 is none.
        refuses: Whether texts are refused for it.
    """

    measurement: Measurement | None
    floor_permille: int
    refuses: bool


def to_body(measurement: Measurement) -> dict[str, Any]:
    """Write a measurement as a record's body: whole numbers, words, lists."""
    return {
        "at_s": int(measurement.at.timestamp()),
        "seed": measurement.seed,
        "texts": measurement.texts,
        "leaking": measurement.leaking,
        "refused": measurement.refused,
        "plain_words": measurement.plain_words,
        "plain_readable": measurement.plain_readable,
        "counts": [
            {
                "language": count.language,
                "kind": str(count.kind),
                "values": count.values,
                "masked": count.masked,
            }
            for count in measurement.counts
        ],
        "judged": list(measurement.judged),
    }


def from_body(body: Mapping[str, Any]) -> Measurement:
    """Read a measurement.

    Raises:
        KeyError, TypeError, ValueError: It is not what `to_body` writes.
    """
    return Measurement(
        at=datetime.fromtimestamp(_whole(body["at_s"]), UTC),
        seed=_whole(body["seed"]),
        texts=_whole(body["texts"]),
        leaking=_whole(body["leaking"]),
        refused=_whole(body["refused"]),
        plain_words=_whole(body["plain_words"]),
        plain_readable=_whole(body["plain_readable"]),
        counts=tuple(
            KindCount(
                str(count["language"]),
                EntityKind(count["kind"]),
                _whole(count["values"]),
                _whole(count["masked"]),
            )
            for count in body["counts"]
        ),
        judged=tuple(map(str, body["judged"])),
    )


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("expected a whole number")
    return value
