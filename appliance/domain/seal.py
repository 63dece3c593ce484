"""The seal: proof that a text went through the masker for one exchange (HMAC-SHA256).

The masker issues, the engine checks; both hold the key and nobody else does. Covers
the exact bytes, exchange, case, purpose, the kinds left readable and the expiry.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace

from appliance.domain.entity import EntityKind
from appliance.errors import SealError


@dataclass(frozen=True, slots=True)
class Seal:
    """What a sealed text may be used for, until when, and the proof.

    Args:
        exchange: The exchange it was masked for.
        case: The case whose surrogates it carries.
        purpose: The purpose it was masked for.
        kinds_kept: Kinds the purpose leaves readable, sorted.
        expires_at_s: Unix time after which the seal does not hold.
        mac: 64 hex digits.
    """

    exchange: str
    case: str
    purpose: str
    kinds_kept: tuple[EntityKind, ...]
    expires_at_s: int
    mac: str


def issue_seal(
    key: bytes,
    text: str,
    *,
    exchange: str,
    case: str,
    purpose: str,
    kinds_kept: tuple[EntityKind, ...],
    expires_at_s: int,
) -> Seal:
    """Seal a masked text for one exchange."""
    kept = tuple(sorted(kinds_kept))
    seal = Seal(exchange, case, purpose, kept, expires_at_s, mac="")
    return replace(seal, mac=_mac(key, text, seal))


def check_seal(
    key: bytes, text: str, seal: Seal, *, exchange: str, purpose: str, now_s: int
) -> None:
    """Check that a text is what the masker sealed for this exchange, now.

    Raises:
        SealError: The proof, exchange, purpose or time does not fit.
    """
    if not hmac.compare_digest(_mac(key, text, seal), seal.mac):
        raise SealError("the seal is not the masker's")
    if seal.exchange != exchange or seal.purpose != purpose:
        raise SealError("the seal is of another exchange or purpose")
    if now_s > seal.expires_at_s:
        raise SealError(f"the seal expired {now_s - seal.expires_at_s} s ago")


def _mac(key: bytes, text: str, seal: Seal) -> str:
    digest = hmac.new(key, b"cloister-seal-v1", hashlib.sha256)
    fields = (
        seal.exchange,
        seal.case,
        seal.purpose,
        ",".join(seal.kinds_kept),
        str(seal.expires_at_s),
        text,
    )
    for field in fields:
        # Length-prefixed, so no two lists of fields share their bytes.
        raw = field.encode("utf-8")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
