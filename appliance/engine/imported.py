"""What an import did, and who vouches for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.engine.folder import CheckedFolder
from appliance.errors import SettingsError

_MAX_ITEMS = 300
_MAX_WORD_CHARS = 40


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


_TRIAL: Mapping[str, type] = {
    **dict.fromkeys(("tokens", "loaded_in_ms", "took_ms", "memory_bytes"), int),
    **dict.fromkeys(("control_tokens", "begins", "prompts_answer"), int),
    **dict.fromkeys(("interfaces", "ends"), list),
    "system": str,
}


def read_trial(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check what the workshop says of a trial: it had a stranger's files in hand.

    Raises:
        SettingsError: It is not what a trial says.
    """
    fit = set(reply) == set(_TRIAL) and all(
        isinstance(reply[name], form)
        and all(map(_is_short, reply[name] if form is list else (reply[name],)))
        for name, form in _TRIAL.items()
    )
    if not fit or max(len(reply["ends"]), len(reply["interfaces"])) > _MAX_ITEMS:
        raise SettingsError("the workshop gave no answer that a trial gives")
    return reply


def _is_short(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_WORD_CHARS and value.isprintable()
    return isinstance(value, int) and 0 <= value < 1 << 53


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
