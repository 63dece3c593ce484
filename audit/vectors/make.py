"""Write every vector: `python -m audit.vectors.make [FOLDER]`; the bytes never vary.

One cause per file, good and bad. A test makes them again and compares, another runs
the verifier over each.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from audit.export import FORMAT
from audit.merkle import leaf_hash
from audit.note import encode_note, parse_note
from audit.record import NO_RECORD
from audit.vectors import sample
from audit.vectors.logs import live_logs
from audit.vectors.proofs import proofs
from audit.vectors.sample import CASE, EXCHANGE, SIGNER, START, export, link, records
from audit.vectors.vector import Vector, encode_vector

KEY = SIGNER.key.vkey
LINES = link(records())
WHOLE = export(LINES)


def main() -> int:
    """Write the vectors into the folder given, or beside this file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, vector in vectors():
        (folder / f"{name}.vector").write_bytes(encode_vector(vector))
    return 0


def vectors() -> Iterator[tuple[str, Vector]]:
    """Yield each vector with its name."""
    yield from _intact()
    yield from _incomplete()
    yield from _unusable()
    yield from _altered_records()
    yield from _hidden_records()
    yield from _moved_records()
    yield from _malformed_lines()
    yield from _altered_frame()
    yield from _altered_signatures()
    yield from proofs()
    yield from live_logs()


def _intact() -> Iterator[tuple[str, Vector]]:
    def good(comment: str, payload: bytes, *checkpoints: bytes) -> Vector:
        return Vector("intact", comment, KEY, payload, checkpoints=checkpoints)

    yield "intact-whole", good("every record of a log of ten", WHOLE.octets())
    middle = export(LINES, 3, 4)
    yield "intact-middle", good("records 3 to 6 of ten", middle.octets())
    yield "intact-last", good("the last record alone", export(LINES, 9).octets())
    one = export(LINES[:1])
    yield "intact-single", good("a log of one record", one.octets())
    none = export(LINES, 7, 0)
    yield "intact-empty", good("a period in which nothing happened", none.octets())
    yield "intact-withheld", good("five of ten bodies withheld", _case().octets())
    long = link(records(80))
    others = {seq for seq in range(80) if records(80)[seq].case != CASE}
    many = export(long, 3, 70, withheld=others, case=CASE)
    yield "intact-plans", good("so many records that two plans tell", many.octets())
    yield (
        "intact-period",
        good("a period and a case were asked for", _period().octets()),
    )
    held = sample.sign_checkpoint(LINES[:6])
    yield "intact-held", good("a kept checkpoint agrees", WHOLE.octets(), held)
    note = parse_note(WHOLE.checkpoint)
    cosigned = replace(
        note, signatures=note.signatures + sample.WITNESS.sign(note.text).signatures
    )
    yield (
        "intact-cosigned",
        good(
            "an unknown key signed as well",
            replace(WHOLE, checkpoint=encode_note(cosigned)).octets(),
        ),
    )
    stepped = records()
    stepped[5] = replace(stepped[5], time=START - timedelta(hours=1))
    yield (
        "intact-clock-step",
        good("the clock was set back once", export(link(stepped)).octets()),
    )


def _incomplete() -> Iterator[tuple[str, Vector]]:
    def short(comment: str, payload: bytes, checkpoint: bytes) -> Vector:
        return Vector("incomplete", comment, KEY, payload, checkpoints=(checkpoint,))

    later = sample.sign_checkpoint(LINES)
    cut = export(LINES[:8])
    yield "incomplete-cut-tail", short("two records were cut off", cut.octets(), later)
    early = sample.sign_checkpoint(LINES[:5])
    tail = export(LINES, 7)
    yield (
        "incomplete-outside",
        short("the kept checkpoint lies before the export", tail.octets(), early),
    )


def _unusable() -> Iterator[tuple[str, Vector]]:
    def bad(comment: str, payload: bytes, key: str = KEY) -> Vector:
        return Vector("unusable", comment, key, payload)

    yield "unusable-empty", bad("no bytes at all", b"")
    yield "unusable-text", bad("some other text file", b"hello\nworld\n")
    other = WHOLE.octets().replace(FORMAT.encode(), b"cloister-audit-export v3", 1)
    yield "unusable-version", bad("a version not known here", other)
    old = WHOLE.octets().replace(FORMAT.encode(), b"cloister-audit-export v1", 1)
    yield "unusable-version-1", bad("the version that let records be hidden", old)
    stranger = sample.STRANGER.key.vkey
    yield "unusable-other-log", bad("a key of another log", WHOLE.octets(), stranger)


def _bad(comment: str, payload: bytes, seq: int | None = None) -> Vector:
    return Vector("tampered", comment, KEY, payload, seq=seq)


def _altered_records() -> Iterator[tuple[str, Vector]]:
    def swap(seq: int, old: bytes, new: bytes) -> bytes:
        line = LINES[seq].replace(old, new)
        return WHOLE.with_line(seq, line).octets()

    payload = swap(3, b'"allowed":true', b'"allowed":null')
    yield "altered-body", _bad("a decision was changed", payload, 3)
    payload = swap(6, b"T02:26:01", b"T02:26:00")
    yield "altered-time", _bad("a time was changed", payload, 6)
    payload = swap(0, b"0.1.0", b"0.1.1")
    yield "altered-first", _bad("the first record was changed", payload, 0)
    payload = swap(9, b"ber ", b"per ")
    yield "altered-last", _bad("the last record was changed", payload, 9)
    payload = swap(4, leaf_hash(LINES[3]).hex().encode(), b"0" * 64)
    yield "altered-link", _bad("a link was changed", payload, 4)
    payload = swap(9, leaf_hash(LINES[8]).hex().encode(), b"0" * 64)
    yield "altered-last-link", _bad("the last link was changed", payload, 9)
    payload = swap(0, NO_RECORD.hex().encode(), b"1" * 64)
    yield "altered-first-link", _bad("the first record links to something", payload, 0)
    payload = swap(5, b'"seq":5', b'"seq":6')
    yield "altered-seq", _bad("a sequence number was changed", payload, 5)
    rewritten = records()
    rewritten[7] = replace(rewritten[7], body={"method": "none"})
    chained = replace(WHOLE, lines=tuple(link(rewritten)))
    yield (
        "rewritten-tail",
        _bad(
            "the end was rewritten and linked anew, without the key",
            chained.octets(),
            9,
        ),
    )
    resealed = export(link(rewritten))
    yield (
        "rewritten-with-key",
        Vector(
            "tampered",
            "the end was rewritten with the key; the kept checkpoint shows it",
            KEY,
            resealed.octets(),
            checkpoints=(sample.sign_checkpoint(LINES[:9]),),
        ),
    )
    hidden = _case()
    line = hidden.lines[4].replace(b'"leaf":"', b'"leaf":"0', 1)[:-3] + b'"}'
    payload = hidden.with_line(4, line).octets()
    yield "altered-withheld", _bad("a withheld record's hash was changed", payload, 4)


def _hidden_records() -> Iterator[tuple[str, Vector]]:
    for name, seq, comment in (
        ("first", 0, "the first record was hidden from a whole log"),
        ("record", 4, "a record was hidden from a whole log"),
        ("last", 9, "the last record was hidden from a whole log"),
    ):
        yield f"hidden-{name}", _bad(comment, WHOLE.hiding(seq).octets(), seq)
    period = _period()
    hidden = period.hiding(2)
    yield "hidden-in-case", _bad("a record was hidden from a case", hidden.octets(), 5)
    along = replace(hidden, plans=(b'{"disclosed":"1101"}',), signed_plans=period.plans)
    yield "hidden-with-plan", _bad("a record was hidden, in the plan", along.octets())
    given = _case().with_line(4, LINES[4])
    yield "plan-record", _bad("a record stands for its hash", given.octets(), 4)
    for name, comment, plan in (
        ("missing", "there is no plan", None),
        ("short", "a plan for a record less", b'{"disclosed":"111"}'),
        ("long", "a plan for a record more", b'{"disclosed":"11111"}'),
        ("letter", "a plan with another letter", b'{"disclosed":"11x1"}'),
        ("space", "a plan with a space", b'{"disclosed": "1111"}'),
        ("field", "a plan with an unknown field", b'{"disclosed":"1111","v":2}'),
    ):
        plans = () if plan is None else (plan,)
        yield f"plan-{name}", _bad(comment, replace(period, plans=plans).octets())


def _moved_records() -> Iterator[tuple[str, Vector]]:
    def arranged(*order: int) -> bytes:
        return replace(WHOLE, lines=tuple(LINES[seq] for seq in order)).octets()

    payload = arranged(0, 1, 2, 4, 5, 6, 7, 8, 9)
    yield "line-deleted", _bad("a line was taken out", payload, 3)
    payload = arranged(0, 1, 3, 2, 4, 5, 6, 7, 8, 9)
    yield "line-swapped", _bad("two lines changed places", payload, 2)
    payload = arranged(0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9)
    yield "line-repeated", _bad("a line is there twice", payload, 3)
    payload = arranged(0, 1, 2, 3, 4, 5, 6, 7, 8)
    yield "line-cut-off", _bad("the last line was taken out", payload, 9)
    payload = arranged(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9)
    yield "line-appended", _bad("a line was added at the end", payload)
    end = WHOLE.octets().index(LINES[5])
    yield (
        "file-cut-between-lines",
        _bad("the file ends after record 4", WHOLE.octets()[:end], 5),
    )
    yield (
        "file-cut-within-line",
        _bad("the file ends within record 5", WHOLE.octets()[: end + 40], 5),
    )


def _malformed_lines() -> Iterator[tuple[str, Vector]]:
    """Spoil the spelling of record 3 in a log signed over the spoilt bytes."""

    def spelled(change: Callable[[bytes], bytes]) -> bytes:
        made = records()
        lines = link(made[:3])
        lines.append(change(link(made[3:4], leaf_hash(lines[2]))[0]))
        lines += link(made[4:], leaf_hash(lines[3]))
        return export(lines).octets()

    def put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
        return lambda line: line.replace(old, new, 1)

    allowed = b'"allowed":true'
    changes: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
        ("float", "a number with a fraction", put(allowed, b'"allowed":0.5')),
        ("float-whole", "1.0 for 1", put(allowed, b'"allowed":1.0')),
        ("exponent", "1e2 for 100", put(allowed, b'"allowed":1e2')),
        ("nan", "NaN, which is not JSON", put(allowed, b'"allowed":NaN')),
        ("infinity", "Infinity, which is not JSON", put(allowed, b'"a":Infinity')),
        ("minus-zero", "-0 for 0", put(allowed, b'"allowed":-0')),
        ("large-integer", "2^53", put(allowed, b'"allowed":9007199254740992')),
        ("long-integer", "5,000 digits", put(allowed, b'"allowed":' + b"9" * 5000)),
        ("duplicate-key", "a key twice", put(allowed, allowed + b',"allowed":true')),
        ("key-order", "keys out of order", put(allowed, b'"z":1,"allowed":true')),
        ("space", "a space after a colon", put(allowed, b'"allowed": true')),
        ("escape", "an escape that is not needed", put(b"staff", b"st\\u0061ff")),
        ("slash", "an escaped slash", put(b"staff", b"st\\/aff")),
        ("lone-surrogate", "half a character", put(b"staff", b"st\\ud800aff")),
        ("not-utf8", "a byte that is not UTF-8", put(b"staff", b"st\xffaff")),
        ("overlong-utf8", "an overlong form", put(b"staff", b"st\xc0\xafaff")),
        ("control", "a raw control character", put(b"staff", b"st\x01aff")),
        ("non-ascii-key", "a key beyond ASCII", put(b'"allowed"', '"\u00e9"'.encode())),
        ("deep", "nesting without end", put(b":true", b":" + b"[" * 400 + b"]" * 400)),
        ("bom", "a byte order mark", lambda line: b"\xef\xbb\xbf" + line),
        ("carriage-return", "a line that ends in CR LF", lambda line: line + b"\r"),
        ("blank-line", "an empty line for a record", lambda _: b""),
        ("array", "an array for a record", lambda line: b"[" + line + b"]"),
        ("two-values", "two values on a line", lambda line: line + b"{}"),
        ("unknown-field", "an unknown field", put(b'"seq"', b'"r":1,"seq"')),
        ("missing-field", "no field `case`", put(b'"case":"%s",' % CASE.encode(), b"")),
        ("version", "another version", put(b'"v":1', b'"v":2')),
        ("version-true", "true for 1", put(b'"v":1', b'"v":true')),
        ("seq-negative", "a negative number", put(b'"seq":3', b'"seq":-3')),
        ("seq-text", "a number as text", put(b'"seq":3', b'"seq":"3"')),
        ("time-offset", "a time with an offset", put(b'Z","v"', b'+00:00","v"')),
        ("time-millis", "milliseconds only", put(b'456Z"', b'Z"')),
        ("time-no-day", "30 February", put(b"2026-11-21", b"2026-02-30")),
        ("kind-case", "a kind in capitals", put(b"policy.dec", b"Policy.dec")),
        ("kind-word", "a kind of one word", put(b"policy.decided", b"policy")),
        ("boot-short", "a boot id cut short", put(b'f50","case"', b'f5","case"')),
        ("hash-capitals", "a hash in capitals", _upper_prev),
        ("exchange-space", "an id with a space", put(EXCHANGE[:9].encode(), b"1 1")),
        ("body-list", "a body that is a list", _body_list),
    )
    for name, comment, change in changes:
        yield f"spelling-{name}", _bad(comment, spelled(change), 3)


def _upper_prev(line: bytes) -> bytes:
    at = line.index(b'"prev":"') + 8
    return line[:at] + line[at : at + 64].upper() + line[at + 64 :]


def _body_list(line: bytes) -> bytes:
    begin, end = line.index(b'"body":') + 7, line.index(b',"boot"')
    return line[:begin] + b"[]" + line[end:]


def _altered_frame() -> Iterator[tuple[str, Vector]]:
    period = _period()
    wider = replace(period.header, since=START - timedelta(days=1))
    payload = replace(period, header=wider, signed_header=period.header).octets()
    yield "header-period", _bad("the period asked for was changed", payload)
    open_case = replace(period.header, case=None)
    payload = replace(
        period,
        header=open_case,
        signed_header=period.header,
        plans=(),
        signed_plans=period.plans,
    ).octets()
    yield "header-case", _bad("the case asked for was changed", payload)
    fewer = replace(WHOLE.header, count=9)
    payload = replace(WHOLE, header=fewer).octets()
    yield "header-count-less", _bad("the header counts one record less", payload)
    more = replace(WHOLE.header, count=11, size=11)
    payload = replace(WHOLE, header=more).octets()
    yield "header-count-more", _bad("the header counts one record more", payload, 10)
    later = replace(export(LINES, 3, 4).header, first=4)
    payload = replace(export(LINES, 3, 4), header=later).octets()
    yield "header-first", _bad("the header starts one later", payload)
    middle = export(LINES, 3, 4)
    flipped = (bytes(32), *middle.header.left[1:])
    payload = replace(middle, header=replace(middle.header, left=flipped)).octets()
    yield "header-left", _bad("a hash of what came before was changed", payload, 6)
    shorter = replace(middle.header, right=middle.header.right[:-1])
    payload = replace(middle, header=shorter).octets()
    yield "header-right", _bad("a hash of what comes after is missing", payload)
    whole = WHOLE.octets()
    yield "trailing-bytes", _bad("a blank line after the end", whole + b"\n")
    yield "trailing-newline-missing", _bad("the last newline is missing", whole[:-1])
    foreign = replace(period.header, case=sample.OTHER_CASE)
    payload = replace(period, header=foreign).octets()
    yield "foreign-case", _bad("a record of a case not asked for", payload, 3)


def _altered_signatures() -> Iterator[tuple[str, Vector]]:
    end = WHOLE.octets().index(WHOLE.checkpoint)
    bare = WHOLE.octets()[:end]
    yield "checkpoint-missing", _bad("no checkpoint follows", bare)
    yield (
        "statement-missing",
        _bad("no statement over the header follows", bare + WHOLE.checkpoint),
    )

    def sealed(checkpoint: bytes) -> bytes:
        return replace(WHOLE, checkpoint=checkpoint).octets()

    payload = sealed(sample.sign_checkpoint(LINES, sample.OTHER))
    yield "checkpoint-other-key", _bad("another key of the same name signed", payload)
    payload = sealed(sample.sign_checkpoint(LINES, origin="other.example/log"))
    yield "checkpoint-other-log", _bad("the checkpoint of another log", payload)
    payload = sealed(sample.sign_checkpoint(LINES[:9]))
    yield "checkpoint-older", _bad("an older checkpoint of the same log", payload)
    payload = sealed(WHOLE.checkpoint.replace(b"\n10\n", b"\n010\n"))
    yield "checkpoint-altered-size", _bad("the size was respelled", payload)
    text = parse_note(WHOLE.checkpoint).text
    for name, comment, changed in (
        (
            "leading-zero",
            "a size with a leading zero",
            text.replace("\n10\n", "\n010\n"),
        ),
        ("extension", "an extension line", text + "more\n"),
        ("two-lines", "no root", "\n".join(text.split("\n")[:2]) + "\n"),
        ("short-root", "a root of 31 bytes", text[:-45] + "A" * 42 + "==\n"),
    ):
        payload = sealed(encode_note(SIGNER.sign(changed)))
        yield f"checkpoint-{name}", _bad(f"{comment}, signed all the same", payload)
    payload = sealed(_stray_bits(WHOLE.checkpoint))
    yield "signature-stray-bits", _bad("stray bits in its base64", payload)
    payload = replace(WHOLE, signer=sample.OTHER).octets()
    yield "statement-other-key", _bad("the statement is signed by another key", payload)


def _stray_bits(note: bytes) -> bytes:
    """Respell the last base64 character so that it decodes to the same bytes."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body, padding = note.rstrip(b"=\n"), note[len(note.rstrip(b"=\n")) :]
    return body[:-1] + bytes([alphabet[alphabet.index(body[-1]) ^ 1]]) + padding


def _case() -> sample.Export:
    return export(LINES, withheld={0, 4, 7, 8, 9}, case=CASE)


def _period() -> sample.Export:
    asked = export(LINES, 3, 4, case=CASE)
    header = replace(
        asked.header,
        since=START + timedelta(milliseconds=750),
        until=START + timedelta(milliseconds=1750),
    )
    return replace(asked, header=header)


if __name__ == "__main__":
    sys.exit(main())
