"""Verify the folder of a live log: every line against every checkpoint beside it.

Checks, in order: (1) the newest whole checkpoint is signed by the key, (2) every line
up to its size, as chain.py lists, (3) each checkpoint is signed and names the root of
its size, (4) the auditor's own checkpoints agree, (5) nothing lies beyond the newest.
It reads only, and may run while the log is written.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.chain import Chain, Tree, Watcher
from audit.checkpoint import Checkpoint, open_checkpoint, split_notes
from audit.errors import (
    AuditError,
    IncompleteError,
    MalformedError,
    TamperedError,
    UnusableError,
)
from audit.export import read_line
from audit.held import HeldCheckpoints
from audit.layout import list_notes, list_segments
from audit.merkle import Frontier
from audit.note import VerifierKey, parse_note
from audit.report import Report
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
    final, torn = newest_checkpoint(folder, key)
    kept = HeldCheckpoints(held)
    signed = _SignedSizes(_checkpoints(folder, key, final.size))
    tree = Tree([kept.watch, signed.watch, *([watcher] if watcher else [])])
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


def newest_checkpoint(folder: Path, key: VerifierKey) -> tuple[Checkpoint, bool]:
    """Open the newest whole checkpoint, and tell whether a cut one follows it.

    Raises:
        UnusableError: The folder is not there or cannot be read.
        TamperedError: No checkpoint is there, or the key did not sign it.
    """
    raw, torn = newest_note(folder)
    return _open(raw, key), torn


def newest_note(folder: Path) -> tuple[bytes, bool]:
    """Find the newest whole checkpoint, unopened, and whether a cut one follows it.

    Raises:
        UnusableError: The folder is not there or cannot be read.
        TamperedError: No checkpoint is there.
    """
    if not folder.is_dir():
        raise UnusableError("there is no such folder")
    last: bytes | None = None
    torn = False
    for raw in _notes_of(folder):
        if _is_whole(raw):
            last, torn = raw, False
        else:
            torn = True
    if last is None:
        raise TamperedError("no signed checkpoint is there", where="the checkpoints")
    return last, torn


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
        if record is None:
            raise TamperedError("a live log withholds nothing", seq=seq, where=where)
        if on_line:
            on_line(seq, record, line)
    chain.finish(lambda repaired: repaired.root() == final.root)


class _SignedSizes:
    """The log's own checkpoints, compared one by one as the tree grows."""

    def __init__(self, checkpoints: Iterator[Checkpoint]) -> None:
        self._rest = checkpoints
        self._next = next(checkpoints, None)
        self._last_size = 0

    def watch(self, _begin: int, _level: int, _hash: bytes, tree: Frontier) -> None:
        while self._next is not None and self._next.size <= tree.size:
            signed, self._next = self._next, next(self._rest, None)
            if signed.size < tree.size:
                raise TamperedError(
                    f"a checkpoint of size {signed.size} comes after a larger one",
                    where="the checkpoints",
                )
            if signed.root != tree.root():
                raise TamperedError(
                    f"the lines link to each other, but records {self._last_size} to "
                    f"{signed.size - 1} do not lead to the root that was signed at "
                    f"size {signed.size}",
                    seq=signed.size - 1,
                    where="the checkpoints",
                )
            self._last_size = signed.size


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


def _checkpoints(folder: Path, key: VerifierKey, last: int) -> Iterator[Checkpoint]:
    """Yield the log's checkpoints up to a size; later ones may still be in writing."""
    for raw in _notes_of(folder):
        checkpoint = _open(raw, key)
        yield checkpoint
        if checkpoint.size >= last:
            return


def _notes_of(folder: Path) -> Iterator[bytes]:
    try:
        for path in list_notes(folder):
            with path.open("rb") as source:
                yield from split_notes(source)
    except MalformedError as err:
        raise TamperedError(str(err), where="the checkpoints") from err
    except OSError as err:
        raise UnusableError(f"the checkpoints cannot be read: {err.strerror}") from err


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
