"""A small log with fixed keys, ids and times, and the exports made of it.

For vectors and tests only: the signing key is in this file.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from audit.chain import encode_withheld
from audit.checkpoint import Checkpoint
from audit.export import (
    PLAN_RECORDS,
    Header,
    Manifest,
    encode_header,
    encode_plan,
)
from audit.merkle import CompactRange, Frontier, leaf_hash
from audit.note import encode_note
from audit.record import NO_RECORD, Record, encode_record
from audit.signer import Signer

ORIGIN = "vectors.cloister.example/ledger"
SIGNER = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer(ORIGIN, bytes(range(32, 64)))
STRANGER = Signer("elsewhere.example/ledger", bytes(range(64, 96)))
WITNESS = Signer("witness.example/one", bytes(range(96, 128)))
BOOT = "5f0c1e6ab3d94d2f8a7e0b1c2d3e4f50"
CASE = "c0ffee00c0ffee00c0ffee00c0ffee00"
OTHER_CASE = "0badcafe0badcafe0badcafe0badcafe"
EXCHANGE = "11111111111111111111111111111111"
START = datetime(2026, 11, 21, 2, 26, 0, 123456, tzinfo=UTC)

_STORY: tuple[tuple[str, str | None, Mapping[str, Any]], ...] = (
    ("ledger.started", None, {"version": "0.1.0"}),
    ("request.received", CASE, {"characters": 412, "purpose": "reply-draft"}),
    ("caller.identified", CASE, {"roles": ["staff"]}),
    ("policy.decided", CASE, {"allowed": True, "policies": ["staff-may-infer"]}),
    ("text.pseudonymised", CASE, {"kinds": {"IBAN": 1, "PERSON": 2}}),
    ("exchange.intended", CASE, {"model": "ab" * 32, "seed": 7}),
    ("exchange.released", CASE, {"confidence_permille": 912, "held": None}),
    ("session.opened", None, {"method": "ldap"}),
    ("request.received", OTHER_CASE, {"characters": 9_007_199_254_740_991}),
    ("exchange.refused", OTHER_CASE, {"note": "\u00fcber \U0001f512 \u2028 \u0007"}),
)


def records(count: int = len(_STORY)) -> list[Record]:
    """Make the first records of the story, repeated as often as needed."""
    made = []
    for seq in range(count):
        kind, case, body = _STORY[seq % len(_STORY)]
        made.append(
            Record(
                seq=seq,
                time=START + timedelta(milliseconds=250 * seq),
                mono_us=81_237_000 + 250_000 * seq,
                boot=BOOT,
                kind=kind,
                exchange=EXCHANGE if case == CASE else None,
                case=case,
                actor="p-4f2a9c" if case else None,
                body=body,
                prev=NO_RECORD,
            )
        )
    return made


def link(entries: Sequence[Record], prev: bytes = NO_RECORD) -> list[bytes]:
    """Chain records: set each `prev` and write the lines."""
    lines = []
    for record in entries:
        lines.append(encode_record(replace(record, prev=prev)))
        prev = leaf_hash(lines[-1])
    return lines


def sign_checkpoint(
    lines: Sequence[bytes], signer: Signer = SIGNER, origin: str = ORIGIN
) -> bytes:
    """Sign the size and root of a log of these lines."""
    frontier = Frontier()
    for line in lines:
        frontier.append(leaf_hash(line))
    text = Checkpoint(origin, frontier.size, frontier.root()).text
    return encode_note(signer.sign(text))


@dataclass(frozen=True, slots=True)
class Export:
    """An export in its parts, so that a vector can spoil exactly one."""

    header: Header
    lines: tuple[bytes, ...]
    checkpoint: bytes
    plans: tuple[bytes, ...] = ()
    signer: Signer = field(default=SIGNER)
    signed_header: Header | None = None
    signed_plans: tuple[bytes, ...] | None = None

    def with_line(self, index: int, line: bytes) -> "Export":
        """Put another line in place of one."""
        lines = list(self.lines)
        lines[index] = line
        return replace(self, lines=tuple(lines))

    def hiding(self, index: int) -> "Export":
        """Put its hash in place of a record, as whoever passes the file on could."""
        return self.with_line(index, encode_withheld(leaf_hash(self.lines[index])))

    def statement(self) -> bytes:
        """Sign header and plans, or those they are changed copies of."""
        line = encode_header(self.signed_header or self.header)
        manifest = Manifest(self.header.origin, line)
        for plan in self.plans if self.signed_plans is None else self.signed_plans:
            manifest.add(plan)
        return encode_note(self.signer.sign(manifest.text))

    def octets(self) -> bytes:
        """Write the export."""
        written = [encode_header(self.header) + b"\n"]
        for index, line in enumerate(self.lines):
            number, within = divmod(index, PLAN_RECORDS)
            if within == 0:
                written += [plan + b"\n" for plan in self.plans[number : number + 1]]
            written.append(line + b"\n")
        return b"".join(written) + self.checkpoint + b"\n" + self.statement()


def export(
    lines: Sequence[bytes],
    first: int = 0,
    count: int | None = None,
    withheld: Collection[int] = (),
    case: str | None = None,
) -> Export:
    """Make the export of some lines of a log.

    Args:
        lines: All lines of the log.
        first: First record exported.
        count: Number of records; None for all that follow.
        withheld: Records of which only the hash goes in.
        case: The one case that is disclosed.
    """
    end = len(lines) if count is None else first + count
    left, right = CompactRange(0, first), CompactRange(end, len(lines))
    for line in lines[:first]:
        left.append(leaf_hash(line))
    for line in lines[end:]:
        right.append(leaf_hash(line))
    header = Header(
        origin=ORIGIN,
        first=first,
        count=end - first,
        size=len(lines),
        left=tuple(left.hashes()),
        right=tuple(right.hashes()),
        case=case,
    )
    plans = [
        encode_plan(
            seq not in withheld for seq in range(at, min(at + PLAN_RECORDS, end))
        )
        for at in range(first, end, PLAN_RECORDS)
    ]
    shown = tuple(
        encode_withheld(leaf_hash(line)) if seq in withheld else line
        for seq, line in enumerate(lines[first:end], start=first)
    )
    return Export(
        header,
        shown,
        sign_checkpoint(lines),
        plans=tuple(plans) if header.withholds else (),
    )
