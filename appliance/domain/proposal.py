"""What a person proposes for the site's dictionary, and what becomes of it.

A correction in a preview becomes a proposal to add an entry; who keeps the dictionary
proposes to take one out. A second person decides. Words are a person's text: `repr`
never shows them, and they are kept no longer than they wait or are in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# Where entries that stay readable are listed; any other list is a kind, in lower case.
ALLOW = "allow"
MAX_WORDS_CHARS = 200
# What a correction did, for who made it.
MARKED = (
    "These words are masked now, in this text and in all of this case. "
    "Compliance decides whether they are masked everywhere."
)
PROPOSED = (
    "It was proposed to compliance. Until a second person agrees it stays masked, "
    "and in this case also after that."
)


class ProposalAction(StrEnum):
    """What a proposal wants."""

    ADD = "add"
    REMOVE = "remove"


class ProposalState(StrEnum):
    """Where a proposal stands; an approved one to add is an entry in force."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    REMOVED = "removed"
    # Its case was erased before anybody decided.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal.

    Args:
        id: 32 hex digits.
        action: Whether the entry comes in or goes out.
        listed: The list it is for: "allow", or a kind in lower case.
        words: The entry; "" once it neither waits nor is in force.
        proposer: Directory key of who proposed it; they never decide on it.
        proposed_at: Aware UTC.
        state: Where it stands.
        entry: Of one to take out: the id of the proposal that brought it in.
        case: The case whose text the words are from; None for one to take out.
        case_digest: Of nothing, under the key that this case had; shows later whether
            it was erased, also where it is used again.
    """

    id: str
    action: ProposalAction
    listed: str
    words: str = field(repr=False)
    proposer: str
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    entry: str | None = None
    case: str | None = None
    case_digest: str | None = None


@dataclass(frozen=True, slots=True)
class DictionaryState:
    """Which dictionary the masker uses.

    Args:
        counts: Entries per list, the folder's and the approved ones together.
        digest: SHA-256 hex of all of them; names nobody.
    """

    counts: Mapping[str, int]
    digest: str
