"""What a guard saw in a draft, and how much it matters."""

from dataclasses import dataclass
from enum import StrEnum

# The rule of an answer that its person ended before the model did.
STOPPED = "answer.stopped"


class Severity(StrEnum):
    """What a finding asks of the gate."""

    NOTE = "note"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation.

    Args:
        rule: The guard rule's id, e.g. "surrogate.unissued".
        severity: What it asks for.
        sentence: What it means, in plain words; holds no text of the draft.
    """

    rule: str
    severity: Severity
    sentence: str
