"""The whole history of a purpose as one document, for auditors.

Every version with its files, every move, each with who, why, when and the number of its
record in the log, where the same stands under a signature. People are named by their
alias in the log and, where they have signed in here, by login and name.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from appliance.domain.version import Move, Version
from appliance.stores.versions import Versions

FORMAT = "cloister-purpose-history/1"
# Who stands behind a directory key; None is a signed release.
Who = Callable[[str | None], dict[str, str]]


def history_of(
    versions: Versions, purpose: str, *, who: Who, at: datetime
) -> dict[str, Any]:
    """Write down the history of a purpose.

    Args:
        who: Names a person by what may be told of them.
        at: When it is taken, aware UTC.
    """
    return {
        "format": FORMAT,
        "purpose": purpose,
        "taken_at": at.isoformat(),
        "versions": [
            {
                **version_facts(version),
                "author": who(version.author),
                "files": versions.files(version),
                "moves": [
                    {**move_facts(move), "by": who(move.mover)}
                    for move in version.moves
                ],
            }
            for version in versions.of(purpose)
        ],
    }


def version_facts(version: Version) -> dict[str, Any]:
    """Tell what is known of a version besides its author, files and moves."""
    return {
        "version": version.number,
        "digest": version.digest,
        "parent": version.parent,
        "state": str(version.state),
        "why": version.why,
        "written_at": version.written_at.isoformat(),
        "record": version.record,
    }


def move_facts(move: Move) -> dict[str, Any]:
    """Tell what is known of a move besides who made it."""
    return {
        "from": str(move.before),
        "to": str(move.after),
        "why": move.why,
        "moved_at": move.moved_at.isoformat(),
        "record": move.record,
    }
