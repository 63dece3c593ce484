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


# Whether a version may go live the log decides, so a move to live follows any state; a
# retired one comes back where somebody takes a change back.
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


# Why, where nobody is there to say: the registry follows what the log has live.
FOUND = "It was found in a signed release."
PUT_IN_FORCE = "A release with it went live."
EVALUATED = "Its evaluation was passed."
TAKEN_OUT = "Nothing of it is live any more."


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a version from a state to the next.

    Args:
        purpose: The purpose's name.
        number: The version's number.
        before: The state it left.
        after: The state it is in since.
        mover: Directory key of who moved it; None where the registry followed the log.
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
        author: Directory key of who wrote it; None where it was found in a release.
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
