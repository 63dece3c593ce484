"""An exchange as a row, its masked texts as ciphertext, and as its readers get it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from appliance.domain.conversation import Continues, Follows
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.span import MaskedSpan
from appliance.stores.bodies import Bodies
from appliance.stores.tables import cases, exchanges


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """An exchange as it is kept; `repr` shows no text.

    Args:
        id: 32 hex digits.
        case: Its case.
        case_title: What the owner calls the case.
        owner: Directory key of who asked.
        purpose: The purpose's name.
        language: Language of the text.
        origin: "web", "terminal", "worker" or "bulk".
        state: Where it stands.
        received_at: Aware UTC.
        closed_at: When it ended or was held, or None.
        masked: The text as the model saw it, or None before masking.
        spans: The surrogates in `masked`.
        answer: The masked answer, or None.
        reasons: Why it was held, refused or failed, in plain sentences.
        record: Sequence number of the record of how it stands, or None.
        release: Digest of the release that answered it; "" before one did.
        values: What the model saw for each variable of the purpose.
        follows: The earlier exchange that it goes on from, or None.
        parts: Of each part of a longer text the codes of its answer, by field.
    """

    id: str
    case: str
    case_title: str = field(repr=False)
    owner: str
    purpose: str
    language: str
    origin: str
    state: ExchangeState
    received_at: datetime
    closed_at: datetime | None
    masked: str | None = field(repr=False)
    spans: tuple[MaskedSpan, ...] = field(repr=False)
    answer: str | None = field(repr=False)
    reasons: tuple[str, ...] = field(repr=False)
    record: int | None
    release: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    follows: Follows | None = None
    parts: tuple[Mapping[str, Sequence[str]], ...] = field(default=(), repr=False)


def kept_rows() -> Select[Any]:
    """Select exchanges with the title of their case."""
    return select(exchanges, cases.c.title_sealed).join(
        cases, cases.c.id == exchanges.c.case_id
    )


def beginning(exchange: Exchange, state: ExchangeState) -> dict[str, Any]:
    """Give the columns that are known before there is a text."""
    return {
        "id": exchange.id,
        "case_id": exchange.case,
        "owner": exchange.credential.person,
        "purpose": exchange.purpose,
        "language": exchange.language,
        "origin": exchange.origin,
        "state": str(state),
        "received_at": exchange.received_at,
        "follows": exchange.follows.exchange if exchange.follows else None,
        "continues": str(exchange.follows.how) if exchange.follows else None,
    }


def masked_values(bodies: Bodies, masked: Masked) -> dict[str, Any]:
    """Give the columns of a masked text."""
    exchange, text = masked.admitted.exchange.id, masked.text
    spans = [
        [span.start, span.end, str(span.kind), span.surrogate, span.reason]
        for span in text.spans
    ]
    return {
        "release": masked.admitted.purpose.release,
        "masked_sealed": bodies.seal(text.text, "exchanges", exchange, "masked"),
        "spans_sealed": bodies.seal_json(spans, "exchanges", exchange, "spans"),
        "variables_sealed": bodies.seal_json(
            masked.values(), "exchanges", exchange, "variables"
        )
        if masked.values()
        else None,
    }


def open_values(bodies: Bodies, sealed: bytes | None, exchange: str) -> dict[str, str]:
    """Decrypt what the model saw for each variable."""
    if sealed is None:
        return {}
    values: Any = bodies.open_json(sealed, "exchanges", exchange, "variables")
    return {str(name): str(value) for name, value in values.items()}


def open_row(bodies: Bodies, row: Row[Any]) -> KeptExchange:
    """Decrypt a row of `kept_rows`."""

    def text(column: str) -> str | None:
        sealed = getattr(row, f"{column}_sealed")
        if sealed is None:
            return None
        return bodies.open(sealed, "exchanges", row.id, column)

    def values(column: str) -> Any:
        sealed = getattr(row, f"{column}_sealed")
        if sealed is None:
            return []
        return bodies.open_json(sealed, "exchanges", row.id, column)

    return KeptExchange(
        id=row.id,
        case=row.case_id,
        case_title=bodies.open(row.title_sealed, "cases", row.case_id, "title"),
        owner=row.owner,
        purpose=row.purpose,
        language=row.language,
        origin=row.origin,
        state=ExchangeState(row.state),
        received_at=row.received_at,
        closed_at=row.closed_at,
        masked=text("masked"),
        spans=tuple(
            MaskedSpan(start, end, EntityKind(kind), surrogate, reason)
            for start, end, kind, surrogate, reason in values("spans")
        ),
        answer=text("answer"),
        reasons=tuple(values("reasons")),
        record=row.record,
        release=row.release,
        values=open_values(bodies, row.variables_sealed, row.id),
        follows=follows_of(row),
        parts=tuple(values("parts")),
    )


def follows_of(row: Any) -> Follows | None:
    """Read what an exchange goes on from."""
    return Follows(row.follows, Continues(row.continues)) if row.follows else None
