"""What an import did, and who vouches for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.engine.folder import CheckedFolder


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Args:
        folder: The checked folder, in its place.
        left_out: Files of the source that a model does not need.
        bytes_before: Size of the weights as they came.
        bytes_after: Size of the weights as they are stored.
        sandbox: Where the model was tried.
        trial: What the trial saw; empty if the same model was here already.
    """

    folder: CheckedFolder
    left_out: tuple[str, ...]
    bytes_before: int
    bytes_after: int
    sandbox: str
    trial: Mapping[str, Any]

    @property
    def was_here(self) -> bool:
        """Whether the very same was imported before, and nothing was done."""
        return not self.trial


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who vouches for an import, and how it is written down.

    Args:
        sign: Turns a text into a signed note.
        record: Called with what is about to be put in its place; what it raises
            undoes the import.
        name: Who it is, "uid 0".
    """

    sign: Callable[[str], bytes]
    record: Callable[[Imported], None]
    name: str
