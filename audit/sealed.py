"""The log's own checkpoints: they grow, and its lines lead to each of them.

An older checkpoint that is put back, and another root for a size that was signed
already, are what a rolled back or forked log looks like. Used by the verifier of a live
log and by the ledger when it takes its log up again. Signatures are checked by whoever
calls.
"""

from collections.abc import Iterator
from pathlib import Path

from audit.checkpoint import Checkpoint, parse_checkpoint, split_notes
from audit.errors import MalformedError, TamperedError, UnusableError
from audit.layout import list_notes
from audit.merkle import Frontier
from audit.note import parse_note

_WHERE = "the checkpoints"


class Order:
    """Checkpoints in the order they were signed: sizes never fall, equal ones agree."""

    def __init__(self) -> None:
        self._last: Checkpoint | None = None

    def take(self, checkpoint: Checkpoint) -> None:
        """Check the next one against the one before it.

        Raises:
            TamperedError: It is smaller, or names another root for the same size.
        """
        last, self._last = self._last, checkpoint
        if last is None or checkpoint.size > last.size:
            return
        if checkpoint.size < last.size:
            raise TamperedError(
                f"a checkpoint of size {checkpoint.size} comes after a larger one, of "
                f"size {last.size}: the log was cut back",
                where=_WHERE,
            )
        if checkpoint.root != last.root:
            raise TamperedError(
                f"two checkpoints of size {last.size} name different roots: the log "
                "was forked",
                where=_WHERE,
            )


class SignedSizes:
    """The log's own checkpoints, compared one by one as the tree grows."""

    def __init__(self, checkpoints: Iterator[Checkpoint]) -> None:
        """Take them in their order; those beyond the tree are not looked at."""
        self._rest = checkpoints
        self._next = next(checkpoints, None)
        self._last_size = 0

    def compare(self, tree: Frontier) -> None:
        """Compare those of the size that the tree has now.

        Raises:
            TamperedError: The lines do not lead to the root that was signed.
        """
        while self._next is not None and self._next.size <= tree.size:
            signed, self._next = self._next, next(self._rest, None)
            if signed.root != tree.root():
                raise TamperedError(
                    f"the lines link to each other, but records {self._last_size} to "
                    f"{signed.size - 1} do not lead to the root that was signed at "
                    f"size {signed.size}",
                    seq=signed.size - 1,
                    where=_WHERE,
                )
            self._last_size = signed.size


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Read a checkpoint from its note, whoever signed it.

    Raises:
        MalformedError: It is no note, or not of a checkpoint.
    """
    return parse_checkpoint(parse_note(raw).text)


def notes_of(folder: Path) -> Iterator[bytes]:
    """Read the notes of a log's folder in their order, unopened.

    Raises:
        TamperedError: One is too long for a note.
        UnusableError: They cannot be read.
    """
    try:
        for path in list_notes(folder):
            with path.open("rb") as source:
                yield from split_notes(source)
    except MalformedError as err:
        raise TamperedError(str(err), where=_WHERE) from err
    except OSError as err:
        raise UnusableError(f"the checkpoints cannot be read: {err.strerror}") from err
