"""One edition of a purpose's files, and the states that it goes through.

A version is named by the digest of its files and, for people, by a running number of
its purpose. It never changes; what changes is its state, and every move is kept.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class VersionState(StrEnum):
    """Where a version stands; one that was only written is a draft."""

    DRAFT = "draft"
    EVALUATED = "evaluated"
    STAGED = "staged"
    LIVE = "live"
    RETIRED = "retired"


# A draft goes live at once only where a folder that was signed by hand is in force; a
# retired version comes back where somebody takes a change back.
FOLLOWS: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset(
        {VersionState.EVALUATED, VersionState.LIVE, VersionState.RETIRED}
    ),
    VersionState.EVALUATED: frozenset(
        {VersionState.STAGED, VersionState.LIVE, VersionState.RETIRED}
    ),
    VersionState.STAGED: frozenset({VersionState.LIVE, VersionState.RETIRED}),
    VersionState.LIVE: frozenset({VersionState.RETIRED}),
    VersionState.RETIRED: frozenset({VersionState.LIVE}),
}


# Why, where nobody is there to say: a version of the signed folder, and its move.
FOUND = "It was found in the signed folder."
PUT_IN_FORCE = "A signed release put it in force."
TAKEN_OUT = "Nothing of it is live any more."


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a version from a state to the next.

    Args:
        purpose: The purpose's name.
        number: The version's number.
        before: The state it left.
        after: The state it is in since.
        mover: Directory key of who moved it; None is the signed folder in force.
        why: Their reason.
        moved_at: Aware UTC.
        record: Sequence number of its `version.moved`.
    """

    purpose: str
    number: int
    before: VersionState
    after: VersionState
    mover: str | None
    why: str
    moved_at: datetime
    record: int


@dataclass(frozen=True, slots=True)
class Version:
    """One edition of a purpose's files.

    Args:
        purpose: The purpose's name.
        number: From 1, in the order in which they were written.
        digest: SHA-256 hex, as `purpose_folder.digest_of_files` gives it.
        parent: Number of the version it was made from, or None.
        author: Directory key of who wrote it; None is the signed folder in force.
        why: Their reason.
        written_at: Aware UTC.
        record: Sequence number of its `version.written`.
        moves: Every move so far, oldest first.
    """

    purpose: str
    number: int
    digest: str
    parent: int | None
    author: str | None
    why: str
    written_at: datetime
    record: int
    moves: tuple[Move, ...] = field(default=())

    @property
    def state(self) -> VersionState:
        """Where it stands."""
        return self.moves[-1].after if self.moves else VersionState.DRAFT

    @property
    def since(self) -> datetime:
        """Since when it stands there."""
        return self.moves[-1].moved_at if self.moves else self.written_at
