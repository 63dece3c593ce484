"""One line of the log: who did what in which exchange, and what came before.

An example, broken over three lines here:

    {"actor":null,"body":{"version":"0.1.0"},"boot":"5f0c...","case":null,
     "exchange":null,"kind":"ledger.started","mono":81237000,"prev":"0000...",
     "seq":0,"time":"2026-11-21T02:26:00.123456Z","v":1}

The envelope is fixed; what a body holds is the appliance's business, and never a
person's text. Order and links between lines are checked in chain.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from audit import canonical
from audit.canonical import MAX_INTEGER
from audit.errors import MalformedError
from audit.merkle import HASH_BYTES

VERSION = 1
NO_RECORD = bytes(HASH_BYTES)  # `prev` of the first line
FIELDS = frozenset(
    "actor body boot case exchange kind mono prev seq time v".split()  # noqa: SIM905 - one line reads like the format
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_KIND = re.compile(r"[a-z]+(?:_[a-z]+)*(?:\.[a-z]+(?:_[a-z]+)*)+")
_HEX_128 = re.compile(r"[0-9a-f]{32}")
_HEX_256 = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z", flags=re.ASCII
)
_MAX_KIND_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its envelope and its body.

    Attributes:
        seq: Position in the log, from 0.
        time: Wall clock of the writer, UTC, microseconds.
        mono_us: Microseconds since the machine started, so a set clock shows.
        boot: 32 hex digits that change with each start of the machine.
        kind: What happened, dotted words.
        exchange: Id of the exchange, or None.
        case: Id of the case, or None.
        actor: Keyed alias of the person, or None for the appliance itself.
        body: What the kind says besides.
        prev: Leaf hash of the line before, 32 bytes; zeros for the first.
    """

    seq: int
    time: datetime
    mono_us: int
    boot: str
    kind: str
    exchange: str | None
    case: str | None
    actor: str | None
    body: Mapping[str, Any]
    prev: bytes


def encode_record(record: Record) -> bytes:
    """Write a record as its line, without the newline.

    Raises:
        MalformedError: A field is outside the format.
    """
    line = {
        "actor": record.actor,
        "body": dict(record.body),
        "boot": record.boot,
        "case": record.case,
        "exchange": record.exchange,
        "kind": record.kind,
        "mono": record.mono_us,
        "prev": record.prev.hex(),
        "seq": record.seq,
        "time": format_time(record.time),
        "v": VERSION,
    }
    _parse_fields(line)
    return canonical.encode(line)


def decode_record(line: bytes) -> Record:
    """Read a record from its line, without the newline.

    Raises:
        MalformedError: The line is not canonical or not a record of this format.
    """
    return parse_record(canonical.decode(line))


def parse_record(value: Any) -> Record:
    """Read a record from the value of a line that was decoded already.

    Raises:
        MalformedError: The value is not a record of this format.
    """
    if not isinstance(value, dict):
        raise MalformedError("a line is not an object")
    if value.keys() != FIELDS:
        missing, extra = len(FIELDS - value.keys()), len(value.keys() - FIELDS)
        raise MalformedError(
            f"a record has {len(FIELDS)} fields: {missing} missing, {extra} unknown"
        )
    return _parse_fields(value)


def format_time(time: datetime) -> str:
    """Write an aware time the one way the log spells it.

    Raises:
        MalformedError: The time has no zone.
    """
    if time.utcoffset() is None:
        raise MalformedError("a time has no zone")
    plain = time.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="microseconds") + "Z"


def parse_time(text: str) -> datetime:
    """Read a time as `format_time` writes it.

    Raises:
        MalformedError: It has another form, or names no moment.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise MalformedError("a time is not YYYY-MM-DDThh:mm:ss.ffffffZ")
    year, month, day, hour, minute, second, micro = map(int, match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    except ValueError as err:
        raise MalformedError("a time names no day or hour that exists") from err


def parse_hash(text: Any) -> bytes:
    """Read a 32-byte hash from its 64 lower-case hex digits.

    Raises:
        MalformedError: It has another form.
    """
    if not isinstance(text, str) or not _HEX_256.fullmatch(text):
        raise MalformedError("a hash is not 64 lower-case hex digits")
    return bytes.fromhex(text)


def _parse_fields(value: Mapping[str, Any]) -> Record:
    if type(value["v"]) is not int or value["v"] != VERSION:
        raise MalformedError(f"`v` is not {VERSION}: written by another version")
    if not isinstance(value["body"], dict):
        raise MalformedError("`body` is not an object")
    if not isinstance(value["time"], str):
        raise MalformedError("`time` is not a string")
    kind = value["kind"]
    if (
        not isinstance(kind, str)
        or len(kind) > _MAX_KIND_LENGTH
        or not _KIND.fullmatch(kind)
    ):
        raise MalformedError("`kind` is not dotted lower-case words")
    boot = value["boot"]
    if not isinstance(boot, str) or not _HEX_128.fullmatch(boot):
        raise MalformedError("`boot` is not 32 lower-case hex digits")
    return Record(
        seq=_count(value, "seq"),
        time=parse_time(value["time"]),
        mono_us=_count(value, "mono"),
        boot=boot,
        kind=kind,
        exchange=_id(value, "exchange"),
        case=_id(value, "case"),
        actor=_id(value, "actor"),
        body=value["body"],
        prev=parse_hash(value["prev"]),
    )


def _count(value: Mapping[str, Any], field: str) -> int:
    number = value[field]
    if type(number) is not int or not 0 <= number <= MAX_INTEGER:
        raise MalformedError(f"`{field}` is not a number from 0")
    return number


def _id(value: Mapping[str, Any], field: str) -> str | None:
    text = value[field]
    if text is None:
        return None
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise MalformedError(f"`{field}` is not an id or null")
    return text
