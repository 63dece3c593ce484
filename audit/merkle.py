"""The Merkle tree over the log's lines (RFC 6962 section 2.1, RFC 9162 section 2.1).

Hashes only: what a leaf means, where lines lie and who signed the root is decided
elsewhere. Everything here streams: a tree of n leaves is held as at most log2(n) + 1
hashes. Deciders return a value; `check_*` return None or raise.
"""

import hashlib
from collections.abc import Sequence

from audit.errors import ProofError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()  # RFC 9162, 2.1.1

Interval = tuple[int, int]


def leaf_hash(line: bytes) -> bytes:
    """Hash one line, without its newline (RFC 9162, 2.1.1: prefix 0x00)."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children (RFC 9162, 2.1.1: prefix 0x01)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree, held as the roots of its perfect subtrees, left to right.

    This is the compact range [0, size): one hash for each bit set in `size`.
    """

    __slots__ = ("_subtrees", "size")

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    @classmethod
    def of(cls, size: int, hashes: Sequence[bytes]) -> "Frontier":
        """Take up a tree of `size` leaves from its compact range.

        Raises:
            ProofError: The number of hashes does not fit the size.
        """
        levels = subtrees(0, size)
        if len(levels) != len(hashes):
            raise ProofError(
                f"{len(hashes)} hashes for a tree of {size}, expected {len(levels)}"
            )
        frontier = cls()
        for level, digest in zip(levels, hashes, strict=True):
            frontier.append_subtree(level, digest)
        return frontier

    def copy(self) -> "Frontier":
        """Make an independent copy."""
        twin = Frontier()
        twin.size = self.size
        twin._subtrees = list(self._subtrees)
        return twin

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        self.append_subtree(0, leaf)

    def append_subtree(self, level: int, digest: bytes) -> None:
        """Add a perfect subtree of 2^level leaves at the right.

        Raises:
            ProofError: The tree's size is not a multiple of the subtree's.
        """
        if self.size & ((1 << level) - 1):
            raise ProofError(f"a subtree of {1 << level} does not fit at {self.size}")
        self.size += 1 << level
        stack = self._subtrees
        while stack and stack[-1][0] == level:
            digest = node_hash(stack.pop()[1], digest)
            level += 1
        stack.append((level, digest))

    def root(self) -> bytes:
        """Compute the root over all leaves so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        *rest, (_, digest) = self._subtrees
        for _, left in reversed(rest):
            digest = node_hash(left, digest)
        return digest

    def hashes(self) -> list[bytes]:
        """List the compact range [0, size), left to right."""
        return [digest for _, digest in self._subtrees]


def subtrees(begin: int, end: int) -> list[int]:
    """List the levels of the perfect subtrees that tile [begin, end), left to right.

    There are at most 2 * log2(end) of them: this is the compact range of an interval.
    """
    levels = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        levels.append(level)
        begin += 1 << level
    return levels


class CompactRange:
    """Collects the compact range of [begin, end) while its leaves stream by."""

    def __init__(self, begin: int, end: int) -> None:
        self._at = begin
        self._targets: list[IntervalHash] = []
        for level in subtrees(begin, end):
            self._targets.append(IntervalHash((begin, begin + (1 << level))))
            begin += 1 << level
        self._index = 0

    def append(self, leaf: bytes) -> None:
        """Take the next leaf of the interval."""
        self.append_subtree(0, leaf)

    def append_subtree(self, level: int, digest: bytes) -> None:
        """Take the next 2^level leaves of the interval as one perfect subtree.

        Raises:
            ProofError: The subtree crosses the border of two hashes of the range.
        """
        target = self._targets[self._index]
        target.add(self._at, level, digest)
        self._at += 1 << level
        if target.is_full():
            self._index += 1

    def hashes(self) -> list[bytes]:
        """List the subtree roots, left to right, once every leaf has come."""
        return [target.digest() for target in self._targets]


class IntervalHash:
    """The tree hash over leaves [begin, end), fed from the left in whole subtrees."""

    __slots__ = ("_frontier", "begin", "end")

    def __init__(self, interval: Interval) -> None:
        self.begin, self.end = interval
        self._frontier = Frontier()

    def add(self, begin: int, level: int, digest: bytes) -> None:
        """Take the subtree of 2^level leaves that starts at leaf `begin`.

        Raises:
            ProofError: It does not follow what came before, or reaches too far.
        """
        if begin != self.begin + self._frontier.size:
            raise ProofError(f"leaf {begin} came where another was expected")
        if begin + (1 << level) > self.end:
            raise ProofError(f"a subtree at leaf {begin} reaches beyond {self.end}")
        self._frontier.append_subtree(level, digest)

    def is_full(self) -> bool:
        """Tell whether every leaf of the interval has come."""
        return self._frontier.size == self.end - self.begin

    def digest(self) -> bytes:
        """Return the hash over the whole interval.

        Raises:
            ProofError: Some of its leaves have not come.
        """
        if not self.is_full():
            raise ProofError(f"leaves {self.begin} to {self.end} are not all there")
        return self._frontier.root()


def inclusion_intervals(index: int, size: int) -> list[Interval]:
    """List the intervals whose hashes prove one leaf, leaf to root (RFC 9162, 2.1.3.1).

    Raises:
        ProofError: There is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"no record {index} in a tree of {size}")
    found: list[Interval] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def consistency_intervals(old: int, size: int) -> list[Interval]:
    """List the intervals that prove an older tree a prefix (RFC 9162, 2.1.4.1).

    Raises:
        ProofError: The older size is not within 1 and `size`.
    """
    if not 0 < old <= size:
        raise ProofError(f"no tree of {old} within a tree of {size}")
    found: list[Interval] = []
    low, high, whole = 0, size, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low, whole = middle, False
    if not whole:
        found.append((low, high))
    return found[::-1]


def prove(intervals: Sequence[Interval], leaves: Sequence[bytes]) -> list[bytes]:
    """Compute the hashes of intervals from all leaves held in memory."""
    proof = []
    for begin, end in intervals:
        target = IntervalHash((begin, end))
        for index in range(begin, end):
            target.add(index, 0, leaves[index])
        proof.append(target.digest())
    return proof


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that a record is in the log that a checkpoint names (RFC 9162, 2.1.3.2).

    Args:
        leaf: 32 bytes, the record's leaf hash.
        index: Position of the record, from 0.
        size: Size of the tree the checkpoint names.
        proof: Sibling hashes, leaf to root, 32 bytes each.
        root: 32 bytes, the checkpoint's root.

    Raises:
        ProofError: The proof does not lead from the leaf to the root.
    """
    intervals = inclusion_intervals(index, size)
    if len(proof) != len(intervals):
        raise ProofError(
            f"{len(proof)} hashes for record {index} of {size}, "
            f"expected {len(intervals)}"
        )
    digest = leaf
    for (begin, _), sibling in zip(intervals, proof, strict=True):
        if begin > index:
            digest = node_hash(digest, sibling)
        else:
            digest = node_hash(sibling, digest)
    if digest != root:
        raise ProofError(f"record {index} does not lead to the root at size {size}")


def check_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Check that an older checkpoint is a prefix of a newer (RFC 9162, 2.1.4.2).

    Args:
        old: Size of the older tree.
        size: Size of the newer tree.
        proof: The hashes, 32 bytes each, in the order of RFC 9162, 2.1.4.1.
        old_root: 32 bytes, the older checkpoint's root.
        root: 32 bytes, the newer checkpoint's root.

    Raises:
        ProofError: The older tree is not the beginning of the newer.
    """
    intervals = consistency_intervals(old, size)
    if len(proof) != len(intervals):
        raise ProofError(
            f"{len(proof)} hashes from size {old} to {size}, expected {len(intervals)}"
        )
    steps = list(zip(intervals, proof, strict=True))
    if steps and steps[0][0][1] == old:
        # The older tree ends inside the right part: its last subtree comes first.
        (_, older), *steps = steps
    else:
        older = old_root
    newer = older
    for (begin, _), sibling in steps:
        if begin >= old:
            newer = node_hash(newer, sibling)
        else:
            older = node_hash(sibling, older)
            newer = node_hash(sibling, newer)
    if older != old_root:
        raise ProofError(f"the proof does not lead to the older root at size {old}")
    if newer != root:
        raise ProofError(f"the log of size {size} does not begin with that of {old}")


def _split(width: int) -> int:
    """Find the largest power of two below `width` (RFC 9162, 2.1.1)."""
    return 1 << ((width - 1).bit_length() - 1)
