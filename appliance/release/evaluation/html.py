"""Write an evaluation as one HTML file for people: no script, nothing fetched.

It says what the report and the measurements say and nothing else. Every text in it is
escaped, and the page forbids itself everything but its own style.
"""

from collections.abc import Iterable, Sequence
from html import escape

from appliance.domain.evaluation import (
    CaseResult,
    EvaluationReport,
    Measurements,
    percentile,
    permille,
    worst,
)
from appliance.domain.verdict import Finding
from appliance.release.evaluation.pictures import draw_flips, draw_shares, draw_times

_STYLE = """
:root{color-scheme:light dark;--good:#2e7d4f;--bad:#b3372f;--quiet:#8883}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}
th{border-bottom:1px solid;white-space:nowrap}
tr+tr td{border-top:1px solid var(--quiet)}
code{font-size:.9em;overflow-wrap:anywhere}
svg{width:100%;max-width:44rem;display:block}
rect.good{fill:var(--good)}rect.bad{fill:var(--bad)}rect.quiet{fill:var(--quiet)}
line.good{color:var(--good)}line.bad{color:var(--bad)}
.pass{color:var(--good)}.fail{color:var(--bad)}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"


def encode_html(report: EvaluationReport, measured: Measurements, digest: str) -> bytes:
    """Write the page.

    Args:
        digest: SHA-256 hex of the report's file, by which the log knows it.
    """
    verdict = worst((report.verdict, measured.verdict))
    title = f"Evaluation of {report.purpose}: {verdict}"
    body = [
        f'<h1>{escape(report.purpose)}: <span class="{verdict}">{verdict}</span></h1>',
        _facts(report, measured, digest),
        _section("What the purpose asks for", _thresholds(report, measured)),
        _section("By tag", draw_shares("Right by tag", [*report.by_tag().items()])),
        _section("By field", _fields(report)),
        _section("By language", _languages(report)),
        _section("Against the live release", _against(report)),
        _section("Time", _times(measured)),
        _section("Cases that are not right", _failed(report)),
    ]
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{chr(10).join(filter(None, body))}\n</body></html>\n"
    )
    return page.encode()


def _section(heading: str, content: str) -> str:
    return (
        f"<section><h2>{escape(heading)}</h2>\n{content}</section>" if content else ""
    )


def _facts(report: EvaluationReport, measured: Measurements, digest: str) -> str:
    passed = report.passed()
    return _table(
        (),
        [
            ("Release", _code(report.release)),
            ("Golden cases", _code(report.golden)),
            ("Report", _code(digest)),
            (
                "Right",
                f"{passed.right} of {passed.cases} ({_percent(permille(passed))})",
            ),
            ("Values readable in masked texts", str(report.leaked())),
            ("Tokens of a request", str(report.tokens_per_case())),
            ("Answers computed beside others", str(measured.inexact)),
            *(
                [("Cost of a request", f"{measured.cost_millicents / 1000:.3f} cents")]
                if measured.cost_millicents is not None
                else []
            ),
        ],
    )


def _thresholds(report: EvaluationReport, measured: Measurements) -> str:
    rows = [
        (
            f'<span class="{one.outcome}">{one.outcome}</span>',
            escape(one.name),
            escape(one.sentence),
        )
        for one in _worst_first((*report.findings, *measured.findings))
    ]
    return _table(("", "Threshold", "What is shown"), rows)


def _worst_first(findings: Iterable[Finding]) -> Sequence[Finding]:
    order = ("fail", "inconclusive", "pass")
    return sorted(findings, key=lambda one: order.index(one.outcome))


def _fields(report: EvaluationReport) -> str:
    fields = report.by_field()
    return draw_shares("Right by field", [*fields.items()]) if fields else ""


def _languages(report: EvaluationReport) -> str:
    languages = report.by_language()
    if len(languages) < 2:
        return ""
    return draw_shares("Right by language", [*languages.items()])


def _against(report: EvaluationReport) -> str:
    found = report.against
    if found is None:
        return ""
    rows = [
        ("Live release", _code(found.release)),
        ("Right on live", str(found.passed)),
        ("Only this one is right", _codes(found.gained)),
        ("Only live is right", _codes(found.lost)),
        ("McNemar's exact p", f"{found.mcnemar_ppm / 1_000_000:.6f}"),
        ("Worse by less than", _percent(found.loss_permille)),
    ]
    return draw_flips("Difference to the live release", found) + _table((), rows)


def _times(measured: Measurements) -> str:
    rows = [
        (name, *(f"{percentile(values, share)} ms" for share in (50, 95, 99)))
        for name, values in (
            ("To the whole answer", measured.total_ms),
            ("To the first token", measured.first_token_ms),
        )
    ]
    picture = draw_times("Milliseconds of a case", measured.total_ms)
    return picture + _table(("", "p50", "p95", "p99"), rows)


def _failed(report: EvaluationReport) -> str:
    rows = [_failed_row(one) for one in report.results if not one.passed]
    if not rows:
        return "<p>None.</p>"
    return _table(("Case", "Language", "How it ended", "What does not hold"), rows)


def _failed_row(one: CaseResult) -> tuple[str, ...]:
    ended = f"{one.state}, {one.error}" if one.error else one.state
    return (
        _code(one.case),
        escape(one.language),
        escape(ended),
        escape(", ".join(one.failed_checks)),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows of cells that are HTML already; the first is the row's head."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    lines = [f"<tr>{head}</tr>"] if heads else []
    for first, *rest in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return f"<table>{''.join(lines)}</table>\n"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _codes(texts: Sequence[str]) -> str:
    return ", ".join(map(_code, texts)) or "none"


def _percent(value: int) -> str:
    return f"{value / 10:.1f} %"
