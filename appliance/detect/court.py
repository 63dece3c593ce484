"""Find the numbers of court cases by their form; citations of reports are left alone.

Forms of the United States (PACER), Germany (AktO), the Union's courts, the European
Court of Human Rights, France (RG, pourvoi) and Spain (NIG).
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_UNITED_STATES = re.compile(
    r"(?<![\w:])(?:[0-9]{1,2}:)?[0-9]{2,4}-(?:cv|cr|mc|md|mj|bk|ap|po|sw)-[0-9]{2,6}(?:-[A-Z]{2,4}){0,3}(?![^\W_])",
    re.IGNORECASE,
)
# Chamber, register sign, number and year: "12 O 345/21", "VI ZR 12/19", "2 BvR 123/20".
_GERMANY = re.compile(
    r"(?<![^\W_])(?:[0-9]{1,4}|[IVX]{1,6}) ?[a-c]? ?[A-Z][A-Za-z]{0,3}(?: ?\([A-Za-z]{1,6}\))? [0-9]{1,6}/[0-9]{2}(?:[0-9]{2})?(?: [A-Z]{1,2}\b)?(?![^\W_]|/)"
)
_UNION = re.compile(
    r"(?<![^\W_])[CTF][\-\u2011][0-9]{1,4}/[0-9]{2}(?: ?P)?(?![^\W_]|/)"
)
_APPLICATION = re.compile(r"(?<![^\W_])(?<![./\-])[0-9]{3,6}/[0-9]{2,4}(?![^\W_]|/)")
_SEASON = re.compile(r"(?:1[6-9]|20)[0-9]{2}/(?:(?:1[6-9]|20)[0-9]{2}|[0-9]{2})")
_FRANCE = re.compile(
    r"(?<![^\W_])R\.?G\.?(?: ?:| ?n[\u00ba\u00b0o]\.?)? ?[0-9]{2,4}/[0-9]{3,6}(?![^\W_])"
    r"|(?<![^\W_])(?<![.\-])[0-9]{2}[\-\u2011][0-9]{2}\.[0-9]{3}(?![^\W_]|[.\-][0-9])"
)
_SPAIN = re.compile(
    r"(?<![^\W_])[0-9]{5}[ .\-]?[0-9]{2}[ .\-]?[0-9][ .\-]?[0-9]{4}[/\-][0-9]{7}(?![^\W_])"
)


def find_dockets(text: str) -> Iterator[Span]:
    """Find docket numbers."""
    reason = "has the form of a court number"
    for pattern in (_UNITED_STATES, _GERMANY, _UNION, _FRANCE, _SPAIN):
        yield from spans_of(pattern, text, EntityKind.CODE, "court", reason)
    for match in _APPLICATION.finditer(text):
        if not _SEASON.fullmatch(match.group()):
            reason = "number of a file"
            yield Span(*match.span(), EntityKind.CODE, 900, "court", reason)


DOCKETS = Finder("court", find_dockets)
