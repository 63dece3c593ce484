"""Figures from scores, with 95 % intervals.

Proportions of counted things have Wilson's interval (Wilson 1927). Character precision
and F2 hang together within a document, so whole documents are drawn again (bootstrap,
Efron 1979), from a fixed seed: the same scores give the same interval.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from appliance.commands.privacy.score import Score, Share, Shares

_Z = 1.959964
_DRAWS = 1_000
_SEED = 20_261_121
_PLACES = 4

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; both are None where nothing was counted."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one set, or of several taken together."""

    total: Score
    masked_recall: Figure
    direct_recall: Figure
    quasi_recall: Figure
    char_precision: Figure
    own_char_precision: Figure
    typed_f2: Figure

    def to_json(self) -> dict[str, Any]:
        """Write them as one object."""
        total = self.total
        named = {
            "masked_recall": self.masked_recall,
            "direct_recall": self.direct_recall,
            "quasi_recall": self.quasi_recall,
            "char_precision": self.char_precision,
            "char_precision_of_labelled_kinds": self.own_char_precision,
            "typed_f2": self.typed_f2,
        }
        return {
            **{name: figure.value for name, figure in named.items()},
            "false_hit_documents": total.false_hits.part,
            "documents_without_labels": total.false_hits.whole,
            "per_type": _by_type(total.types),
            "per_type_not_counted": _by_type(total.things),
            "found_per_kind": {
                kind: {"spans": share.whole, "spans_in_labels": share.part}
                for kind, share in sorted(total.found.items())
            },
            "intervals": {
                name: figure.interval and list(figure.interval)
                for name, figure in named.items()
            },
            "counts": {
                "documents": total.documents,
                "spans": total.masked.whole,
                "spans_masked": total.masked.part,
                "direct_entities": total.direct.whole,
                "direct_entities_masked": total.direct.part,
                "quasi_entities": total.quasi.whole,
                "quasi_entities_masked": total.quasi.part,
                "characters_masked": total.chars.whole,
                "characters_masked_rightly": total.chars.part,
            },
        }


def figures_of(scores: Sequence[Score]) -> Figures:
    """Add up the scores of documents."""
    total = reduce(add, scores, Score())
    return Figures(
        total,
        proportion(total.masked),
        proportion(total.direct),
        proportion(total.quasi),
        _precision(total.chars, [score.chars for score in scores]),
        _precision(total.own_chars, [score.own_chars for score in scores]),
        Figure(_rounded(f2(total.typed_hits, total.typed_labels)), _drawn_f2(scores)),
    )


def proportion(share: Share) -> Figure:
    """Give a proportion and Wilson's interval."""
    if not share.whole:
        return Figure(None, None)
    n, p = share.whole, share.part / share.whole
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Figure(round(p, _PLACES), (round(low, _PLACES), round(high, _PLACES)))


def f2(hits: Share, labels: Share) -> float | None:
    """F with recall counted twice (van Rijsbergen); None without hits and labels."""
    if not hits.whole and not labels.whole:
        return None
    precision, recall = hits.value or 0.0, labels.value or 0.0
    if not precision or not recall:
        return 0.0
    return 5 * precision * recall / (4 * precision + recall)


def _precision(total: Share, of_documents: Sequence[Share]) -> Figure:
    counts = _drawn([(share.part, share.whole) for share in of_documents])
    return Figure(_rounded(total.value), _middle([Share(*row).value for row in counts]))


def _drawn_f2(scores: Sequence[Score]) -> Interval | None:
    counts = _drawn(
        [
            (
                s.typed_hits.part,
                s.typed_hits.whole,
                s.typed_labels.part,
                s.typed_labels.whole,
            )
            for s in scores
        ]
    )
    return _middle([f2(Share(*row[:2]), Share(*row[2:])) for row in counts])


def _drawn(rows: Sequence[tuple[int, ...]]) -> list[list[int]]:
    """Sum as many documents as there are, drawn with replacement, again and again."""
    if len(rows) < 2:
        return []
    counts = np.array(rows, np.int64)
    random = np.random.default_rng(_SEED)
    return [
        [int(n) for n in counts[random.integers(len(counts), size=len(counts))].sum(0)]
        for _ in range(_DRAWS)
    ]


def _middle(values: Sequence[float | None]) -> Interval | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return round(float(low), _PLACES), round(float(high), _PLACES)


def _by_type(shares: Shares) -> Mapping[str, Any]:
    return {
        name: {
            "masked_recall": figure.value,
            "interval": figure.interval and list(figure.interval),
            "spans": shares[name].whole,
            "spans_masked": shares[name].part,
        }
        for name in sorted(shares)
        for figure in [proportion(shares[name])]
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)
