"""`cloister evaluation`: list, show, take away and verify evaluations."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.commands.options import config_option
from appliance.domain.evaluation import EvaluationReport, decisive, percentile, worst
from appliance.errors import BadRequestError, LedgerError, SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.release.evaluation.formats import (
    digest_of_report,
    encode_junit,
    parse_measurements,
    parse_report,
)
from appliance.release.evaluation.html import encode_html
from appliance.settings import load_settings
from appliance.worker.client import WorkerClient
from audit.errors import AuditError
from audit.note import parse_vkey
from audit.record import Record
from audit.verify import examine_export

REPORT, MEASUREMENTS = "report.json", "measurements.json"
JUNIT, PAGE = "junit.xml", "report.html"
_AT_ONCE = 500

# A record of the log: its number and body.
Found = tuple[int, Mapping[str, Any]]


@click.group()
def group() -> None:
    """List, show, take away and verify evaluations."""


@group.command("list")
@click.option("--purpose", default="", help="Of this purpose only.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@config_option
def list_all(purpose: str, *, as_json: bool, config: Path) -> None:
    """List evaluations, newest first."""
    worker = WorkerClient(load_settings(config))
    try:
        found = worker.evaluations(purpose)
    finally:
        worker.close()
    if as_json:
        click.echo(json.dumps(found))
        return
    table = Table()
    # The id is what is typed next, so it is never cut.
    table.add_column("Evaluation", no_wrap=True, min_width=32)
    for heading in ("Purpose", "Release", "Begun", "Right", "Verdict"):
        table.add_column(heading, overflow="fold")
    for one in found:
        right = "" if one["passed"] is None else f"{one['passed']}/{one['cases']}"
        verdict = one["verdict"] or one["error"] or f"{one['done']}/{one['runs']}"
        cells = (one["evaluation"], one["purpose"], one["release"][:12])
        table.add_row(*cells, one["begun_at"][:19], right, verdict)
    Console().print(table)


@group.command()
@click.argument("evaluation")
@config_option
def show(evaluation: str, config: Path) -> None:
    """Show what EVALUATION came to."""
    worker = WorkerClient(load_settings(config))
    try:
        told = worker.evaluation(evaluation)
        if told["verdict"] is None:
            said = told["error"] or f"{told['done']} of {told['runs']} cases are run"
            click.echo(f"{told['purpose']}: {told['state']}, {said}")
            return
        files = worker.evaluation_files(evaluation)
    finally:
        worker.close()
    show_report(told, *files)


@group.command()
@click.argument("evaluation")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@config_option
def export(evaluation: str, folder: Path, config: Path) -> None:
    """Write the report of EVALUATION to FOLDER: JSON, JUnit XML and HTML."""
    worker = WorkerClient(load_settings(config))
    try:
        files = worker.evaluation_files(evaluation)
    finally:
        worker.close()
    write_files(folder, *files)


@group.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--log",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An export of the log (cloister audit export); without, the running log.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The log's public key, for --log.",
)
@config_option
def verify(file: Path, log: Path | None, key: Path | None, config: Path) -> None:
    """Check that FILE, a report.json, is the one that the log has a record of.

    The log's checkpoints are signed and cover that record, so they sign the report.
    With --log and --key it needs no appliance and no network.
    """
    if (log is None) != (key is None):
        raise click.UsageError("--log and --key belong together")
    content = file.read_bytes()
    report = parse_report(content)
    digest = digest_of_report(content)
    found = (
        _in_running_log(config, digest)
        if log is None or key is None
        else _in_export(log, key, digest)
    )
    number, body = _check_same(found, report)
    click.echo(f"report {digest} of {report.purpose}: {report.verdict}")
    click.echo(f"release {report.release}")
    verdict = body["verdict"]
    click.echo(f"record {number} of the log names it; with limits of time: {verdict}")


def show_report(told: Mapping[str, Any], report: str, measured: str) -> None:
    """Print what an evaluation came to."""
    read, times = parse_report(report.encode()), parse_measurements(measured.encode())
    passed = read.passed()
    table = Table("", "right", "of", title=f"{read.purpose} {read.release[:12]}")
    table.add_row("all cases", str(passed.right), str(passed.cases), style="bold")
    parts = {
        **{name: one for name, one in read.by_property().items() if one.cases},
        **{f"field {name}": one for name, one in read.by_field().items()},
        **{f"tag {name}": one for name, one in read.by_tag().items()},
    }
    for name, one in parts.items():
        table.add_row(escape(name), str(one.right), str(one.cases))
    Console().print(table)
    if read.against is not None:
        click.echo(f"Right now, and wrong on live: {_names(read.against.gained)}")
        click.echo(f"Wrong now, and right on live: {_names(read.against.lost)}")
    p50, p95, p99 = (percentile(times.total_ms, share) for share in (50, 95, 99))
    click.echo(
        f"{read.leaked()} readable values; {read.tokens_per_case()} tokens a request; "
        f"{p50} / {p95} / {p99} ms (p50, p95, p99)"
    )
    verdict = worst((read.verdict, times.verdict))
    click.echo(f"Verdict: {verdict} (evaluation {told['evaluation']})")
    for sentence in decisive((*read.findings, *times.findings), verdict):
        click.echo(f"  {sentence}")


def write_files(folder: Path, report: str, measured: str) -> None:
    """Write every file of an evaluation to a folder, which is made if need be.

    Raises:
        SettingsError: A file cannot be written; it is named.
    """
    read, times = parse_report(report.encode()), parse_measurements(measured.encode())
    digest = digest_of_report(report.encode())
    files = {
        REPORT: report.encode(),
        MEASUREMENTS: measured.encode(),
        JUNIT: encode_junit(read, times),
        PAGE: encode_html(read, times, digest),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as err:
        raise SettingsError(f"{folder}: {err.strerror}") from err
    click.echo(f"wrote {', '.join(files)} to {folder}", err=True)


def _names(cases: tuple[str, ...]) -> str:
    return ", ".join(cases) or "none"


def _check_same(found: Found | None, report: EvaluationReport) -> Found:
    """Check that the record of a report says what the report says.

    Raises:
        BadRequestError: There is none, or it says something else.
    """
    if found is None:
        raise BadRequestError("the log has no record of this report")
    expected = {
        "purpose": report.purpose,
        "release": report.release,
        "golden": report.golden,
        "against": report.against.release if report.against else "",
        "cases": report.passed().cases,
        "passed": report.passed().right,
    }
    number, body = found
    if any(body.get(name) != value for name, value in expected.items()):
        raise BadRequestError(f"record {number} names this report and says otherwise")
    return found


def _in_running_log(config: Path, digest: str) -> Found | None:
    """Look through the log from its newest record back."""
    ledger = LedgerClient(load_settings(config))
    try:
        end = ledger.size()
        while end > 0:
            first = max(0, end - _AT_ONCE)
            batch = ledger.read(first, end - first)
            if not batch:
                raise LedgerError(f"the log gives no record before {end}")
            for record in reversed(batch):
                if _names_report(record["kind"], record["body"], digest):
                    return int(record["seq"]), record["body"]
            end = int(batch[0]["seq"])
    finally:
        ledger.close()
    return None


def _in_export(log: Path, key: Path, digest: str) -> Found | None:
    """Verify an export as a whole, then give what it has of a report."""
    found: list[Found] = []

    def on_line(number: int, record: Record | None, _line: bytes) -> None:
        if record is not None and _names_report(record.kind, record.body, digest):
            found.append((number, record.body))

    try:
        vkey = parse_vkey(key.read_text(encoding="ascii").strip())
        with log.open("rb") as source:
            examine_export(source, vkey, on_line=on_line)
    except (AuditError, OSError, UnicodeDecodeError) as err:
        raise BadRequestError(f"{log}: {err}") from err
    return found[-1] if found else None


def _names_report(kind: str, body: Mapping[str, Any], digest: str) -> bool:
    return kind == RecordKind.EVALUATION_FINISHED and body.get("report") == digest
