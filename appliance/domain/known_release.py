"""A signed release as the log knows it: what was said of it, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KnownRelease:
    """One release of a purpose.

    Args:
        release: Its digest.
        version: SHA-256 hex of the purpose's files in it.
        risk: "low" or "high".
        signed: Number of the record that it was signed.
        author: Alias of who wrote it, None for an operator.
        verdict: Of its newest evaluation: "pass", "fail", "inconclusive"; "" for none.
        evaluation: Id of that evaluation, or "".
        approvers: Aliases of the people who approved it, in order.
        state: "signed", "live" or "before" (it was live).
        compared: Whether an evaluation stood it beside what is live now; true where
            nothing is, or it is itself.
        missing: Why it may not be promoted now, in the log's words; "" if it may,
            whoever of two people does it.
        refusal: The same as a code and what it names (`release.refusals.told`).
    """

    release: str
    version: str
    risk: str
    signed: int
    author: str | None
    verdict: str
    evaluation: str
    approvers: tuple[str, ...]
    state: str
    compared: bool
    missing: str
    refusal: Mapping[str, str]


def known_as_json(known: KnownRelease) -> dict[str, Any]:
    """Put one on the wire."""
    return {
        "release": known.release,
        "version": known.version,
        "risk": known.risk,
        "signed": known.signed,
        "author": known.author,
        "verdict": known.verdict,
        "evaluation": known.evaluation,
        "approvers": list(known.approvers),
        "state": known.state,
        "compared": known.compared,
        "missing": known.missing,
        "refusal": dict(known.refusal),
    }


def known_of_json(raw: Mapping[str, Any]) -> KnownRelease:
    """Read one from the wire."""
    fields = {**raw, "approvers": tuple(raw["approvers"])}
    return KnownRelease(**fields)
