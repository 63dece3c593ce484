"""Evaluations: have a release evaluated, see how far it is and what it came to.

Who may read the versions of a purpose reads these; who may begin one is asked of the
policy, after the directory was asked again. The worker runs it, and a page shows how
far it is each time it is loaded. What can be taken away holds no text of an answer; the
masked answers of cases that are not right are shown here only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from appliance.domain.evaluation import (
    Arm,
    CaseResult,
    EvaluationReport,
    Measurements,
    percentile,
    worst,
)
from appliance.domain.verdict import Finding
from appliance.errors import BadRequestError, NotAllowedError, NotFoundError
from appliance.release.evaluation.formats import (
    encode_junit,
    parse_measurements,
    parse_report,
)
from appliance.release.evaluation.html import encode_html
from appliance.release.evaluation.pictures import draw_flips, draw_shares, draw_times
from appliance.stores.evaluations import KeptEvaluation
from appliance.web.access import EVERYBODY, Pages
from appliance.web.incoming import read_page
from appliance.web.judges import right_by_release
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import in_force, may_evaluate, own, readable
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("evaluations", __name__)

_MAX_RELEASE_CHARS = 64
_TYPES = {
    "report.json": "application/json",
    "measurements.json": "application/json",
    "junit.xml": "application/xml",
    "report.html": "text/html",
}


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case that is not right, as its page shows it.

    Args:
        result: What the report says of it.
        answer: The masked answer, "" where there is none.
    """

    result: CaseResult
    answer: str


@pages.route("/evaluations", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """List the evaluations of the purposes that this person may look after."""
    of, caller = parts(), visit().credential.caller()
    mine = readable(of, caller)
    found = [
        kept for kept in of.stores.evaluations.all() if kept.wanted.purpose in mine
    ]
    shares = right_by_release(of, mine)
    if wants_json():
        return jsonify(
            evaluations=[told(kept) for kept in found],
            judged=[one.as_json() for one in shares.values()],
        )
    startable = [p for p in mine.values() if p and may_evaluate(of, caller, p)]
    return render_template(
        "evaluations.html",
        found=found,
        shares=shares,
        purposes=mine,
        startable=startable,
        names=of.stores.people.by_person(filter(None, (k.requester for k in found))),
    )


@pages.route("/evaluations", to=EVERYBODY, methods=("POST",))
def begin() -> ResponseReturnValue:
    """Have a release of a purpose evaluated, or show the same one that goes on.

    Raises:
        BadRequestError: What to evaluate is not said as it must be.
        NotAllowedError: They may not.
    """
    of, form = parts(), fields()
    release, against = form.get("release", ""), form.get("against", "")
    if against not in {"", "live"} or len(release) > _MAX_RELEASE_CHARS:
        raise BadRequestError("a release is a digest, and against is live or nothing")
    caller = recheck(of, visit())
    purpose = own(of, caller, form.get("purpose", ""))
    if purpose is None or not may_evaluate(of, caller, purpose):
        raise NotAllowedError("evaluate is not allowed")
    begun = of.evaluator.evaluate(
        purpose.name,
        release=release,
        against_live=against == "live",
        requester=caller.person,
        version=_number(form.get("version", "")),
    )
    if wants_json():
        return jsonify(told(of.stores.evaluations.get(str(begun["evaluation"]))))
    return redirect(url_for("evaluations.show", evaluation=begun["evaluation"]), 303)


@pages.route("/evaluations/<evaluation>", to=EVERYBODY)
def show(evaluation: str) -> ResponseReturnValue:
    """Show how far an evaluation is, or what it came to."""
    of = parts()
    kept = _own(of, evaluation)
    if wants_json():
        return jsonify(told(kept))
    purpose = in_force(of, kept.wanted.purpose)
    names = of.stores.people.by_person([kept.requester] if kept.requester else [])
    common = {
        "kept": kept,
        "purpose": purpose,
        "requester": names.get(kept.requester or ""),
    }
    if kept.verdict is None:
        return render_template("evaluation.html", report=None, **common)
    report, measured = _read(of, kept)
    return render_template(
        "evaluation.html",
        report=report,
        measured=measured,
        times={share: percentile(measured.total_ms, share) for share in (50, 95, 99)},
        first={
            share: percentile(measured.first_token_ms, share) for share in (50, 95, 99)
        },
        verdict=worst((report.verdict, measured.verdict)),
        findings=_worst_first((*report.findings, *measured.findings)),
        pictures=_pictures(report, measured),
        wrong=_wrong(of, kept, report),
        files=tuple(_TYPES),
        **common,
    )


@pages.route("/evaluations/<evaluation>/<file>", to=EVERYBODY)
def take_away(evaluation: str, file: str) -> ResponseReturnValue:
    """Give a file of a finished evaluation.

    Raises:
        NotFoundError: There is no such file.
    """
    of = parts()
    kept = _own(of, evaluation)
    if file not in _TYPES:
        raise NotFoundError("no such file of an evaluation")
    report, measured = of.stores.evaluations.files(kept.id)
    make: dict[str, Callable[[], bytes]] = {
        "report.json": report.encode,
        "measurements.json": measured.encode,
        "junit.xml": lambda: encode_junit(*_read(of, kept)),
        "report.html": lambda: encode_html(*_read(of, kept), kept.report),
    }
    response = Response(make[file](), mimetype=_TYPES[file])
    name = f"{kept.wanted.purpose}-{kept.id[:8]}-{file}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def told(kept: KeptEvaluation) -> dict[str, Any]:
    """Put an evaluation into the words of the HTTP contract."""
    return {
        "evaluation": kept.id,
        "purpose": kept.wanted.purpose,
        "release": kept.wanted.release,
        "against": kept.wanted.against,
        "state": str(kept.state),
        "runs": kept.runs,
        "done": kept.done,
        "cases": kept.wanted.cases,
        "passed": kept.passed,
        "verdict": None if kept.verdict is None else str(kept.verdict),
        "report": kept.report,
        "begun_at": kept.begun_at.isoformat(),
        "ended_at": None if kept.ended_at is None else kept.ended_at.isoformat(),
    }


def _number(text: str) -> int:
    """Read the number of a version; 0 where none is named."""
    return read_page(text) if text else 0


def _own(of: Parts, evaluation: str) -> KeptEvaluation:
    """Find an evaluation of a purpose whose versions this person may read.

    Raises:
        NotAllowedError: There is no purpose at all that they may read.
        NotFoundError: There is none; nothing tells one from somebody else's.
    """
    mine = readable(of, visit().credential.caller())
    kept = of.stores.evaluations.get(evaluation)
    if kept.wanted.purpose not in mine:
        raise NotFoundError("no such evaluation")
    return kept


def _read(of: Parts, kept: KeptEvaluation) -> tuple[EvaluationReport, Measurements]:
    report, measured = of.stores.evaluations.files(kept.id)
    return parse_report(report.encode()), parse_measurements(measured.encode())


def _worst_first(findings: tuple[Finding, ...]) -> list[Finding]:
    order = ("fail", "inconclusive", "pass")
    return sorted(findings, key=lambda one: order.index(one.outcome))


def _pictures(
    report: EvaluationReport, measured: Measurements
) -> Mapping[str, Markup | None]:
    """Draw what there is to draw; every label in it is escaped where it is drawn."""
    fields_ = report.by_field()
    against = report.against
    drawn = {
        "tags": draw_shares(gettext("Right by tag"), [*report.by_tag().items()]),
        "fields": draw_shares(gettext("Right by field"), [*fields_.items()])
        if fields_
        else None,
        "flips": draw_flips(gettext("Difference to the live release"), against)
        if against
        else None,
        "times": draw_times(gettext("How long the cases took"), measured.total_ms),
    }
    return {
        name: None if one is None else Markup(one)  # noqa: S704 # nosec B704 - drawn and escaped above
        for name, one in drawn.items()
    }


def _wrong(
    of: Parts, kept: KeptEvaluation, report: EvaluationReport
) -> list[ShownCase]:
    runs = of.stores.evaluations.runs(kept.id)
    answers = {run.case: run.answer for run in runs if run.arm is Arm.CANDIDATE}
    return [
        ShownCase(one, answers.get(one.case, ""))
        for one in report.results
        if not one.passed
    ]
