"""An inspector in memory: sees a rule wherever one of its words stands."""

import re
from collections.abc import Mapping, Sequence

from appliance.domain.finding import Sighting, Where


class WordInspector:
    """Sees exactly the words it is told, each as its rule."""

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self.words = dict(words or {})

    def inspect(
        self, masked: str, passages: Sequence[str]
    ) -> tuple[tuple[Sighting, ...], ...]:
        return tuple(tuple(self._seen(text)) for text in (masked, *passages))

    def _seen(self, text: str) -> list[Sighting]:
        return [
            Sighting(rule, Where.INPUT, 900, match.span())
            for word, rule in self.words.items()
            for match in re.finditer(re.escape(word), text)
        ]
