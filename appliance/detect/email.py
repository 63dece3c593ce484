"""Find e-mail addresses, hosts inside the house (.local, .corp, one label) included.

No public suffix list: an internal host is as personal as a public one.
"""

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~\-]{1,64}"
_EMAIL = re.compile(
    rf"(?<![\w.+\-])(?:mailto:)?(?P<address>{_LOCAL}@"
    r"(?:\[[0-9a-fA-F:.]+\]|\w(?:[\w\-]{0,61}\w)?(?:\.\w(?:[\w\-]{0,61}\w)?){0,8}))"
)
_SPELLED = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{2,64}\s*(?:\(at\)|\[at\]|\{at\}|\s at \s?)\s*[\w\-]{2,63}"
    r"(?:\s*(?:\.|\(dot\)|\[dot\]|\s dot \s?)\s*[a-zA-Z]{2,24}){1,3}\b",
    re.IGNORECASE,
)


def find_emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses."""
    kind = EntityKind.EMAIL
    yield from spans_of(
        _EMAIL,
        text,
        kind,
        "email",
        "has the form of an e-mail address",
        score_permille=1000,
        group="address",
    )
    yield from spans_of(
        _SPELLED, text, kind, "email", "e-mail address with a word for @"
    )


EMAILS = Finder("email", find_emails)
