"""The one file an auditor takes away: header, record lines, checkpoint, statement.

Written and read as a stream (format.md, section 6). The statement is a second signed
note, over the header and the plan lines: the tree knows neither what was asked for nor
which records were disclosed. What is checked when one is read is in verify.py.
"""

import hashlib
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from audit import canonical
from audit.base64_strict import encode_base64
from audit.canonical import MAX_INTEGER, MAX_LINE_BYTES
from audit.checkpoint import split_notes
from audit.errors import MalformedError
from audit.note import MAX_NOTE_BYTES
from audit.record import format_time, parse_hash, parse_time

FORMAT = "cloister-audit-export v2"
PLAN_RECORDS = 64  # so few that whoever writes a plan holds its records in memory
# Version 1 let anybody put a hash for a record; it is not taken for evidence any more.
_OLD_FORMAT = "cloister-audit-export v1"
_MARKS = {"1": True, "0": False}
_FIELDS = frozenset(
    "case count exchange first format from left origin right size to".split()  # noqa: SIM905 - one line reads like the format
)


@dataclass(frozen=True, slots=True)
class Header:
    """What an export is of.

    Attributes:
        origin: The log's name.
        first: Sequence number of the first line.
        count: Number of lines, withheld ones included.
        size: Size of the tree that the checkpoint names.
        left: Compact range of [0, first).
        right: Compact range of [first + count, size).
        since: Start of the period asked for, or None.
        until: End of the period asked for, itself not in it, or None.
        case: The one case whose records are disclosed, or None for every record.
        exchange: The one exchange whose records are disclosed, or None.
    """

    origin: str
    first: int
    count: int
    size: int
    left: tuple[bytes, ...]
    right: tuple[bytes, ...]
    since: datetime | None = None
    until: datetime | None = None
    case: str | None = None
    exchange: str | None = None

    @property
    def withholds(self) -> bool:
        """Whether records may be withheld: those of other cases or exchanges."""
        return self.case is not None or self.exchange is not None

    @property
    def plans(self) -> int:
        """Number of plan lines."""
        return -(-self.count // PLAN_RECORDS) if self.withholds else 0


# A line as it stands in an export, and whether it is a record or only its hash.
Shown = tuple[bytes, bool]


class Manifest:
    """What the log's key vouches for: the header and every plan line, in order."""

    def __init__(self, origin: str, header_line: bytes) -> None:
        self._origin = origin
        self._digest = hashlib.sha256(header_line + b"\n")

    def add(self, plan_line: bytes) -> None:
        """Take up the next plan line."""
        self._digest.update(plan_line + b"\n")

    @property
    def text(self) -> str:
        """The text that is signed as the statement."""
        digest = encode_base64(self._digest.digest())
        return f"{FORMAT}\n{self._origin}\n{digest}\n"


def encode_header(header: Header) -> bytes:
    """Write a header as its line, without the newline."""
    return canonical.encode(
        {
            "case": header.case,
            "count": header.count,
            "exchange": header.exchange,
            "first": header.first,
            "format": FORMAT,
            "from": _format_moment(header.since),
            "left": [digest.hex() for digest in header.left],
            "origin": header.origin,
            "right": [digest.hex() for digest in header.right],
            "size": header.size,
            "to": _format_moment(header.until),
        }
    )


def decode_header(line: bytes) -> Header:
    """Read a header from its line, without the newline.

    Raises:
        MalformedError: It is not a header of this format.
    """
    value: Any = canonical.decode(line)
    if isinstance(value, dict) and value.get("format") == _OLD_FORMAT:
        raise MalformedError(
            f"it is of {_OLD_FORMAT!r}, from which records could be hidden; ask for "
            "the export anew"
        )
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise MalformedError(f"the first line is not a header of {FORMAT!r}")
    if value.keys() != _FIELDS:
        raise MalformedError(f"a header has {len(_FIELDS)} fields, got {len(value)}")
    for name in ("first", "count", "size"):
        if type(value[name]) is not int or not 0 <= value[name] <= MAX_INTEGER:
            raise MalformedError(f"`{name}` of the header is not a number from 0")
    if value["first"] + value["count"] > value["size"]:
        raise MalformedError("the header names more records than its tree has")
    if not isinstance(value["origin"], str) or not value["origin"]:
        raise MalformedError("`origin` of the header is not a name")
    return Header(
        origin=value["origin"],
        first=value["first"],
        count=value["count"],
        size=value["size"],
        left=_hashes(value["left"]),
        right=_hashes(value["right"]),
        since=_moment(value["from"]),
        until=_moment(value["to"]),
        case=_text_or_none(value["case"]),
        exchange=_text_or_none(value["exchange"]),
    )


def encode_plan(disclosed: Iterable[bool]) -> bytes:
    """Write which of the next records are disclosed, as a line without its newline."""
    marks = "".join("1" if shown else "0" for shown in disclosed)
    return canonical.encode({"disclosed": marks})


def decode_plan(line: bytes, count: int) -> tuple[bool, ...]:
    """Read which of the next `count` records are disclosed.

    Raises:
        MalformedError: It is not a plan for so many records.
    """
    value: Any = canonical.decode(line)
    marks = value.get("disclosed") if isinstance(value, dict) else None
    if not isinstance(marks, str) or value.keys() != {"disclosed"}:
        raise MalformedError("a plan of what is disclosed should stand here")
    if len(marks) != count or not set(marks) <= _MARKS.keys():
        raise MalformedError(f"a plan has not one 0 or 1 for each of {count} records")
    return tuple(_MARKS[mark] for mark in marks)


def export_parts(
    header: Header,
    lines: Iterable[Shown],
    checkpoint: bytes,
    sign: Callable[[str], bytes],
) -> Iterator[bytes]:
    """Write an export piece by piece; at most `PLAN_RECORDS` lines are held at once.

    Args:
        header: What it is of.
        lines: Its lines, without newlines.
        checkpoint: The signed checkpoint.
        sign: Signs the statement's text with the log's key.

    Raises:
        MalformedError: The header holds what the format cannot; before any piece.
    """
    header_line = encode_header(header)
    return _parts(header, header_line, lines, checkpoint, sign)


def _parts(
    header: Header,
    header_line: bytes,
    lines: Iterable[Shown],
    checkpoint: bytes,
    sign: Callable[[str], bytes],
) -> Iterator[bytes]:
    manifest = Manifest(header.origin, header_line)
    yield header_line + b"\n"
    rest = iter(lines)
    while group := list(itertools.islice(rest, PLAN_RECORDS)):
        if header.withholds:
            plan_line = encode_plan(disclosed for _, disclosed in group)
            manifest.add(plan_line)
            yield plan_line + b"\n"
        for line, _ in group:
            yield line + b"\n"
    yield checkpoint + b"\n" + sign(manifest.text)


def read_line(source: BinaryIO) -> bytes | None:
    """Read one line without its newline, or None at the end of the file.

    Raises:
        MalformedError: The line is too long, or the file ends within it.
    """
    line = source.readline(MAX_LINE_BYTES + 1)
    if not line:
        return None
    if line.endswith(b"\n"):
        return line[:-1]
    if len(line) > MAX_LINE_BYTES:
        raise MalformedError(f"longer than {MAX_LINE_BYTES} bytes")
    raise MalformedError(f"cut short: the file ends after {len(line)} bytes of it")


def read_notes(source: BinaryIO) -> tuple[bytes, bytes]:
    """Read what ends an export: the checkpoint and the statement.

    Raises:
        MalformedError: There are not exactly these two notes.
    """
    raw = source.read(2 * MAX_NOTE_BYTES + 2)
    if not raw:
        raise MalformedError("the signed checkpoint is missing")
    if raw.startswith(b"{"):
        raise MalformedError("more lines follow than the header names")
    parts = list(split_notes(io.BytesIO(raw)))
    if len(parts) != 2 or b"\n".join(parts) != raw:
        raise MalformedError(
            "the records are not followed by exactly a checkpoint and a statement"
        )
    return parts[0], parts[1]


def _format_moment(moment: datetime | None) -> str | None:
    return None if moment is None else format_time(moment)


def _moment(value: Any) -> datetime | None:
    text = _text_or_none(value)
    return None if text is None else parse_time(text)


def _text_or_none(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise MalformedError("a field of the header is neither text nor null")


def _hashes(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise MalformedError("`left` or `right` of the header is not a list")
    return tuple(parse_hash(item) for item in value)
