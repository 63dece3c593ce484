"""What an auditor types: verify, show, proof, checkpoint (README.md has examples).

Exit codes: 0 intact, 1 tampered, 2 unusable input, 3 intact but incomplete. It writes
only to the terminal and to the file named by `--out`.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from audit.chain import Watcher
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import (
    AuditError,
    IncompleteError,
    MalformedError,
    TamperedError,
    UnusableError,
)
from audit.export import decode_header, read_line, read_notes
from audit.livelog import examine_log, newest_note
from audit.note import MAX_NOTE_BYTES, VerifierKey, parse_vkey
from audit.proof import (
    FIRST_LINE,
    MAX_PROOF_BYTES,
    ProofCollector,
    TlogProof,
    encode_proof,
    examine_proof,
)
from audit.record import Record, format_time
from audit.report import Report
from audit.verify import OnLine, examine_export

INTACT, TAMPERED, UNUSABLE, INCOMPLETE = 0, 1, 2, 3
MAX_KEY_BYTES = 4096


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TamperedError as err:
        print(f"TAMPERED: {err}", file=sys.stderr)
        return TAMPERED
    except IncompleteError as err:
        _print_report("INTACT BUT INCOMPLETE", err.report)
        print(f"INCOMPLETE: {err}", file=sys.stderr)
        return INCOMPLETE
    except AuditError as err:
        print(f"UNUSABLE: {err}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # The reader (`| head`) left; without this Python complains again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except OSError as err:
        print(f"UNUSABLE: a file cannot be read: {err.strerror}", file=sys.stderr)
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloister-audit",
        description="Verify a Cloister log offline.",
        epilog="Exit codes: 0 intact, 1 tampered, 2 unusable input, "
        "3 intact but incomplete.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = _command(commands, "verify", "check an export, a log folder or a proof")
    verify.set_defaults(run=_verify)
    verify.add_argument(
        "--checkpoint",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint you kept from before; may be given more than once",
    )
    show = _command(commands, "show", "print the records of an export or log folder")
    show.set_defaults(run=_show)
    show.add_argument("--exchange", metavar="ID", help="only this exchange")
    show.add_argument("--kind", metavar="KIND", help="only records of this kind")
    proof = _command(commands, "proof", "take out the proof of one record")
    proof.set_defaults(run=_proof)
    proof.add_argument("--seq", type=int, required=True, help="the record's number")
    proof.add_argument("--out", type=Path, required=True, metavar="FILE")
    note = _command(commands, "checkpoint", "print the signed checkpoint, to keep")
    note.set_defaults(run=_checkpoint)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    purpose: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=purpose, description=purpose)
    command.add_argument("source", metavar="OUT", help="export file, log folder, or -")
    command.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar="FILE",
        help="the log's public key: one line, name+id+key",
    )
    return command


def _verify(options: argparse.Namespace) -> int:
    key = _read_key(options.key)
    held = [_read_held(path, key) for path in options.checkpoint]
    _print_report("INTACT", _examine(options.source, key, held))
    return INTACT


def _show(options: argparse.Namespace) -> int:
    # Verified as it goes: the verdict comes last, and decides the exit code.
    def on_line(seq: int, record: Record | None, _line: bytes) -> None:
        if record is None:
            if options.exchange is None and options.kind is None:
                print(f"{seq:>8}  withheld")
        elif options.exchange in (None, record.exchange) and options.kind in (
            None,
            record.kind,
        ):
            print(_readable(record))

    report = _examine(options.source, _read_key(options.key), [], on_line=on_line)
    print(f"INTACT: {report.disclosed} of {report.count} records", file=sys.stderr)
    return INTACT


def _proof(options: argparse.Namespace) -> int:
    key = _read_key(options.key)
    note = _note_of(options.source, key)
    collector = ProofCollector(options.seq, open_checkpoint(note, key).size)
    found: list[bytes] = []

    def on_line(seq: int, record: Record | None, line: bytes) -> None:
        if seq == options.seq and record is not None:
            found.append(line)

    _examine(options.source, key, [], on_line=on_line, watcher=collector.watch)
    if not found:
        raise UnusableError(f"record {options.seq} is not disclosed here")
    proof = encode_proof(TlogProof(found[0], options.seq, collector.hashes(), note))
    examine_proof(proof, key)
    options.out.write_bytes(proof)
    print(f"proof of record {options.seq}: {options.out}")
    return INTACT


def _checkpoint(options: argparse.Namespace) -> int:
    key = _read_key(options.key)
    note = _note_of(options.source, key)
    open_checkpoint(note, key)
    sys.stdout.write(note.decode())
    return INTACT


def _examine(
    source: str,
    key: VerifierKey,
    held: Sequence[Checkpoint],
    *,
    on_line: OnLine | None = None,
    watcher: Watcher | None = None,
) -> Report:
    if source != "-" and Path(source).is_dir():
        return examine_log(Path(source), key, held, on_line=on_line, watcher=watcher)
    with _opened(source) as stream:
        if stream.peek(len(FIRST_LINE)).startswith(FIRST_LINE):  # type: ignore[attr-defined]  # a BufferedReader
            if held or on_line or watcher:
                raise UnusableError("a proof can only be verified, and on its own")
            return examine_proof(stream.read(MAX_PROOF_BYTES + 1), key)
        return examine_export(stream, key, held, on_line=on_line, watcher=watcher)


def _note_of(source: str, key: VerifierKey) -> bytes:
    """Read the signed checkpoint at the end of an export or in a log folder."""
    if Path(source).is_dir():
        return newest_note(Path(source), key).raw
    with _opened(source) as stream:
        try:
            header = decode_header(read_line(stream) or b"")
            for _ in range(header.plans + header.count):
                if read_line(stream) is None:
                    break  # read_notes says what is missing
            return read_notes(stream)[0]
        except MalformedError as err:
            raise UnusableError(f"this is not an export: {err}") from err


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    with Path(source).open("rb") as stream:
        yield stream


def _read_key(path: Path) -> VerifierKey:
    with path.open("rb") as stream:
        raw = stream.read(MAX_KEY_BYTES + 1)
    line, _, rest = raw.partition(b"\n")
    if rest or len(raw) > MAX_KEY_BYTES:
        raise UnusableError("this is not a key file: expected one line")
    try:
        return parse_vkey(line.decode())
    except (UnicodeDecodeError, MalformedError) as err:
        raise UnusableError(f"this is not a key file: {err}") from err


def _read_held(path: Path, key: VerifierKey) -> Checkpoint:
    with path.open("rb") as stream:
        raw = stream.read(MAX_NOTE_BYTES + 1)
    try:
        return open_checkpoint(raw, key)
    except AuditError as err:
        raise UnusableError(f"your checkpoint does not hold: {err}") from err


def _readable(record: Record) -> str:
    # ASCII only, so nothing in a record can steer the reader's terminal.
    body = json.dumps(dict(record.body), sort_keys=True)
    who = record.actor or "-"
    exchange = record.exchange or "-"
    time = format_time(record.time)
    return f"{record.seq:>8}  {time}  {record.kind:<20}  {exchange}  {who}  {body}"


def _print_report(verdict: str, report: Report) -> None:
    print(verdict)
    for line in report.lines():
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
