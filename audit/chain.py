"""Follow the lines of a log one by one and name the first that is not as it was.

Checks of a line, in order: (1) canonical form and envelope, and that it is a record or
only a hash as the log gave it, (2) its sequence number is the next, (3) its `prev` is
the hash of the line before, (4) its hash goes into the tree. A broken link says that
one of two lines is wrong; the line after tells which, or the signed root when there is
none. Signatures are checked in verify.py.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit import canonical
from audit.errors import MalformedError, TamperedError
from audit.merkle import Frontier, leaf_hash
from audit.record import NO_RECORD, Record, parse_hash, parse_record

# Told of each subtree that joins the tree: its first leaf, level, hash, and the tree.
Watcher = Callable[[int, int, bytes, Frontier], None]
_MAX_NAMED = 8


class Tree:
    """A frontier and those who watch it grow."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self.frontier = Frontier()
        self._watchers = tuple(watchers)

    def add(self, level: int, digest: bytes) -> None:
        """Add a subtree of 2^level leaves at the right."""
        begin = self.frontier.size
        self.frontier.append_subtree(level, digest)
        for watcher in self._watchers:
            watcher(begin, level, digest, self.frontier)


@dataclass(frozen=True, slots=True)
class _Link:
    """A line that was taken but is not yet in the tree."""

    seq: int
    where: str
    leaf: bytes


@dataclass(slots=True)
class _Break:
    """A link that does not hold: one of the two lines is not what was logged.

    Attributes:
        before: The earlier line.
        here: The later line, whose link is not the earlier one's hash.
        repaired: The tree as it would be if the link were right and the line wrong.
        open: Whether the very next line can still tell which of the two is wrong.
    """

    before: _Link
    here: _Link
    repaired: Frontier
    open: bool = True


class Chain:
    """The walk over the lines from record `tree.frontier.size` on.

    Attributes:
        disclosed: Records read so far.
        withheld: Lines so far that give only their hash.
        first_time: Time of the first record read.
        last_time: Time of the last record read.
        clock_steps: How often the clock ran backwards from one record to the next.
    """

    def __init__(self, tree: Tree) -> None:
        self.disclosed = 0
        self.withheld = 0
        self.first_time: datetime | None = None
        self.last_time: datetime | None = None
        self.clock_steps = 0
        self.next_seq = tree.frontier.size
        self._tree = tree
        # A line joins the tree two lines late, so that a broken link is blamed on the
        # right line before a root is found wrong because of it.
        self._held: deque[_Link] = deque()
        self._break: _Break | None = None
        self._loose: list[int] = []
        self._loose_count = 0

    def take(self, line: bytes, where: str, *, disclosed: bool = True) -> Record | None:
        """Check the next line, without its newline; None if its body is withheld.

        Args:
            line: The line.
            where: Its place, in words.
            disclosed: Whether the log disclosed this record; else only its hash may
                stand here.

        Raises:
            TamperedError: This line, or one shortly before it, is not what was logged.
        """
        try:
            record, leaf = _read(line)
            _check_disclosed(record, disclosed=disclosed)
        except MalformedError as err:
            self._blame(vouched=None)
            raise TamperedError(str(err), seq=self.next_seq, where=where) from err
        link = _Link(self.next_seq, where, leaf)
        if record is None:
            self._pass_over()
            self.withheld += 1
        else:
            self._check_place(record, link)
            self._note_time(record)
            self.disclosed += 1
        if self._break is not None:
            self._break.repaired.append(leaf)
        self._held.append(link)
        if len(self._held) > 2:
            self._tree.add(0, self._held.popleft().leaf)
        self.next_seq += 1
        return record

    def unconfirmed(self) -> tuple[int | None, str]:
        """Say which lines nothing after them links to, once all were taken.

        When all links hold but the signed root is not reached, one of these, or a run
        of lines that ends with one of these, was altered.

        Returns:
            The line if it is the only one, and the words for a person.
        """
        if self._loose_count == 1:
            return self._loose[0], f"record {self._loose[0]}"
        listed = ", ".join(map(str, self._loose))
        more = self._loose_count - len(self._loose)
        return None, f"one of records {listed}" + (f" or {more} more" if more else "")

    def finish(self, leads_to_root: Callable[[Frontier], bool]) -> None:
        """End the walk: settle a broken last link, and bring the tree up to date.

        Args:
            leads_to_root: Tells whether a tree over all lines taken is the one that
                was signed.

        Raises:
            TamperedError: The last link is broken.
        """
        if self._break is not None:
            self._blame(vouched=leads_to_root(self._break.repaired))
        if self._held:
            self._note_loose(self._held[-1].seq)
        while self._held:
            self._tree.add(0, self._held.popleft().leaf)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is no fault but worth knowing about the lines so far."""
        if not self.clock_steps:
            return ()
        note = (
            f"the clock stepped back {self.clock_steps} times between two records; "
            "their order is proven by the sequence, not by the clock"
        )
        return (note,)

    def _pass_over(self) -> None:
        """Take note that the line to come links to nothing."""
        if self._held:
            self._note_loose(self._held[-1].seq)
        if self._break is not None:
            self._break.open = False

    def _check_place(self, record: Record, link: _Link) -> None:
        """Check a record's number and its link to the line before."""
        before = self._held[-1] if self._held else None
        linked = before is None or record.prev == before.leaf
        if self._break is not None and (self._break.open or not linked):
            self._blame(vouched=linked if self._break.open else None)
        if record.seq != link.seq:
            raise TamperedError(
                f"the line here says it is record {record.seq}: "
                "lines were removed, added or moved",
                seq=link.seq,
                where=link.where,
            )
        if link.seq == 0 and record.prev != NO_RECORD:
            raise TamperedError(
                "the first record claims that another came before it",
                seq=0,
                where=link.where,
            )
        if before is not None and not linked:
            repaired = self._tree.frontier.copy()
            for held in list(self._held)[:-1]:
                repaired.append(held.leaf)
            repaired.append(record.prev)
            self._break = _Break(before, link, repaired)

    def _blame(self, *, vouched: bool | None) -> None:
        """Settle a broken link, if there is one.

        Args:
            vouched: Whether what follows confirms the later of the two lines; None
                when nothing can tell.
        """
        if self._break is None:
            return
        before, here = self._break.before, self._break.here
        if vouched is False:
            raise TamperedError(
                f"its link to record {before.seq} is not that record's hash, and what "
                "follows does not confirm it",
                seq=here.seq,
                where=here.where,
            )
        raise TamperedError(
            f"its hash is not the one that record {here.seq} links to: it, or a run "
            "of records that ends with it, was altered",
            seq=before.seq,
            where=before.where,
        )

    def _note_loose(self, seq: int) -> None:
        self._loose_count += 1
        if len(self._loose) < _MAX_NAMED:
            self._loose.append(seq)

    def _note_time(self, record: Record) -> None:
        if self.first_time is None:
            self.first_time = record.time
        if self.last_time is not None and record.time < self.last_time:
            self.clock_steps += 1
        self.last_time = record.time


def encode_withheld(leaf: bytes) -> bytes:
    """Write the line that stands for a record whose body is withheld."""
    return canonical.encode({"leaf": leaf.hex()})


def _read(line: bytes) -> tuple[Record | None, bytes]:
    value: Any = canonical.decode(line)
    if isinstance(value, dict) and value.keys() == {"leaf"}:
        return None, parse_hash(value["leaf"])
    return parse_record(value), leaf_hash(line)


def _check_disclosed(record: Record | None, *, disclosed: bool) -> None:
    if record is None and disclosed:
        raise MalformedError(
            "only its hash stands here, but the log gave the record: it was hidden"
        )
    if record is not None and not disclosed:
        raise MalformedError("the record stands here, but the log gave only its hash")
