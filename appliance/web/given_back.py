"""What a person typed and chose, given back beside the sentence of what is in the way.

Every field of a form comes back but two, so that one more press sends the same again:
its token, which the page has anew, and a password. What a person writes can be read and
changed there; what they chose comes along unseen. None of it is kept on the appliance.
It comes back to our own pages alone: from anywhere else it would be a form that
somebody else filled in, beside a token of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import g, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from appliance.errors import ApplianceError
from appliance.web.csrf import FIELD, FORM_COOKIE
from appliance.web.visit import COOKIE, fields

_NEVER = frozenset({FIELD, "password"})
# Rows of a field that people write in.
_ROWS = {"text": 12, "reason": 3, "new_text": 8}
_FILE_ROWS = 8
# Beside what a page is about; left empty they were not what it was sent for.
_ASIDE = frozenset({"title", "words", "new_name", "text_column", "name_column"})
# Forms whose words are chosen from lists, also where they are called as if written.
_CHOSEN = frozenset({"halts.act"})
# Above this an expired session's body is not read: nobody vouches for who sent it.
_KEPT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """One field that a person wrote in, to be read and changed.

    Args:
        label: What it is called; "" where it has no name but its own.
        rows: How many lines it has; one is a field of a single line.
    """

    name: str
    value: str
    label: str
    rows: int

    @property
    def own_name(self) -> str:
        """What it is called where it has no label: a variable's or a file's name."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The fields of a form as they were sent, without its token and a password."""

    written: tuple[Written, ...]
    unseen: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.written or self.unseen)

    @property
    def has_words(self) -> bool:
        """Whether anything stands in a field that a person writes in."""
        return any(one.value.strip() for one in self.written)


def given_back(typed: Mapping[str, str]) -> GivenBack:
    """Sort what was typed into what a person reads and what comes along unseen."""
    carried = {name: value for name, value in typed.items() if name not in _NEVER}
    labels = _labels()
    written = tuple(
        Written(name, value, labels.get(name, ""), _rows(name, value))
        for name, value in carried.items()
        if (name in labels or name.startswith(("variable.", "file.")))
        and (value or name not in _ASIDE)
    )
    seen = {one.name for one in written}
    unseen = {name: value for name, value in carried.items() if name not in seen}
    return GivenBack(written, unseen)


def typed_here() -> dict[str, Any]:
    """Find what the person typed; reads no body of a stranger's."""
    if request.method != "POST" or not _is_from_here():
        return {}
    if "fields" not in g and (request.content_length or 0) > _KEPT_BYTES:
        return {}
    try:
        return dict(fields())
    except (ApplianceError, HTTPException):
        # It is what could not be read that brought us here.
        return {}


def _labels() -> dict[str, str]:
    if request.endpoint in _CHOSEN:
        return {}
    labels = {
        "text": _text_label(),
        "reason": _("Your reason"),
        "new_name": _("Its name"),
        "new_text": _("Another file"),
        "title": _("Name of the case"),
        "words": _("Missed words"),
        "text_column": _("Column of the texts"),
        "name_column": _("Column of names (optional)"),
    }
    if request.endpoint == "tokens.make":
        labels |= {
            "name": _("Name of the program"),
            "owner": _("User name of the person who answers for it"),
            "days": _("Lasts, in days"),
            "networks": _("Only from these addresses (optional)"),
        }
    return labels


def _text_label() -> str:
    """Say whose text it is: a letter, or what an answer should be."""
    said: str
    match request.blueprint:
        case "reviews":
            said = _("Your version")
        case "feedback" | "ratings":
            said = _("As it should have been")
        case "golden" | "purpose_feedback":
            said = _("Words that the answer must have")
        case _:
            said = _("Your text")
    return said


def _rows(name: str, value: str) -> int:
    """Say how many rows a field has; a single line would lose the ends of others."""
    known = _ROWS.get(name, _FILE_ROWS if name.startswith("file.") else 1)
    return max(known, 3) if "\n" in value else known


def _is_from_here() -> bool:
    """Tell whether one of our own pages sent this, so that no other plants words.

    Browsers say where a form was in headers that no page can set: `Sec-Fetch-Site`
    (W3C Fetch Metadata), and older ones `Origin` (RFC 6454). Our cookies say less: they
    never come along from another site, but from each host of the same one they do. So
    they speak only for what is no browser; and they may be gone, when another tab met
    the end of the session first.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    if origin := request.headers.get("Origin"):
        return urlsplit(origin).netloc == request.host
    return COOKIE in request.cookies or FORM_COOKIE in request.cookies
