"""Masked texts and restorations as JSON objects, for the masker's socket."""

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.domain.entity import EntityKind
from appliance.domain.finding import Sighting
from appliance.domain.masked import MaskedText, PutBack, Restoration
from appliance.domain.measurement import Standing, from_body, to_body
from appliance.domain.review import Binding
from appliance.domain.seal import Seal
from appliance.domain.span import MaskedSpan, Span
from appliance.domain.text import PersonText
from appliance.masker.room import MaskOrder

# Words of the record; the third, "expired", is the masker's own to say.
_REASONS_TO_ERASE = frozenset({"asked", "probe", "evaluation"})


def encode_order(order: MaskOrder) -> dict[str, Any]:
    """Write what to mask."""
    return {
        "text": order.text,
        "exchange": order.exchange,
        "case": order.case,
        "purpose": order.purpose,
        "kinds_kept": [str(kind) for kind in order.kinds_kept],
        "kinds_blocked": [str(kind) for kind in order.kinds_blocked],
        "kinds_hinted": [str(kind) for kind in order.kinds_hinted],
        "language": order.language,
        "accept_surrogates": order.accept_surrogates,
        "judged": order.judged,
    }


def decode_order(body: Mapping[str, Any]) -> MaskOrder:
    """Read what to mask.

    Raises:
        KeyError, ValueError: The body is not what `encode_order` writes.
    """
    return MaskOrder(
        text=text_of(body, "text"),
        exchange=text_of(body, "exchange"),
        case=text_of(body, "case"),
        purpose=text_of(body, "purpose"),
        kinds_kept=_kinds(body["kinds_kept"]),
        kinds_blocked=_kinds(body["kinds_blocked"]),
        kinds_hinted=_kinds(body["kinds_hinted"]),
        language=text_of(body, "language"),
        accept_surrogates=_flag(body, "accept_surrogates"),
        judged=_flag(body, "judged"),
    )


def _flag(body: Mapping[str, Any], key: str) -> bool:
    value = body[key]
    if not isinstance(value, bool):
        # One kind of error for the wire: the body is not what it should be.
        raise ValueError(f"{key} is not a boolean")  # noqa: TRY004 - above
    return value


def text_of(body: Mapping[str, Any], key: str) -> str:
    """Read a text field.

    Raises:
        KeyError, ValueError: It is missing or not text.
    """
    value = body[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text")  # noqa: TRY004 - one error for the wire
    return value


def encode_masked(masked: MaskedText) -> dict[str, Any]:
    """Write a masked text with its seal."""
    seal = masked.seal
    return {
        "text": masked.text,
        "spans": [
            [s.start, s.end, str(s.kind), s.surrogate, s.reason] for s in masked.spans
        ],
        "seal": {
            "exchange": seal.exchange,
            "case": seal.case,
            "purpose": seal.purpose,
            "kinds_kept": [str(kind) for kind in seal.kinds_kept],
            "expires_at_s": seal.expires_at_s,
            "mac": seal.mac,
        },
    }


def decode_masked(body: Mapping[str, Any]) -> MaskedText:
    """Read a masked text with its seal.

    Raises:
        KeyError, TypeError, ValueError: The body is not what `encode_masked` writes.
    """
    seal = body["seal"]
    return MaskedText(
        text_of(body, "text"),
        tuple(
            MaskedSpan(start, end, EntityKind(kind), surrogate, reason)
            for start, end, kind, surrogate, reason in body["spans"]
        ),
        Seal(
            exchange=seal["exchange"],
            case=seal["case"],
            purpose=seal["purpose"],
            kinds_kept=_kinds(seal["kinds_kept"]),
            expires_at_s=seal["expires_at_s"],
            mac=seal["mac"],
        ),
    )


def encode_spans(spans: Sequence[Span]) -> dict[str, Any]:
    """Write spans, places and kinds alone."""
    return {"spans": [[s.start, s.end, str(s.kind), s.score_permille] for s in spans]}


def decode_spans(body: Mapping[str, Any]) -> tuple[Span, ...]:
    """Read spans.

    Raises:
        KeyError, TypeError, ValueError: The body is not what `encode_spans` writes.
    """
    return tuple(
        Span(start, end, EntityKind(kind), score, "masker", "named in a draft")
        for start, end, kind, score in body["spans"]
    )


def decode_inspected(body: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Read a masked text and the passages to look at with it.

    Raises:
        KeyError, ValueError: One of them is missing or not text.
    """
    passages = body["passages"]
    if not isinstance(passages, list) or not all(isinstance(p, str) for p in passages):
        raise ValueError("passages are not a list of texts")
    return text_of(body, "text"), tuple(passages)


def encode_seen(seen: tuple[tuple[Sighting, ...], ...]) -> dict[str, Any]:
    """Write what was seen in each text; it holds no text."""
    return {"seen": [[[s.rule, s.score, s.span] for s in each] for each in seen]}


def encode_restoration(restoration: Restoration) -> dict[str, Any]:
    """Write a restoration, its text included: this socket's peers may read it."""
    return {
        "text": restoration.text.reveal(),
        "restored": restoration.restored,
        "unknown": list(restoration.unknown),
        "commitments": list(restoration.commitments),
        "places": [[put.start, put.end, put.length] for put in restoration.places],
    }


def decode_restoration(body: Mapping[str, Any]) -> Restoration:
    """Read a restoration.

    Raises:
        KeyError, TypeError, ValueError: It is not what `encode_restoration` writes.
    """
    return Restoration(
        PersonText(text_of(body, "text")),
        int(body["restored"]),
        tuple(body["unknown"]),
        tuple(body["commitments"]),
        tuple(PutBack(*map(int, put)) for put in body["places"]),
    )


def encode_binding(binding: Binding) -> dict[str, Any]:
    """Write what an approval binds to; it holds no text."""
    return {
        "draft_digest": binding.draft_digest,
        "commitments": list(binding.commitments),
    }


def decode_binding(body: Mapping[str, Any]) -> Binding:
    """Read what an approval binds to.

    Raises:
        KeyError, ValueError: It is not what `encode_binding` writes.
    """
    commitments = tuple(map(str, body["commitments"]))
    return Binding(text_of(body, "draft_digest"), commitments)


def decode_outgoing(
    body: Mapping[str, Any],
) -> tuple[list[str], str, tuple[EntityKind, ...]]:
    """Read what is about to leave: masked texts, their case, the kinds kept.

    Raises:
        KeyError, TypeError, ValueError: The body is none of an outgoing check.
    """
    kept = _kinds(body["kinds_kept"])
    return _texts_of(body, "texts"), text_of(body, "case"), kept


def decode_erasure(body: Mapping[str, Any]) -> tuple[list[str], str]:
    """Read which cases to erase, and why.

    Raises:
        KeyError, TypeError, ValueError: The body is none of an erasure.
    """
    why = text_of(body, "why")
    if why not in _REASONS_TO_ERASE:
        raise ValueError("no reason to erase")
    return _texts_of(body, "cases"), why


def encode_standing(standing: Standing) -> dict[str, Any]:
    """Write where masking stands against the floor."""
    last = standing.measurement
    return {
        "measurement": None if last is None else to_body(last),
        "floor_permille": standing.floor_permille,
        "refuses": standing.refuses,
    }


def decode_standing(body: Mapping[str, Any]) -> Standing:
    """Read where masking stands against the floor.

    Raises:
        KeyError, TypeError, ValueError: It is not what `encode_standing` writes.
    """
    last = body["measurement"]
    return Standing(
        None if last is None else from_body(last),
        int(body["floor_permille"]),
        bool(body["refuses"]),
    )


def _texts_of(body: Mapping[str, Any], key: str) -> list[str]:
    found = body[key]
    if not isinstance(found, list) or any(not isinstance(one, str) for one in found):
        raise ValueError(f"{key} is not a list of texts")
    return found


def _kinds(names: Any) -> tuple[EntityKind, ...]:
    return tuple(sorted(EntityKind(name) for name in names))
