"""Find bank identifier codes (ISO 9362) where the text calls them so."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

# Eight capitals are a common word in capitals, so the code needs its name near it.
_BIC = re.compile(
    r"(?i:\b(?:BIC|SWIFT)(?:[ /\-]?(?:BIC|SWIFT))?(?:[ \-]?code)?(?:\s+is)?\s*[:#=(]{0,2}\s*)"
    r"(?P<bic>[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"
)


def find_bics(text: str) -> Iterator[Span]:
    """Find bank identifier codes after BIC or SWIFT."""
    return spans_of(
        _BIC, text, EntityKind.ACCOUNT, "bic", "stands after BIC or SWIFT", group="bic"
    )


BICS = Finder("bic", find_bics)
