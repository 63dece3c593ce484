"""Find the names by which people sign in, after a word for them.

A marked name ("user: jdoe") counts whatever it is, any other only if it is unlike an
ordinary word. Names after an @ are found by `network.py`.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_WORDS = (
    r"(?:user(?:[ _\-]?(?:name|id)s?)|log[ \-]?[io]n(?:[ _\-]?(?:name|id))?|screen[ _]?name|nick(?:name)?|handle|sam ?account ?name|benutzer(?:name|kennung|konto)?|anmelde(?:name|kennung)|nutzername|login-?name"
    r"|kennung|(?:nom d['\u2019])?utilisateur|identifiant(?: de connexion)?|(?:nombre de )?usuario|account name)"
)
_VALUE = r"(?P<value>[A-Za-z](?:[\w\-\\]|\.(?=\w)){2,39})"
_AFTER = re.compile(
    rf"(?<![^\W_]){_WORDS}(?![^\W_])(?:\s?\([^()\n]{{1,24}}\))?(?:\s(?:is|was|ist|lautet|est|es))?[\"'`*]{{0,2}}\s{{0,8}}(?P<sign>[:=|;,]?)\s{{0,3}}[\"'`*(]{{0,2}}{_VALUE}",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\w@.\-]){_VALUE}[\"'`*)]{{0,2}} (?:as|als|comme|como) (?:(?:the|my|his|her|their|le|la|el|ihren?|seinen?|meinen?)[ ])?{_WORDS}(?![^\W_])",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"[\W_]{{0,4}}{_WORDS}[\W_]{{0,4}}", re.IGNORECASE)
_ORDINARY = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[\"'`* ]{0,3}[\w.\-\\]{3,40}[\"'`* ]{0,3}")


def find_user_names(text: str) -> Iterator[Span]:
    """Find user names."""
    kind, reason = EntityKind.ID, "stands after a word for a user name"
    for match in _AFTER.finditer(text):
        if match["sign"].strip(",") or not _ORDINARY.fullmatch(match["value"]):
            yield Span(*match.span("value"), kind, 850, "user", reason)
    yield from spans_of(_BEFORE, text, kind, "user", reason, group="value")
    for heading, start, end in cells_under_headings(text):
        if _HEADING.fullmatch(heading) and _NAME.fullmatch(text[start:end]):
            yield Span(start, end, kind, 850, "user", reason)


USER_NAMES = Finder("user", find_user_names)
