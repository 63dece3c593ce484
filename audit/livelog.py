"""Verify the folder of a live log: every line against every checkpoint beside it.

Checks, in order: (1) the checkpoints grow and the newest is signed by the key, (2)
every line up to its size, as chain.py lists, (3) each checkpoint is signed and names
the root of its size, (4) the auditor's own checkpoints agree, (5) nothing lies beyond
the newest.
It reads only, and may run while the log is written.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.chain import Chain, Tree, Watcher
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import (
    AuditError,
    IncompleteError,
    MalformedError,
    TamperedError,
    UnusableError,
)
from audit.export import read_line
from audit.held import HeldCheckpoints
from audit.layout import list_segments
from audit.merkle import Frontier
from audit.note import VerifierKey, parse_note
from audit.report import Report
from audit.sealed import Order, SignedSizes, notes_of, read_checkpoint
from audit.verify import OnLine


def examine_log(
    folder: Path,
    key: VerifierKey,
    held: Sequence[Checkpoint] = (),
    *,
    on_line: OnLine | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Verify a live log against its own and the auditor's checkpoints.

    Args:
        folder: The ledger's folder, with `segments/` and `checkpoints/` in it.
        key: The log's public key, from outside the appliance.
        held: Checkpoints the auditor kept, already opened with the key.
        on_line: Told of each line as it is read.
        watcher: Told of each leaf as it joins the tree.

    Raises:
        UnusableError: This is no log's folder, or it cannot be read.
        TamperedError: The first bad record, and why; or no checkpoint is there.
        IncompleteError: Intact, but records lie beyond the last checkpoint, or a held
            checkpoint cannot be matched.
    """
    newest = newest_note(folder, key)
    final, torn = newest.checkpoint, newest.torn
    kept = HeldCheckpoints(held)
    signed = SignedSizes(_checkpoints(folder, key, newest.number))

    def watch(_begin: int, _level: int, _hash: bytes, grown: Frontier) -> None:
        signed.compare(grown)

    tree = Tree([kept.watch, watch, *([watcher] if watcher else [])])
    chain = Chain(tree)
    kept.compare(0, tree.frontier.root())
    lines = _lines(folder)
    _walk(lines, chain, final, on_line)
    report = Report(
        origin=final.origin,
        key=key.label,
        first=0,
        count=final.size,
        disclosed=chain.disclosed,
        size=final.size,
        first_time=chain.first_time,
        last_time=chain.last_time,
        compared=tuple(kept.compared),
        notes=chain.notes,
    )
    if beyond := sum(1 for _ in lines):
        raise IncompleteError(
            f"{beyond} lines lie beyond the last checkpoint, of size {final.size}: "
            "written just now, or not sealed before a crash; verify again",
            report,
        )
    if torn:
        raise IncompleteError(
            "the newest checkpoint in the folder is cut short; verify again", report
        )
    if shortfall := kept.shortfall(final.size):
        raise IncompleteError(shortfall, report)
    return report


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest whole checkpoint of a log's folder.

    Attributes:
        raw: Its note.
        checkpoint: What it says.
        number: How many checkpoints there are up to it.
        torn: Whether one that is cut short follows it.
    """

    raw: bytes
    checkpoint: Checkpoint
    number: int
    torn: bool


def newest_note(folder: Path, key: VerifierKey) -> Newest:
    """Find the newest whole checkpoint, and see that those before it grow up to it.

    Raises:
        UnusableError: The folder is not there or cannot be read.
        TamperedError: No checkpoint is there, the key did not sign the newest, or one
            is smaller than one before it or names another root for its size.
    """
    if not folder.is_dir():
        raise UnusableError("there is no such folder")
    order = Order()
    last, number, torn = b"", 0, False
    for raw in notes_of(folder):
        if torn:
            raise TamperedError(
                "one is cut short, with more after it", where="the checkpoints"
            )
        if not _is_whole(raw):
            torn = True
            continue
        try:
            order.take(_read(raw))
        except TamperedError:
            # Only what the key signed says anything about the order.
            for suspect in (last, raw):
                _open(suspect, key)
            raise
        last, number = raw, number + 1
    if not number:
        raise TamperedError("no signed checkpoint is there", where="the checkpoints")
    return Newest(last, _open(last, key), number, torn)


def _walk(
    lines: Iterator[tuple[bytes | MalformedError, str]],
    chain: Chain,
    final: Checkpoint,
    on_line: OnLine | None,
) -> None:
    """Take every line that the newest checkpoint covers."""
    while chain.next_seq < final.size:
        seq = chain.next_seq
        line, where = next(lines, (None, "the end of the log"))
        if line is None:
            raise TamperedError(
                f"the log's own checkpoint names {final.size} records; this one and "
                "those after it are missing",
                seq=seq,
                where=where,
            )
        if isinstance(line, MalformedError):
            raise TamperedError(str(line), seq=seq, where=where)
        record = chain.take(line, where)
        if on_line:
            on_line(seq, record, line)
    chain.finish(lambda repaired: repaired.root() == final.root)


def _lines(folder: Path) -> Iterator[tuple[bytes | MalformedError, str]]:
    """Yield each line of a log with its place; a bad line as its error, then end."""
    try:
        segments = list_segments(folder)
        for segment in segments:
            with segment.path.open("rb") as source:
                number = 0
                while True:
                    number += 1
                    where = f"{segment.path.name} line {number}"
                    try:
                        line = read_line(source)
                    except MalformedError as err:
                        yield err, where
                        return
                    if line is None:
                        break
                    yield line, where
    except MalformedError as err:
        raise UnusableError(f"this is not the folder of a log: {err}") from err
    except OSError as err:
        raise UnusableError(f"the log cannot be read: {err.strerror}") from err


def _checkpoints(folder: Path, key: VerifierKey, number: int) -> Iterator[Checkpoint]:
    """Yield the log's first checkpoints; later ones may still be in writing."""
    for raw in itertools.islice(notes_of(folder), number):
        yield _open(raw, key)


def _is_whole(raw: bytes) -> bool:
    try:
        parse_note(raw)
    except MalformedError:
        return False
    return True


def _open(raw: bytes, key: VerifierKey) -> Checkpoint:
    try:
        return open_checkpoint(raw, key)
    except AuditError as err:
        raise TamperedError(str(err), where="the checkpoints") from err


def _read(raw: bytes) -> Checkpoint:
    try:
        return read_checkpoint(raw)
    except MalformedError as err:
        raise TamperedError(str(err), where="the checkpoints") from err
