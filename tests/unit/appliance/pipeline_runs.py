"""One exchange through the pipeline on fakes, and what it recorded."""

from collections.abc import Callable
from typing import Any

from appliance import pipeline
from appliance.domain.exchange import (
    Outcome,
)
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import MaskedPart
from tests.fakes import (
    MemoryLedger,
    RecordingWatch,
    make_exchange,
    ports,
)

NAME = "Anna Kowalski"
MEMO = '{"facts":["Applicant: not stated"],"reasons":["NO_DEFAULTS"],"recommendation":"approve"}'
SORTED = '{"intent":"card_arrival","urgency":"low","product":"card","quote":"A fee."}'
UNISSUED = "Dear [PERSON_zzzz_9], thank you."

RECEIVED = ["request.received", "caller.identified", "policy.decided"]
MASKED = [
    *RECEIVED,
    "text.pseudonymised",
    "passages.retrieved",
    "text.inspected",
    "prompt.composed",
]
WRITTEN = ["exchange.intended", "draft.generated", "draft.guarded", "draft.gated"]
RESTORED = ["vault.read", "text.restored", "exchange.released"]


STAGES = [
    *("identify", "decide", "pseudonymise", "retrieve", "inspect", "compose"),
    *("generate", "guard", "gate", "restore", "respond"),
]


def surrogate_in(request: GenerateRequest) -> str:
    """Find the first surrogate of the sealed text, as a model would copy it."""
    (sealed,) = [
        part.masked
        for message in request.messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    ]
    return sealed.surrogates()[0]


def letter(request: GenerateRequest) -> str:
    return f"Dear {surrogate_in(request)}, we will write soon."


def run(
    purpose: str, script: str | Callable[[GenerateRequest], str], **parts: Any
) -> tuple[Outcome, Ports, RecordingWatch]:
    wired, watch = ports(script=script, **parts), RecordingWatch()
    outcome = pipeline.run(make_exchange(purpose=purpose), wired, watch)
    return outcome, wired, watch


def kinds_of(wired: Ports) -> list[str]:
    assert isinstance(wired.ledger, MemoryLedger)
    return wired.ledger.kinds()


def row_of(wired: Ports) -> Any:
    (row,) = wired.exchanges.rows.values()  # type: ignore[attr-defined]  # the fake's
    return row
