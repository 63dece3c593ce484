"""Find what a person said must be masked, besides what the detectors found.

On word boundaries, as entries of a dictionary are. More is masked for it, never less.
"""

from collections.abc import Sequence

from appliance.detect.phrases import Phrase, PhraseIndex
from appliance.domain.span import Span

_REASON = "you said that this must be masked"


def find_marked(text: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Find every place of the marked phrases."""
    return [
        Span(found.start, found.end, found.kind, 1000, "marked", _REASON)
        for found in PhraseIndex(phrases).find(text)
    ]
