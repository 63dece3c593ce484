"""Find ages over 89 (45 CFR 164.514(b)(2)(i)(C)); younger ages stay readable.

So few people are that old that the age alone can single one out.
"""

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_OLD = r"(?P<{name}>9[0-9]|1[01][0-9])"
_AGE = re.compile(
    r"\b(?:aged?|age is|age of|alter|im alter von|edad|\u00e2g\u00e9e? de)\s*[:=]?\s*"
    + _OLD.format(name="after")
    + r"(?![\w%]|[.,][0-9])"
    + r"|(?<![\w.,\u00a3$\u20ac])"
    + _OLD.format(name="before")
    + r"(?=[\s\-]?(?:years?[\s\-]old|year-old|y/?o\b|yrs? old|years of age"
    r"|jahre alt|j\u00e4hrige|ans\b|a\u00f1os de edad))",
    re.IGNORECASE,
)


def find_ages(text: str) -> Iterator[Span]:
    """Find ages of 90 and more."""
    for group in ("after", "before"):
        yield from spans_of(
            _AGE, text, EntityKind.AGE, "age", "age over 89", group=group
        )


AGES = Finder("age", find_ages)
