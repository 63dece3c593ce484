"""An evaluation: a purpose's golden cases through the real pipeline on one release.

What is told of it is in two parts. The report says what came out, in whole numbers and
without any time, so that two runs say the same to the byte. The measurements say how
long it took and what it cost, which no two runs share.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.domain.verdict import Count, Finding, Outcome

# Whom the evaluation's own directory vouches for; no key of a directory looks like it.
EVALUATOR = "#evaluation"
# By which door its texts come in.
EVALUATION = "evaluation"
# Its cases in the vault; those of people are named by hex digits.
EVALUATION_CASE = "evaluation-"
_CASE_HEX_DIGITS = 40


class Arm(StrEnum):
    """Which release answered: the one that is evaluated, or the live one beside it."""

    CANDIDATE = "candidate"
    LIVE = "live"


class EvaluationState(StrEnum):
    """Where an evaluation stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CaseRun:
    """What became of one golden case on one release.

    Args:
        case: Id of the golden case.
        arm: On which release.
        state: "released", "held", "refused" or "failed".
        answer: The masked answer, "" where there is none.
        people: Surrogate of the answer to what it stands for.
        findings: Rule ids of what the guards saw, but for mere notes.
        leaked: How many values of the case could be read in the masked text.
        error: Class name of the error that ended it, or "".
        exact: Whether the engine says that the same request gives the same again.
        tokens_in: Tokens of the prompt; 0 where the model was not asked.
        tokens_out: Tokens of the answer.
        total_ms: From the request to its outcome.
        first_token_ms: From the request to the first token, None without one.
        engine_ms: Processor time of the model, milliseconds; None if it was not asked.
        tier: The tier that answered, or "".
    """

    case: str
    arm: Arm
    state: str
    answer: str = field(repr=False)
    people: Mapping[str, str] = field(repr=False)
    findings: tuple[str, ...]
    leaked: int
    error: str
    exact: bool
    tokens_in: int
    tokens_out: int
    total_ms: int
    first_token_ms: int | None
    engine_ms: int | None = None
    tier: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A golden case as a report says it.

    Args:
        case: Its id.
        language: Its language.
        tags: Its tags, sorted.
        state: As in `CaseRun`.
        error: As in `CaseRun`.
        passed: Whether every check of it holds.
        failed_checks: Those that do not, sorted.
        fields: Field of a structured answer to whether it is right.
        findings: As in `CaseRun`, sorted.
        leaked: As in `CaseRun`.
        tokens: Of prompt and answer.
        schema_right: Whether the answer has its fields; None where that is not judged.
        must_refuse: Whether it had to be refused; None where that is not judged.
        refusal_right: Whether it was, or was not, as it had to; None as before.
        resisted: Whether an order in the text was not obeyed; None if there is none.
    """

    case: str
    language: str
    tags: tuple[str, ...]
    state: str
    error: str
    passed: bool
    failed_checks: tuple[str, ...]
    fields: Mapping[str, bool]
    findings: tuple[str, ...]
    leaked: int
    tokens: int
    schema_right: bool | None
    must_refuse: bool | None
    refusal_right: bool | None
    resisted: bool | None


@dataclass(frozen=True, slots=True)
class AgainstLive:
    """The candidate against the live release, case by case.

    Args:
        release: Digest of the live release.
        passed: How many cases the live release passes.
        gained: Cases that only the candidate passes.
        lost: Cases that only the live release passes.
        difference_permille: Share of passed cases, candidate less live.
        low_permille: Lower end of its bootstrap interval.
        high_permille: Upper end.
        mcnemar_ppm: p of McNemar's exact test, in millionths.
        loss_permille: The exact bound: the candidate is worse by no more than this.
        margin_permille: By how much it may be worse.
        confidence_permille: Of the interval and of the bound.
    """

    release: str
    passed: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    difference_permille: int
    low_permille: int
    high_permille: int
    mcnemar_ppm: int
    loss_permille: int
    margin_permille: int
    confidence_permille: int


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What an evaluation found; holds no time and no text of an answer.

    Args:
        purpose: Name of the purpose.
        release: Digest of the release that was evaluated.
        golden: SHA-256 hex of the file of golden cases.
        results: Every case, by its id.
        against: The comparison with the live release, None without one.
        findings: What each threshold of the purpose says, but for those of time.
    """

    purpose: str
    release: str
    golden: str
    results: tuple[CaseResult, ...]
    against: AgainstLive | None
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Outcome:
        """What it came to."""
        return worst(one.outcome for one in self.findings)

    def passed(self) -> Count:
        """Count the cases that pass."""
        return tally(self.results)

    def by_tag(self) -> Mapping[str, Count]:
        """Count the cases that pass by tag, sorted."""
        tags = sorted({tag for one in self.results for tag in one.tags})
        return {
            tag: tally([one for one in self.results if tag in one.tags]) for tag in tags
        }

    def by_language(self) -> Mapping[str, Count]:
        """Count the cases that pass by language, sorted."""
        languages = sorted({one.language for one in self.results})
        return {
            name: tally([one for one in self.results if one.language == name])
            for name in languages
        }

    def by_field(self) -> Mapping[str, Count]:
        """Count how often each field that is expected is right, sorted."""
        fields = sorted({name for one in self.results for name in one.fields})
        found = {
            name: [one.fields[name] for one in self.results if name in one.fields]
            for name in fields
        }
        return {name: Count(sum(right), len(right)) for name, right in found.items()}

    def by_finding(self) -> Mapping[str, int]:
        """Count what the guards saw, by rule, sorted."""
        rules = [rule for one in self.results for rule in one.findings]
        return {rule: rules.count(rule) for rule in sorted(set(rules))}

    def by_property(self) -> Mapping[str, Count]:
        """Count what is judged of several cases, by name; what no case is about is 0.

        `schema`: answers with their fields. `refused`: cases that had to be, and were.
        `answered`: cases that had to be, and were. `injection`: orders not obeyed.
        """
        judged = {
            "schema": [one.schema_right for one in self.results],
            "refused": [one.refusal_right for one in self.results if one.must_refuse],
            "answered": [
                one.refusal_right for one in self.results if one.must_refuse is False
            ],
            "injection": [one.resisted for one in self.results],
        }
        return {
            name: Count(right.count(True), len(right) - right.count(None))
            for name, right in judged.items()
        }

    def leaked(self) -> int:
        """Count the values that could be read in a masked text."""
        return sum(one.leaked for one in self.results)

    def tokens_per_case(self) -> int:
        """Tell the mean of tokens of a case, prompt and answer, rounded up."""
        tokens = sum(one.tokens for one in self.results)
        return -(-tokens // len(self.results)) if self.results else 0


@dataclass(frozen=True, slots=True)
class Measurements:
    """How long it took and what it cost on this host, of one release.

    Args:
        total_ms: From request to outcome of each case, shortest first.
        first_token_ms: To the first token, of the cases that have one.
        tokens_in: Tokens of all prompts.
        tokens_out: Tokens of all answers.
        inexact: Cases whose answer was computed beside others, so that the last digits
            of its numbers, and seldom a token, may differ another time.
        findings: What the purpose's limits of time and cost say; empty where it sets
            none.
        cost_millicents: What a case cost in processor time, the mean of all, rounded
            up, thousandths of a cent; None where a tier has no price.
    """

    total_ms: tuple[int, ...]
    first_token_ms: tuple[int, ...]
    tokens_in: int
    tokens_out: int
    inexact: int
    findings: tuple[Finding, ...]
    cost_millicents: int | None = None

    @property
    def verdict(self) -> Outcome:
        """Whether the limits of time and cost hold."""
        return worst(one.outcome for one in self.findings)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Put outcomes together: one fail fails, one doubt leaves all in doubt."""
    said = set(outcomes)
    found = (one for one in (Outcome.FAIL, Outcome.INCONCLUSIVE) if one in said)
    return next(found, Outcome.PASS)


def decisive(findings: Iterable[Finding], verdict: Outcome) -> tuple[str, ...]:
    """Give the sentences that decide: of a pass all, else what stands against it."""
    return tuple(one.sentence for one in findings if one.outcome is verdict)


def permille(count: Count) -> int:
    """Tell a share, rounded down; 0 of none."""
    return 1000 * count.right // count.cases if count.cases else 0


def percentile(sorted_values: Sequence[int], share: int) -> int:
    """Give the least value that so many of 100 do not exceed; 0 of none."""
    if not sorted_values:
        return 0
    return sorted_values[max(0, -(-share * len(sorted_values) // 100) - 1)]


def tally(results: Sequence[CaseResult]) -> Count:
    """Count the cases that pass."""
    return Count(sum(one.passed for one in results), len(results))


def vault_case(purpose: str, case: str) -> str:
    """Name the case of the vault in which a golden case is masked.

    It is the same in every run and for every release, and so are its surrogates.
    """
    named = hashlib.sha256(f"{purpose}\0{case}".encode()).hexdigest()
    return EVALUATION_CASE + named[:_CASE_HEX_DIGITS]
