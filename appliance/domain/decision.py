"""What a policy said: allow or deny, and which rules made it so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = bool | int | str | tuple[str, ...]


class Question(StrEnum):
    """What a policy can be asked; each has its file in policies/."""

    INFER = "infer"
    CALL = "call"
    STREAM = "stream"
    RELEASE = "release"
    HOLD = "hold"
    APPROVE = "approve"
    REIDENTIFY = "reidentify"
    READ_RECORDS = "read_records"
    EXPORT_LOG = "export_log"
    DICTIONARY = "dictionary"
    RATE_BLIND = "rate_blind"
    GOLDEN = "golden"
    READ_PURPOSE = "read_purpose"
    EDIT_PURPOSE = "edit_purpose"
    APPROVE_RELEASE = "approve_release"
    PROMOTE_RELEASE = "promote_release"
    TAKE_BACK = "take_back"
    EVALUATE = "evaluate"
    HALT = "halt"
    LIFT_HALT = "lift_halt"
    READ_ROLLOUT = "read_rollout"
    CHANGE_ROLLOUT = "change_rollout"
    READ_TOKENS = "read_tokens"
    MANAGE_TOKENS = "manage_tokens"
    READ_BUDGET = "read_budget"
    READ_FIGURES = "read_figures"
    READ_FEEDBACK = "read_feedback"
    DECIDE_AMENDMENT = "decide_amendment"
    DECIDE_APPEAL = "decide_appeal"


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that took part in a decision.

    Args:
        id: The rule's `@id`.
        sentence: Its `@sentence`: the rule as a person would say it.
        source: Its `@source`: the article, clause or contract it comes from.
        effect: "permit" or "forbid".
        words: Language to its sentence and source, by the English of each.
    """

    id: str
    sentence: str
    source: str
    effect: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one question.

    Args:
        question: What was asked.
        allowed: True only if the policy allowed without any error.
        rules: The rules that decided; empty when nothing permitted.
        errors: Why the evaluation could not be trusted; any entry means not allowed.
        policy_digest: SHA-256 hex of the policy set that decided.
        facts: What the policy looked at, for replay; holds no text of a person.
    """

    question: Question
    allowed: bool
    rules: tuple[FiredRule, ...]
    errors: tuple[str, ...]
    policy_digest: str
    facts: Mapping[str, Fact]

    def record(self) -> dict[str, object]:
        """Put the decision into the words of the log."""
        return {
            "question": str(self.question),
            "allowed": self.allowed,
            "rules": [rule.id for rule in self.rules],
            "errors": list(self.errors),
            "policy_digest": self.policy_digest,
            "facts": {
                name: list(fact) if isinstance(fact, tuple) else fact
                for name, fact in sorted(self.facts.items())
            },
        }

    def objections(self) -> tuple[str, ...]:
        """Say why the answer was no, in the sentences of the rules that forbade."""
        doubt = ("The rules could not be checked, so the answer is no.",)
        said = tuple(r.sentence for r in self.rules if r.effect == "forbid")
        return said + doubt if self.errors else said
