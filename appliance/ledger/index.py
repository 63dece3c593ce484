"""Where records are: one small mark for every 256, made again from the log at start.

Marks speed up reading; they decide nothing. A reader finds candidate blocks here and
then reads the log's own lines, so an index that is wrong can hide nothing.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from appliance.kinds import ENDS
from audit.merkle import Frontier
from audit.record import Record

BLOCK_LEVEL = 8
BLOCK = 1 << BLOCK_LEVEL


@dataclass(slots=True)
class Block:
    """256 records in a row.

    Attributes:
        first: Sequence number of the first.
        segment: First record of the segment that the block begins in.
        offset: Where in that segment it begins, in bytes.
        earliest: Smallest time in it.
        latest: Largest time in it.
        tags: Hashes of the exchanges and cases in it, valid in this process only.
        ends: Hashes of the exchanges that end in it.
        tree: Tree over its leaves.
    """

    first: int
    segment: int
    offset: int
    earliest: datetime
    latest: datetime
    tags: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))
    tree: Frontier = field(default_factory=Frontier)


class Index:
    """Blocks of the log, in order. One thread adds, any thread reads."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def add(self, record: Record, leaf: bytes, segment: int, offset: int) -> None:
        """Take up the next record.

        Args:
            record: The record.
            leaf: Its leaf hash.
            segment: First record of the segment it is in.
            offset: Where in the segment its line begins, in bytes.
        """
        if record.seq % BLOCK == 0:
            block = Block(record.seq, segment, offset, record.time, record.time)
            self._note(block, record, leaf)
            self._blocks.append(block)
        else:
            self._note(self._blocks[-1], record, leaf)

    def block_of(self, seq: int) -> Block:
        """Find the block that holds a record."""
        return self._blocks[seq // BLOCK]

    def tagged(self, name: str) -> Iterator[Block]:
        """Find the blocks that may hold records of an exchange or a case."""
        tag = hash(name)
        return (block for block in list(self._blocks) if tag in block.tags)

    def has_ended(self, exchange: str) -> bool:
        """Tell whether a record ends this exchange."""
        tag = hash(exchange)
        return any(tag in block.ends for block in list(self._blocks))

    def within(self, since: datetime | None, until: datetime | None) -> tuple[int, int]:
        """Find the blocks that may hold records of a period.

        Returns:
            The first record of the first block and the last record, exclusive, of the
            last one; (0, 0) when there is none.
        """
        hits = [
            block.first
            for block in list(self._blocks)
            if (since is None or block.latest >= since)
            and (until is None or block.earliest < until)
        ]
        return (hits[0], hits[-1] + BLOCK) if hits else (0, 0)

    def root_of(self, number: int) -> bytes | None:
        """Name the hash over block `number`, or None if it is not full."""
        block = self._blocks[number]
        return block.tree.root() if block.tree.size == BLOCK else None

    @staticmethod
    def _note(block: Block, record: Record, leaf: bytes) -> None:
        block.earliest = min(block.earliest, record.time)
        block.latest = max(block.latest, record.time)
        for name in (record.exchange, record.case):
            if name is not None and hash(name) not in block.tags:
                block.tags.append(hash(name))
        if record.exchange is not None and record.kind in ENDS:
            block.ends.append(hash(record.exchange))
        block.tree.append(leaf)
