"""Write a report and its measurements down: canonical JSON, and JUnit's XML.

The report's file is canonical JSON (RFC 8785): whole numbers, sorted names, no time and
no text of an answer. Its SHA-256 stands in the record `evaluation.finished`, which the
log's signed checkpoints cover; that is how it is signed. JUnit's XML is for build
servers (junit-team, `junit.xsd`); what is in it follows from the report.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from appliance.domain.evaluation import (
    AgainstLive,
    CaseResult,
    EvaluationReport,
    Measurements,
    decisive,
    percentile,
    worst,
)
from appliance.domain.verdict import Count, Finding, Outcome
from appliance.errors import BadRequestError
from audit.canonical import decode, encode
from audit.errors import AuditError

FORMAT = "cloister-evaluation/1"
MEASUREMENTS_FORMAT = "cloister-evaluation-measurements/1"


def encode_report(report: EvaluationReport) -> bytes:
    """Write a report as its file, the same bytes for the same results."""
    against = report.against
    body = {
        "format": FORMAT,
        "purpose": report.purpose,
        "release": report.release,
        "golden": report.golden,
        "verdict": str(report.verdict),
        "findings": [_finding(one) for one in report.findings],
        "passed": _of(report.passed()),
        "leaked": report.leaked(),
        "tokens_per_case": report.tokens_per_case(),
        "by_property": _all_of(report.by_property()),
        "by_tag": _all_of(report.by_tag()),
        "by_language": _all_of(report.by_language()),
        "by_field": _all_of(report.by_field()),
        "by_finding": dict(report.by_finding()),
        "against": None if against is None else _against(against),
        "cases": [_case(one) for one in report.results],
    }
    return encode(body)


def digest_of_report(file: bytes) -> str:
    """Give the SHA-256 hex of a report's file, as `evaluation.finished` names it."""
    return hashlib.sha256(file).hexdigest()


def parse_report(file: bytes) -> EvaluationReport:
    """Read a report's file back: `parse_report(encode_report(r)) == r`.

    Raises:
        BadRequestError: It is not a report in canonical form, or its sums are not
            those of its cases.
    """
    try:
        body = decode(file)
        report = EvaluationReport(
            purpose=_text(body["purpose"]),
            release=_text(body["release"]),
            golden=_text(body["golden"]),
            results=tuple(map(_read_case, body["cases"])),
            against=None if body["against"] is None else _read_against(body["against"]),
            findings=tuple(map(_read_finding, body["findings"])),
        )
        same = body["format"] == FORMAT and encode_report(report) == file
    except (AuditError, KeyError, TypeError, ValueError, AttributeError) as err:
        raise BadRequestError(f"not a report: {type(err).__name__}") from err
    if not same:
        raise BadRequestError("not a report: it does not say what its cases say")
    return report


def encode_measurements(measured: Measurements) -> bytes:
    """Write measurements as their file: canonical JSON, too."""
    cases = len(measured.total_ms)
    body = {
        "format": MEASUREMENTS_FORMAT,
        "cases": cases,
        "total_ms": list(measured.total_ms),
        "first_token_ms": list(measured.first_token_ms),
        "total_percentiles_ms": _percentiles(measured.total_ms),
        "first_token_percentiles_ms": _percentiles(measured.first_token_ms),
        "tokens_in": measured.tokens_in,
        "tokens_out": measured.tokens_out,
        "inexact": measured.inexact,
        **_cost(measured),
        "verdict": str(measured.verdict),
        "findings": [_finding(one) for one in measured.findings],
    }
    return encode(body)


def parse_measurements(file: bytes) -> Measurements:
    """Read measurements back.

    Raises:
        BadRequestError: They are not what `encode_measurements` writes.
    """
    try:
        body = decode(file)
        measured = Measurements(
            total_ms=_counts(body["total_ms"]),
            first_token_ms=_counts(body["first_token_ms"]),
            tokens_in=_count(body["tokens_in"]),
            tokens_out=_count(body["tokens_out"]),
            inexact=_count(body["inexact"]),
            findings=tuple(map(_read_finding, body["findings"])),
            cost_millicents=_perhaps(body.get("cost_millicents")),
        )
        same = encode_measurements(measured) == file
    except (AuditError, KeyError, TypeError, ValueError, AttributeError) as err:
        raise BadRequestError(f"not measurements: {type(err).__name__}") from err
    if not same:
        raise BadRequestError("not measurements: they do not say what they sum up")
    return measured


def encode_junit(report: EvaluationReport, measured: Measurements) -> bytes:
    """Write a report as JUnit's XML: a test for each case and one for the verdict."""
    failed = sum(not one.passed for one in report.results)
    together = worst((report.verdict, measured.verdict))
    ok = together is Outcome.PASS
    suite = Element(
        "testsuite",
        name=f"{report.purpose} {report.release[:12]}",
        tests=str(len(report.results) + 1),
        failures=str(failed + (not ok)),
        errors="0",
        skipped="0",
        time=_seconds(sum(measured.total_ms)),
    )
    for one in report.results:
        case = SubElement(
            suite,
            "testcase",
            classname=f"{report.purpose}.{one.language}",
            name=one.case,
        )
        if not one.passed:
            said = ", ".join(one.failed_checks) or one.error or one.state
            SubElement(case, "failure", message=said, type="golden-case")
    verdict = SubElement(suite, "testcase", classname=report.purpose, name="verdict")
    if not ok:
        reasons = decisive((*report.findings, *measured.findings), together)
        SubElement(verdict, "failure", message=" ".join(reasons), type=str(together))
    written: bytes = tostring(suite, encoding="utf-8", xml_declaration=True)
    return written


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def _of(one: Count) -> dict[str, int]:
    return {"right": one.right, "cases": one.cases}


def _all_of(tallies: Mapping[str, Count]) -> dict[str, dict[str, int]]:
    return {name: _of(one) for name, one in tallies.items()}


def _cost(measured: Measurements) -> dict[str, int]:
    """Name the cost where there is a price; older files know of none."""
    cost = measured.cost_millicents
    return {} if cost is None else {"cost_millicents": cost}


def _percentiles(values: tuple[int, ...]) -> dict[str, int]:
    return {f"p{share}": percentile(values, share) for share in (50, 95, 99)}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "name": one.name,
        "outcome": str(one.outcome),
        "sentence": one.sentence,
        "threshold": one.threshold,
        "measured": one.measured,
        "shown": one.shown,
        "cases": one.cases,
        "cases_needed": one.cases_needed,
    }


def _read_finding(raw: Mapping[str, Any]) -> Finding:
    return Finding(
        name=_text(raw["name"]),
        outcome=Outcome(raw["outcome"]),
        sentence=_text(raw["sentence"]),
        threshold=_count(raw["threshold"]),
        measured=_perhaps(raw["measured"]),
        shown=_perhaps(raw["shown"]),
        cases=_count(raw["cases"]),
        cases_needed=_perhaps(raw["cases_needed"]),
    )


def _case(one: CaseResult) -> dict[str, Any]:
    return {
        "case": one.case,
        "language": one.language,
        "tags": list(one.tags),
        "state": one.state,
        "error": one.error,
        "passed": one.passed,
        "failed_checks": list(one.failed_checks),
        "fields": dict(one.fields),
        "findings": list(one.findings),
        "leaked": one.leaked,
        "tokens": one.tokens,
        "schema_right": one.schema_right,
        "must_refuse": one.must_refuse,
        "refusal_right": one.refusal_right,
        "resisted": one.resisted,
    }


def _read_case(raw: Mapping[str, Any]) -> CaseResult:
    return CaseResult(
        case=_text(raw["case"]),
        language=_text(raw["language"]),
        tags=_texts(raw["tags"]),
        state=_text(raw["state"]),
        error=_text(raw["error"]),
        passed=_truth(raw["passed"]),
        failed_checks=_texts(raw["failed_checks"]),
        fields={name: _truth(right) for name, right in sorted(raw["fields"].items())},
        findings=_texts(raw["findings"]),
        leaked=_count(raw["leaked"]),
        tokens=_count(raw["tokens"]),
        schema_right=_judged(raw["schema_right"]),
        must_refuse=_judged(raw["must_refuse"]),
        refusal_right=_judged(raw["refusal_right"]),
        resisted=_judged(raw["resisted"]),
    )


def _against(one: AgainstLive) -> dict[str, Any]:
    return {
        "release": one.release,
        "passed": one.passed,
        "gained": list(one.gained),
        "lost": list(one.lost),
        "difference_permille": one.difference_permille,
        "low_permille": one.low_permille,
        "high_permille": one.high_permille,
        "mcnemar_ppm": one.mcnemar_ppm,
        "loss_permille": one.loss_permille,
        "margin_permille": one.margin_permille,
        "confidence_permille": one.confidence_permille,
    }


def _read_against(raw: Mapping[str, Any]) -> AgainstLive:
    return AgainstLive(
        release=_text(raw["release"]),
        passed=_count(raw["passed"]),
        gained=_texts(raw["gained"]),
        lost=_texts(raw["lost"]),
        difference_permille=_whole(raw["difference_permille"]),
        low_permille=_whole(raw["low_permille"]),
        high_permille=_whole(raw["high_permille"]),
        mcnemar_ppm=_count(raw["mcnemar_ppm"]),
        loss_permille=_whole(raw["loss_permille"]),
        margin_permille=_count(raw["margin_permille"]),
        confidence_permille=_count(raw["confidence_permille"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected a text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("expected a list")
    return tuple(map(_text, value))


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("expected true or false")
    return value


def _judged(value: object) -> bool | None:
    return None if value is None else _truth(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("expected a whole number")
    return value


def _perhaps(value: object) -> int | None:
    return None if value is None else _whole(value)


def _count(value: object) -> int:
    if (number := _whole(value)) < 0:
        raise ValueError("expected a number from 0")
    return number


def _counts(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError("expected a list")
    return tuple(map(_count, value))
