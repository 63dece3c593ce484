"""What a way of an exchange is made of: stretches of time, and records on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.kinds import RecordKind

GENERATE, END = "generate", "end"
# The record with which a step ends.
STEP_OF: Mapping[str, str] = {
    RecordKind.CALLER_IDENTIFIED: "identify",
    RecordKind.POLICY_DECIDED: "decide",
    RecordKind.TEXT_PSEUDONYMISED: "pseudonymise",
    RecordKind.PASSAGES_RETRIEVED: "retrieve",
    RecordKind.TEXT_INSPECTED: "inspect",
    RecordKind.TEXT_DIVIDED: "divide",
    RecordKind.PROMPT_COMPOSED: "compose",
    RecordKind.DRAFT_RECALLED: "recall",
    RecordKind.BUDGET_REFUSED: "reserve",
    RecordKind.ANSWER_OPENED: "open",
    RecordKind.EXCHANGE_INTENDED: "reserve",
    RecordKind.DRAFT_GENERATED: GENERATE,
    RecordKind.DRAFT_COMBINED: "combine",
    RecordKind.DRAFT_GUARDED: "guard",
    RecordKind.DRAFT_GATED: "gate",
    RecordKind.ANSWER_CLOSED: "show",
    RecordKind.TEXT_RESTORED: "restore",
    RecordKind.EXCHANGE_RELEASED: "respond",
    RecordKind.EXCHANGE_HELD: "hold",
    RecordKind.EXCHANGE_REFUSED: END,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A record on the line: its number, its kind, and when, in its part's time."""

    seq: int
    kind: str
    at_us: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What went on from one moment to another, in microseconds of its part's time.

    Args:
        what: A step; of the model's time "queue", "read" or "write"; or what it waited
            for: "line", "model", "person", "review" while one looks at it, or "later"
            for what came afterwards.
        broke: Whether it did not come to its end.
        marks: The records that fall into it; the last one ends it.
    """

    what: str
    start_us: int
    end_us: int
    broke: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A try to answer, or what lies between tries and behind them.

    Args:
        tries: The number of the try, from 1; 0 for what is none.
        began_at: The moment of its time 0.
        total_us: How long it took.
    """

    tries: int
    began_at: datetime
    total_us: int
    stretches: tuple[Stretch, ...]
