"""One list of texts: how far it is, what became of each text, pausing and ending it."""

from datetime import timedelta
from typing import Any

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.bulk import OTHER_LIST, BulkList, BulkState, Problem
from appliance.domain.exchange import ExchangeState
from appliance.errors import BadRequestError, ConflictError
from appliance.kinds import RecordKind
from appliance.stores.bulk import PAGE_ROWS, KeptItem
from appliance.web.access import STAFF, Pages
from appliance.web.bulk_table import ENCODINGS, SEPARATORS
from appliance.web.bulk_told import (
    digest_of,
    given_list,
    move,
    purpose_of,
    told,
    told_problem,
)
from appliance.web.incoming import read_page
from appliance.web.laid_out import shown as shown_answer
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.visit import fields, visit
from appliance.web.wanted import wants_json

pages = Pages("bulk_list", __name__)

_EXCERPT_CHARS = 160
# What may be done where, and what it leads to.
_RUNNING, _PAUSED = BulkState.RUNNING, BulkState.PAUSED
_STEPS: dict[str, tuple[tuple[BulkState, ...], BulkState, RecordKind]] = {
    "pause": ((_RUNNING,), _PAUSED, RecordKind.BULK_PAUSED),
    "resume": ((_PAUSED,), _RUNNING, RecordKind.BULK_RESUMED),
    "end": ((_RUNNING, _PAUSED), BulkState.ENDED, RecordKind.BULK_ENDED),
}
_SHOWN = {
    "done": ExchangeState.RELEASED,
    "held": ExchangeState.HELD,
    "refused": ExchangeState.REFUSED,
    "failed": ExchangeState.FAILED,
}


@pages.route("/bulk/<bulk>", to=STAFF)
def show(bulk: str) -> ResponseReturnValue:
    """Show how far one of the visitor's lists is, and what became of its texts."""
    of = parts()
    kept = of.stores.bulk.get(bulk, visit().person)
    page = read_page(request.args.get("page", "1"))
    wanted = request.args.get("state", "")
    if wanted and wanted not in _SHOWN:
        raise BadRequestError("no such state")
    return _shown(of, kept, page=page, wanted=wanted)


@pages.route("/bulk/<bulk>", to=STAFF, methods=("POST",))
def step(bulk: str) -> ResponseReturnValue:
    """Pause a list, go on with it, end it, or give its file again."""
    of, form = parts(), fields()
    kept = of.stores.bulk.get(bulk, visit().person)
    match form.get("step", ""):
        case "again":
            problems = _again(of, kept)
            if problems:
                return _shown(of, kept, problems=problems)
        case asked if asked in _STEPS:
            before, after, kind = _STEPS[asked]
            move(of, kept, before, after, kind)
        case _:
            raise BadRequestError("no such step")
    if wants_json():
        return jsonify(told(of, of.stores.bulk.get(kept.id, kept.owner)))
    return redirect(url_for("bulk_list.show", bulk=kept.id), 303)


def _again(of: Parts, kept: BulkList) -> tuple[Problem, ...]:
    """Go on reading a list in whose file is given again; says what is wrong with it.

    A second press of the same file changes nothing and is no fault.

    Raises:
        ConflictError: It has ended.
    """
    if kept.state is BulkState.ENDED:
        raise ConflictError(f"list {kept.id} has ended")
    given = given_list(of, of.ports.purposes.named(kept.purpose))
    if given.problems:
        return given.problems
    digest = digest_of(of, given.items)
    if not of.stores.bulk.is_given(kept.id, kept.owner, digest):
        return (Problem(OTHER_LIST),)
    if not kept.is_read:
        of.intake.start(kept, given.items, visit().credential)
    return ()


def _shown(
    of: Parts,
    kept: BulkList,
    *,
    page: int = 1,
    wanted: str = "",
    problems: tuple[Problem, ...] = (),
) -> ResponseReturnValue:
    now = told(of, kept)
    states = (_SHOWN[wanted],) if wanted else ()
    found = of.stores.bulk.items(
        kept.id,
        kept.owner,
        states=states,
        skip=(page - 1) * PAGE_ROWS,
        most=PAGE_ROWS + 1,
    )
    items, status = found[:PAGE_ROWS], 422 if problems else 200
    if wants_json():
        now |= {
            "items": [_item(item) for item in items],
            "page": page,
            "more": len(found) > PAGE_ROWS,
        }
        if problems:
            now["problems"] = list(map(told_problem, problems))
        return make_response(jsonify(now), status)
    body = render_template(
        "bulk_list.html",
        kept=kept,
        told=now,
        counts=of.stores.bulk.counts(kept),
        purpose=purpose_of(of, kept),
        items=[(item, _excerpt(of, item)) for item in items],
        page=page,
        more=len(found) > PAGE_ROWS,
        wanted=wanted,
        shown=_SHOWN,
        left=None if now["left_s"] is None else timedelta(seconds=now["left_s"]),
        problems=problems,
        encodings=ENCODINGS,
        separators=SEPARATORS,
    )
    return make_response(body, status)


def _excerpt(of: Parts, item: KeptItem) -> str:
    """Give the first words of an answer with nobody in it, or why there is none."""
    kept = item.kept
    if kept.state is ExchangeState.RELEASED and kept.answer is not None:
        purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
        answer = shown_answer(purpose, kept.answer)
        values = (", ".join(v.text for v in values) for _, values in answer.facts)
        words = " \u00b7 ".join(values) if answer.facts else answer.text
    else:
        words = " ".join(map(say, kept.reasons))
    words = " ".join(words.split())
    return words[:_EXCERPT_CHARS] + ("\u2026" if len(words) > _EXCERPT_CHARS else "")


def _item(item: KeptItem) -> dict[str, Any]:
    return {
        "row": item.row,
        "name": item.name,
        "exchange": item.kept.id,
        "state": str(item.kept.state),
        "repeats": item.repeats,
        "reasons": list(map(say, item.kept.reasons)),
    }
