"""Text as it comes in from a person: read strictly once, typed from then on.

Refuses what could not be shown, masked and restored exactly: undecodable bytes, lone
surrogates, NUL and other control characters. Bidirectional controls are kept as they
are and shown visibly (show.py). Does not look at what the text says.
"""

import io
import re
import urllib.parse

from flask import Request

from appliance.domain.counted import too_long
from appliance.domain.text import PersonText, first_unreadable
from appliance.errors import (
    BadRequestError,
    EmptyTextError,
    TextTooLongError,
    UnreadableTextError,
)

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
# Every form of this appliance has fewer fields; a longer one is not ours.
MAX_FIELDS = 100
MAX_PAGE = 1_000_000
_PAGE = re.compile("[1-9][0-9]{0,6}")
_REPLACEMENT = "\ufffd"


class MemoryRequest(Request):
    """A request whose files stay in memory: a person's text is in no temporary file.

    How large they can be is bounded by the app's MAX_CONTENT_LENGTH.
    """

    def _get_file_stream(self, *_: object, **__: object) -> io.BytesIO:
        return io.BytesIO()


def read_fields(request: Request) -> dict[str, str]:
    """Read a form strictly: bytes that are not UTF-8 are an error, never repaired.

    Raises:
        BadRequestError: The body is not a form of this appliance.
        UnreadableTextError: A field is not UTF-8.
    """
    if request.mimetype == FORM:
        return _urlencoded(request.get_data(cache=True))
    if request.mimetype == MULTIPART:
        raw = request.get_data(cache=True, parse_form_data=False)
        fields = {name: request.form[name] for name in request.form}
        # The multipart parser puts U+FFFD where bytes cannot be decoded. More of them
        # in the fields than in the body means that bytes were lost.
        seen = sum(value.count(_REPLACEMENT) for value in fields.values())
        if seen > raw.count(_REPLACEMENT.encode("utf-8")):
            raise UnreadableTextError("a form field is not UTF-8")
        return fields
    if request.content_length:
        raise BadRequestError("the body is not a form")
    return {}


def _urlencoded(raw: bytes) -> dict[str, str]:
    try:
        pairs = urllib.parse.parse_qsl(
            raw.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        # From None: the error would carry the bytes.
        raise UnreadableTextError("the form is not UTF-8") from None
    except ValueError:
        raise BadRequestError(f"more than {MAX_FIELDS} fields") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def read_text(text: str, *, max_chars: int) -> PersonText:
    """Take a text to work on; line ends become newlines, nothing else changes.

    Args:
        max_chars: Longest text taken, in code points.

    Raises:
        EmptyTextError: There is nothing in it.
        TextTooLongError: It is longer.
        UnreadableTextError: It holds a control character or a lone surrogate.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines.strip():
        raise EmptyTextError("no text")
    if len(lines) > max_chars:
        raise _too_long(len(lines), max_chars)
    check_readable(lines)
    return PersonText(lines)


def read_remark(text: str, *, max_chars: int = 2_000) -> str:
    """Take a short remark, such as a reason; an empty one is fine.

    Raises:
        TextTooLongError: It is longer than `max_chars` code points.
        UnreadableTextError: It holds a control character or a lone surrogate.
    """
    remark = text.replace("\r\n", "\n").replace("\r", "\n")
    check_readable(remark)
    if len(remark) > max_chars:
        raise _too_long(len(remark), max_chars)
    return remark.strip()


def _too_long(given: int, most: int) -> TextTooLongError:
    return TextTooLongError(
        f"{given} code points, at most {most}", too_long(given, most)
    )


def check_readable(text: str) -> None:
    """Check that every character can be shown, masked and restored exactly.

    Raises:
        UnreadableTextError: Names the first character that cannot, by its number.
    """
    at = first_unreadable(text)
    if at is not None:
        raise UnreadableTextError(
            f"U+{ord(text[at]):04X} at code point {at} cannot be taken"
        )


def read_page(asked: str) -> int:
    """Read which page of a list is asked for.

    Raises:
        BadRequestError: It is no number from 1 to `MAX_PAGE`.
    """
    if not _PAGE.fullmatch(asked) or int(asked) > MAX_PAGE:
        raise BadRequestError("page is not a page's number")
    return int(asked)
