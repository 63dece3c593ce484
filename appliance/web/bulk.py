"""Many texts at once: a list goes through one purpose in the background.

What is wrong with a file is said before anything runs, and nothing that was typed is
lost; every read is by owner. What becomes of each text is its own exchange's; reading
in is bulk_intake.py, a list that is begun bulk_list.py, working on it the worker's.
"""

import threading
from collections.abc import Mapping
from datetime import timedelta

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.bulk import BulkList, BulkState, GivenItem, GivenList
from appliance.domain.ports.masker import case_digest
from appliance.domain.purpose import Purpose
from appliance.errors import ApplianceError, BadRequestError, EngineBusyError
from appliance.kinds import RecordKind
from appliance.stores.bulk import WantedList
from appliance.web.access import STAFF, Pages
from appliance.web.bulk_table import ENCODINGS, SEPARATORS
from appliance.web.bulk_told import digest_of, given_list, record, told, told_problem
from appliance.web.incoming import read_remark
from appliance.web.parts import Parts, parts
from appliance.web.previews import MAX_TITLE_CHARS, own_purpose
from appliance.web.visit import fields, visit
from appliance.web.wanted import wants_json

pages = Pages("bulk", __name__)

_LOOK, _BEGIN = "look", "begin"
# A file that is sent slowly is sent twice by who presses twice.
_SAME_WITHIN = timedelta(minutes=10)
_BEGINNING = threading.Lock()


@pages.route("/bulk", to=STAFF)
def index() -> ResponseReturnValue:
    """List the visitor's lists, and the purposes that one can be begun for."""
    of, now_visit = parts(), visit()
    found = of.stores.bulk.of_owner(now_visit.person)
    if wants_json():
        return jsonify(lists=[told(of, kept) for kept in found])
    purposes = {purpose.name: purpose for purpose in of.ports.purposes.all()}
    return render_template(
        "bulk.html",
        lists=[(kept, of.stores.bulk.counts(kept)) for kept in found],
        purposes=purposes,
        mine=[p for p in purposes.values() if p.roles & now_visit.roles],
    )


@pages.route("/bulk/new/<purpose>", to=STAFF)
def new(purpose: str) -> ResponseReturnValue:
    """Show the form for a list of texts."""
    case = request.args.get("case", "")
    title = ""
    if case:
        title = parts().stores.cases.get(case, visit().person).title
    return _form(own_purpose(purpose), {"case": case}, title=title)


@pages.route("/bulk/new/<purpose>", to=STAFF, methods=("POST",))
def give(purpose: str) -> ResponseReturnValue:
    """Look at a list, or begin it where nothing is wrong with it."""
    of, mine, form = parts(), own_purpose(purpose), fields()
    given = given_list(of, mine)
    if given.problems or form.get("do", _BEGIN) == _LOOK:
        return _looked_at(mine, given)
    kept = _begun(of, mine, given.items)
    if wants_json():
        return make_response(jsonify(told(of, kept)), 201)
    return redirect(url_for("bulk_list.show", bulk=kept.id), 303)


def _begun(of: Parts, purpose: Purpose, items: tuple[GivenItem, ...]) -> BulkList:
    """Begin a list, or give the one that the same person has in work just now.

    What of that one was lost on its way in is read in from the file that came now.

    Raises:
        EngineBusyError: No list more is read in now.
    """
    form, now_visit = fields(), visit()
    language = form.get("language", "") or purpose.languages[0]
    if language not in purpose.languages:
        raise BadRequestError(f"{purpose.name} has no such language")
    title = read_remark(form.get("title", ""), max_chars=MAX_TITLE_CHARS)
    case, person = form.get("case", ""), now_visit.person
    cases, given = of.stores.cases, digest_of(of, items)
    # A new case is in no vault yet.
    known = case_digest(of.ports.masker, cases.get(case, person).id) if case else None
    with _BEGINNING:
        for kept in _lately(of, person):
            asked = (purpose.name, language, case or title)
            stands = (
                kept.purpose,
                kept.language,
                kept.case if case else kept.case_title,
            )
            if asked == stands and of.stores.bulk.is_given(kept.id, person, given):
                if not kept.is_read:
                    of.intake.start(kept, items, now_visit.credential)
                return kept
        if of.intake.is_full():
            raise EngineBusyError("no list more is read in now")
        return _begin(
            of,
            WantedList(
                owner=person,
                case=case or cases.create(person, title).id,
                purpose=purpose.name,
                language=language,
                rows=len(items),
                given=given,
                case_digest=known,
            ),
            items,
        )


def _lately(of: Parts, person: str) -> list[BulkList]:
    """Give the lists in work that a second press may have been meant to begin."""
    since = of.ports.clock.now() - _SAME_WITHIN
    return [
        kept
        for kept in of.stores.bulk.of_owner(person)
        if kept.state is not BulkState.ENDED and kept.created_at >= since
    ]


def _begin(of: Parts, wanted: WantedList, items: tuple[GivenItem, ...]) -> BulkList:
    lists = of.stores.bulk
    kept = lists.begin(wanted)
    repeats = sum(item.repeats is not None for item in items)
    try:
        record(of, RecordKind.BULK_BEGUN, kept, {"repeats": repeats})
    except ApplianceError:
        lists.forget(kept.id)
        raise
    of.intake.start(kept, items, visit().credential)
    return kept


def _looked_at(purpose: Purpose, given: GivenList) -> ResponseReturnValue:
    """Tell what a file holds, or what is wrong with it."""
    status = 422 if given.problems else 200
    if wants_json():
        body = {
            "rows": len(given.items),
            "columns": list(given.columns),
            "repeats": [[i.row, i.repeats] for i in given.items if i.repeats],
            "problems": list(map(told_problem, given.problems)),
        }
        return make_response(jsonify(body), status)
    form = fields()
    title = form.get("title", "")
    return make_response(_form(purpose, form, title=title, given=given), status)


def _form(
    purpose: Purpose,
    typed: Mapping[str, str],
    *,
    title: str = "",
    given: GivenList | None = None,
) -> str:
    return render_template(
        "bulk_new.html",
        purpose=purpose,
        typed=typed,
        title=title,
        given=given,
        rows=parts().settings.worker.list_rows,
        encodings=ENCODINGS,
        separators=SEPARATORS,
    )
