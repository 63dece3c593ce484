"""What every detector offers: its name and the personal data it sees in a text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.entity import EntityKind
from appliance.domain.span import Span


class Detector(Protocol):
    """Finds one or more kinds of personal data in a text."""

    @property
    def name(self) -> str:
        """The detector's name, as its file is named."""
        ...

    def find(self, text: str, language: str) -> list[Span]:
        """Find personal data; spans may overlap."""
        ...


@dataclass(frozen=True, slots=True)
class Finder:
    """A detector that is one plain function."""

    name: str
    search: Callable[[str], Iterator[Span]]

    def find(self, text: str, language: str) -> list[Span]:
        """Find personal data; these functions need no language."""
        del language
        return list(self.search(text))


def spans_of(
    pattern: re.Pattern[str],
    text: str,
    kind: EntityKind,
    detector: str,
    reason: str,
    *,
    score_permille: int = 900,
    group: int | str = 0,
) -> Iterator[Span]:
    """Turn each match of a pattern into a span of its group."""
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if start < end:
            yield Span(start, end, kind, score_permille, detector, reason)
