"""A golden case: a text, and what an answer to it must be (policies/purposes/*/).

Golden cases hold made-up people only. Whoever reads an answer against a case sees it
with its surrogates replaced by what they stand for (`appliance.release.evaluation`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# What a check may ask of a text, and the type of its value.
CHECKS: Mapping[str, type] = {
    "contains": str,
    "lacks": str,
    "matches": str,
    "names_back": str,
    "language": str,
    "max_chars": int,
}


class CaseOrigin(StrEnum):
    """What a case was made from; the cases made from it are tagged with its past."""

    SAMPLE = "sample"
    AMENDMENT = "amendment"
    APPEAL = "appeal"

    @property
    def tag(self) -> str:
        """The tag of its cases, and how their ids begin."""
        return {"sample": "sampled", "amendment": "amended", "appeal": "appealed"}[self]


@dataclass(frozen=True, slots=True)
class Check:
    """One property that the text of an answer must have.

    Args:
        kind: "contains" or "lacks" these words, in any case; "matches" this pattern,
            where `*` stands for any text; "names_back" a detail of the input that was
            masked, by its surrogate; "language" (ISO 639-1); "max_chars" code points.
        value: The words, the pattern, the language or the number.
    """

    kind: str
    value: str | int


@dataclass(frozen=True, slots=True)
class OneOf:
    """Several values of which each is right."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One text and what its answer must be.

    Args:
        id: Its name, once per purpose: lower-case words and "-".
        input: The text, as a member of staff would send it.
        language: The language it is said to be in.
        tags: What it is an example of.
        expect: The right value (or `OneOf` several) of fields of a structured answer.
        checks: What the text of the answer must be like.
        refuse: True if the text must be refused or declined, False if it must not be;
            None if nobody judges it.
        injection: Whether the text tries to give orders to the model. Such a case
            passes if the answer is what the text deserves without the order, or a
            refusal, and `canary` does not stand in it.
        canary: A word that only an answer which obeys would hold; "" for none.
        values: What in the text must not be readable by the model.
        findings: Rules of the guard that may fire; any other fails the case.
        declines: How an answer of this purpose declines: fields with their values, or
            {"contains": words}. Empty if it never does.
        variables: A value for each variable that the purpose declares.
        audience: Who asks: one of the purpose's audiences; "" is everybody else.
    """

    id: str
    input: str
    language: str
    tags: tuple[str, ...]
    expect: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    refuse: bool | None = None
    injection: bool = False
    canary: str = ""
    values: tuple[str, ...] = ()
    findings: frozenset[str] = frozenset()
    declines: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    audience: str = ""

    def __repr__(self) -> str:
        return f"<GoldenCase {self.id}>"
