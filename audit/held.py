"""Checkpoints the auditor kept from before, compared while a log streams by.

They are what shows a cut tail or a rewritten log, even to somebody who does not trust
the holder of the key.
"""

from collections.abc import Sequence

from audit.checkpoint import Checkpoint
from audit.errors import TamperedError
from audit.merkle import Frontier


class HeldCheckpoints:
    """The auditor's own checkpoints; each is compared when the tree has its size."""

    def __init__(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._waiting = {(c.size, c.root): c for c in checkpoints}
        self._sizes = {c.size for c in checkpoints}
        self.compared: list[int] = []

    def watch(self, _begin: int, _level: int, _hash: bytes, tree: Frontier) -> None:
        """Compare with the tree as it is now (`audit.chain.Watcher`).

        Raises:
            TamperedError: A checkpoint of this size has another root.
        """
        if tree.size in self._sizes:
            self.compare(tree.size, tree.root())

    def compare(self, size: int, root: bytes) -> None:
        """Compare with the root of the tree at a size.

        Raises:
            TamperedError: A checkpoint of this size has another root.
        """
        for wanted, digest in [key for key in self._waiting if key[0] == size]:
            if digest != root:
                raise TamperedError(
                    f"the log is not the one your checkpoint of size {size} names: "
                    f"its first {size} records were rewritten",
                    where="your checkpoint",
                )
            del self._waiting[wanted, digest]
            self.compared.append(size)

    def shortfall(self, size: int) -> str:
        """Say what could not be compared in a log of `size` records, or "" ."""
        sizes = sorted({wanted for wanted, _ in self._waiting})
        later = [wanted for wanted in sizes if wanted > size]
        if later:
            return (
                f"your checkpoint names {later[-1]} records, this ends at {size}: "
                f"{later[-1] - size} records are not here"
            )
        if sizes:
            return (
                f"your checkpoint of size {sizes[0]} lies outside the records here and "
                "cannot be compared; ask for an export that reaches it"
            )
        return ""
