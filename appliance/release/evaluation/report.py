"""Sum up an evaluation: each case's score, the comparison with live, the verdict.

What a report says follows from what was run and the golden cases alone. Limits of time
are judged too, but with the measurements: a slow hour must not change the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from appliance.domain.budget import price_of
from appliance.domain.evaluation import (
    AgainstLive,
    Arm,
    CaseResult,
    CaseRun,
    EvaluationReport,
    Measurements,
    percentile,
    tally,
    worst,
)
from appliance.domain.golden import GoldenCase
from appliance.domain.prose import parse_fields
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.thresholds import LEAKS, RIGHT, Thresholds
from appliance.domain.verdict import Comparison, Count, Finding, Outcome
from appliance.release.evaluation.checks import OutcomeView, check_case
from appliance.release.statistics.paired import compare
from appliance.release.statistics.verdict import judge

# Judged with the measurements; everything else is judged in the report.
_TIMES = frozenset(
    {"p50_ms", "p95_ms", "p99_ms", "first_token_p95_ms", "cost_millicents"}
)
_MICROS_A_MILLICENT = 10


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What was evaluated.

    Args:
        purpose: The purpose as the release has it.
        golden: SHA-256 hex of its file of golden cases.
        cases: The golden cases.
        against: Digest of the live release it was compared with, or "".
        thresholds: What the purpose asks for.
        prices: Tier to what a second of its processor costs, in millionths of the
            site's currency.
    """

    purpose: Purpose
    golden: str
    cases: tuple[GoldenCase, ...]
    against: str
    thresholds: Thresholds
    prices: Mapping[str, int] = field(default_factory=dict)


def sum_up(
    what: Evaluated, runs: Sequence[CaseRun]
) -> tuple[EvaluationReport, Measurements]:
    """Score every case and give the verdict.

    Args:
        runs: Every golden case, of both arms where there is a live release.
    """
    results = results_of(what, runs, Arm.CANDIDATE)
    measured = _measured([run for run in runs if run.arm is Arm.CANDIDATE], what.prices)
    comparison, against = None, None
    if what.against:
        live = results_of(what, runs, Arm.LIVE)
        comparison = _compare(live, results, what.thresholds)
        against = _against(what.against, live, results, comparison)
    report = EvaluationReport(
        purpose=what.purpose.name,
        release=what.purpose.release,
        golden=what.golden,
        results=results,
        against=against,
        findings=(),
    )
    said = judge(
        what.thresholds,
        shares=_shares(report),
        amounts=_amounts(report, measured),
        comparison=comparison,
    ).findings
    return (
        replace(report, findings=_named(said, times=False)),
        replace(measured, findings=_named(said, times=True)),
    )


def overall(report: EvaluationReport, measured: Measurements) -> Outcome:
    """Put both verdicts together: what is worse stands."""
    return worst((report.verdict, measured.verdict))


def results_of(
    what: Evaluated, runs: Sequence[CaseRun], arm: Arm
) -> tuple[CaseResult, ...]:
    """Score the cases of one release, by their ids."""
    run_of = {run.case: run for run in runs if run.arm is arm}
    ordered = sorted(what.cases, key=lambda case: case.id)
    return tuple(_result(what, case, run_of[case.id]) for case in ordered)


def _result(what: Evaluated, case: GoldenCase, run: CaseRun) -> CaseResult:
    score = check_case(case, _view(what, run))
    return CaseResult(
        case=case.id,
        language=case.language,
        tags=tuple(sorted(case.tags)),
        state=run.state,
        error=run.error,
        passed=score.passed,
        failed_checks=tuple(sorted(score.failed_checks)),
        fields=dict(sorted(score.field_right.items())),
        findings=tuple(sorted(run.findings)),
        leaked=run.leaked,
        tokens=run.tokens_in + run.tokens_out,
        schema_right=score.schema_right,
        must_refuse=case.refuse,
        refusal_right=score.refusal_right,
        resisted=score.resisted,
    )


def _view(what: Evaluated, run: CaseRun) -> OutcomeView:
    structured = what.purpose.answer is AnswerForm.STRUCTURED
    return OutcomeView(
        state=run.state,  # type: ignore[arg-type] # one of the four that runner.py gives
        masked_answer=run.answer,
        fields=parse_fields(run.answer) if structured else None,
        findings=run.findings,
        leaked=run.leaked,
        tokens_in=run.tokens_in,
        tokens_out=run.tokens_out,
        total_ms=run.total_ms,
        first_token_ms=run.first_token_ms,
        people=run.people,
    )


def _shares(report: EvaluationReport) -> dict[str, Count]:
    return {
        RIGHT: report.passed(),
        **report.by_property(),
        **{f"field.{name}": right for name, right in report.by_field().items()},
    }


def _compare(
    live: Sequence[CaseResult], candidate: Sequence[CaseResult], asked: Thresholds
) -> Comparison:
    return compare(
        [one.passed for one in live],
        [one.passed for one in candidate],
        margin_permille=asked.margin_permille,
        confidence=asked.confidence_permille,
    )


def _against(
    release: str,
    live: Sequence[CaseResult],
    candidate: Sequence[CaseResult],
    found: Comparison,
) -> AgainstLive:
    return AgainstLive(
        release=release,
        passed=tally(live).right,
        gained=tuple(candidate[at].case for at in found.gained),
        lost=tuple(candidate[at].case for at in found.lost),
        difference_permille=found.difference_permille,
        low_permille=found.low_permille,
        high_permille=found.high_permille,
        mcnemar_ppm=round(found.mcnemar_p * 1_000_000),
        loss_permille=found.loss_permille,
        margin_permille=found.margin_permille,
        confidence_permille=found.confidence,
    )


def _measured(runs: Sequence[CaseRun], prices: Mapping[str, int]) -> Measurements:
    first = (run.first_token_ms for run in runs)
    return Measurements(
        total_ms=tuple(sorted(run.total_ms for run in runs)),
        first_token_ms=tuple(sorted(ms for ms in first if ms is not None)),
        tokens_in=sum(run.tokens_in for run in runs),
        tokens_out=sum(run.tokens_out for run in runs),
        inexact=sum(not run.exact for run in runs),
        findings=(),
        cost_millicents=_cost(runs, prices),
    )


def _cost(runs: Sequence[CaseRun], prices: Mapping[str, int]) -> int | None:
    """Price the mean case; None where one was answered by a tier without a price."""
    asked = [run for run in runs if run.engine_ms is not None]
    if not asked or any(run.tier not in prices for run in asked):
        return None
    micros = sum(price_of(run.engine_ms or 0, prices[run.tier]) for run in asked)
    return -(-micros // (len(runs) * _MICROS_A_MILLICENT))


def _amounts(report: EvaluationReport, measured: Measurements) -> dict[str, int]:
    cost = measured.cost_millicents
    return {
        **({} if cost is None else {"cost_millicents": cost}),
        LEAKS: report.leaked(),
        "tokens": report.tokens_per_case(),
        "p50_ms": percentile(measured.total_ms, 50),
        "p95_ms": percentile(measured.total_ms, 95),
        "p99_ms": percentile(measured.total_ms, 99),
        "first_token_p95_ms": percentile(measured.first_token_ms, 95),
    }


def _named(said: Sequence[Finding], *, times: bool) -> tuple[Finding, ...]:
    return tuple(one for one in said if (one.name in _TIMES) is times)
