"""The main job: pick a purpose, give a text, see it masked, send it, watch the answer.

The pages work without scripts; with them the answer arrives as server-sent events. The
only way from here to the model is pipeline.run.
"""

import contextlib
import secrets
from collections.abc import Iterator, Sequence

from flask import (
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from appliance.domain.exchange import Exchange, Outcome, Refused, Released
from appliance.domain.ports import Entry
from appliance.domain.purpose import Purpose, ReviewRule
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    InternalError,
    UnknownPurposeError,
)
from appliance.kinds import RecordKind
from appliance.pipeline import preview as preview_exchange
from appliance.web.access import EVERYBODY, STAFF, Pages
from appliance.web.errors import failed_event
from appliance.web.feed import Event, Feed, outcome_event, spans_of
from appliance.web.history import latest
from appliance.web.incoming import read_remark, read_text
from appliance.web.languages import say, speaker
from appliance.web.long_texts import is_long, put_in_line
from appliance.web.parts import Parts, parts
from appliance.web.show import Segment, all_kinds, segments
from appliance.web.upload import read_upload
from appliance.web.visit import fields, visit
from appliance.web.wanted import EVENTS, wants_events, wants_json

pages = Pages("chat", __name__)

MAX_TITLE_CHARS = 120
# How long a page load without scripts waits for its answer.
PAGE_WAIT_S = 15.0
# Of the visitor's own exchanges, on the first page.
RECENT = 4
_ORIGINS = frozenset({"web", "terminal"})


@pages.route("/", to=EVERYBODY)
def start() -> ResponseReturnValue:
    """Show what a person can do here: the purposes that are for them."""
    of, now_visit = parts(), visit()
    mine = [p for p in of.ports.purposes.all() if p.roles & now_visit.roles]
    return render_template(
        "start.html",
        # What answers at once comes first.
        purposes=sorted(mine, key=lambda p: p.review is ReviewRule.FOUR_EYES),
        waiting=of.stores.reviews.count_waiting(reviewable(of)),
        recent=latest(of, now_visit.person, RECENT) if mine else [],
    )


@pages.route("/new/<purpose>", to=STAFF)
def new(purpose: str) -> ResponseReturnValue:
    """Show the page where a text is given, for a new case or one of the visitor's."""
    case = request.args.get("case", "")
    if not case:
        return _new_page(_purpose(purpose))
    kept = parts().stores.cases.get(case, visit().person)
    return _new_page(_purpose(purpose), case=kept.id, title=kept.title)


@pages.route("/preview/<purpose>", to=STAFF, methods=("POST",))
def preview(purpose: str) -> ResponseReturnValue:
    """Show what the model would see of a text, and send nothing."""
    of = parts()
    exchange = _exchange(of, _purpose(purpose))
    g.exchange = exchange.id
    seen = preview_exchange(exchange, of.ports)
    if isinstance(seen, Refused):
        return _refused_preview(exchange, seen)
    if wants_json():
        body = {
            "case": exchange.case,
            "masked": seen.text.text,
            "spans": spans_of(seen.text, say),
        }
        if _has_file():
            body["text"] = exchange.text.reveal()
        return jsonify(body)
    return _new_page(
        seen.admitted.purpose,
        case=exchange.case,
        typed=exchange.text.reveal(),
        seen=segments(seen.text.text, seen.text.spans),
    )


@pages.route("/exchanges", to=STAFF, methods=("POST",))
def ask() -> ResponseReturnValue:
    """Take a text all the way, streaming what happens where the caller reads it."""
    of = parts()
    exchange = _exchange(of, _purpose(fields().get("purpose", "")))
    url = url_for("answers.show", exchange=exchange.id)
    if is_long(of, exchange):
        return _ask_later(of, exchange, url)
    # Taken now, because the stream goes on after this request's context has ended.
    speak = speaker()
    feed = Feed(speak)
    feed.put("opened", exchange=exchange.id, case=exchange.case)
    future = of.live.start(exchange, feed)
    g.exchange = exchange.id
    if not wants_events():
        # What takes longer goes on: the page of the exchange says that it is in work.
        with contextlib.suppress(TimeoutError):
            future.result(PAGE_WAIT_S)
        return redirect(url, 303)

    def end(outcome: Outcome | None, fault: ApplianceError | None) -> Event:
        if outcome is None:
            fault = fault or InternalError("no outcome")
            return failed_event(fault, exchange.id, speak)
        return outcome_event(outcome, url, speak)

    def body() -> Iterator[str]:
        yield from of.live.events(feed, future, end)
        # Only reached when the last event was taken: the reader was still there.
        if future.done() and not future.exception():
            _record_sent(of, exchange, future.result())

    response = Response(body(), mimetype=EVENTS)
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _ask_later(of: Parts, exchange: Exchange, url: str) -> ResponseReturnValue:
    """Have the worker answer a long text; its page says how far it is."""
    g.exchange = exchange.id
    seen = preview_exchange(exchange, of.ports)
    if isinstance(seen, Refused):
        if not wants_events():
            return _refused_preview(exchange, seen)
        body = {"exchange": exchange.id, "reasons": list(map(say, seen.reasons))}
        return Response(Event("refused", body | {"url": "/"}).encode(), mimetype=EVENTS)
    put_in_line(of, seen)
    if not wants_events():
        return redirect(url, 303)
    queued = Event("queued", {"exchange": exchange.id, "url": url})
    return Response(queued.encode(), mimetype=EVENTS)


def reviewable(of: Parts) -> list[str]:
    """Name the purposes whose held answers this visitor may conclude."""
    roles = visit().roles
    return [p.name for p in of.ports.purposes.all() if p.reviewer_role in roles]


def _purpose(name: str) -> Purpose:
    """Find a purpose that is for this visitor.

    Raises:
        UnknownPurposeError: There is none of this name for them.
    """
    purpose = parts().ports.purposes.named(name)
    if not purpose.roles & visit().roles:
        raise UnknownPurposeError("not a purpose of this person")
    return purpose


def _exchange(of: Parts, purpose: Purpose) -> Exchange:
    """Make an exchange of the form that came in.

    Raises:
        BadRequestError: The language is none of the purpose's; it is kept in the clear,
            so it must not be words of a person.
    """
    now_visit, form = visit(), fields()
    language = form.get("language", "") or purpose.languages[0]
    if language not in purpose.languages:
        raise BadRequestError(f"{purpose.name} has no such language")
    text = read_text(_given(), max_chars=purpose.max_input_chars)
    title = read_remark(form.get("title", ""), max_chars=MAX_TITLE_CHARS)
    case = form.get("case", "")
    kept = (
        of.stores.cases.get(case, now_visit.person)
        if case
        else of.stores.cases.create(now_visit.person, title)
    )
    origin = form.get("origin", "web")
    return Exchange(
        id=secrets.token_hex(16),
        case=kept.id,
        case_owner=kept.owner,
        purpose=purpose.name,
        language=language,
        text=PersonText(text.reveal()),
        credential=now_visit.credential,
        received_at=of.ports.clock.now(),
        origin=origin if origin in _ORIGINS else "web",
    )


def _has_file() -> bool:
    file = request.files.get("file")
    return file is not None and bool(file.filename)


def _given() -> str:
    """Find the text: a file where one was given, else what was pasted."""
    form = fields()
    file = request.files.get("file")
    if file is None or not file.filename:
        return form.get("text", "")
    return read_upload(file.filename, file.read())


def _new_page(
    purpose: Purpose,
    *,
    case: str = "",
    title: str = "",
    typed: str = "",
    seen: tuple[Segment, ...] = (),
    reasons: Sequence[str] = (),
) -> str:
    return render_template(
        "new.html",
        purpose=purpose,
        case=case,
        title=title,
        typed=typed,
        seen=seen,
        reasons=reasons,
        kinds=all_kinds(),
    )


def _refused_preview(exchange: Exchange, refused: Refused) -> Response:
    reasons = list(map(say, refused.reasons))
    if wants_json():
        body = {"error": "Refused", "status": 403, "message": " ".join(reasons)}
        return make_response(jsonify(body), 403)
    page = _new_page(
        _purpose(exchange.purpose),
        case=exchange.case,
        typed=exchange.text.reveal(),
        reasons=reasons,
    )
    return make_response(page, 403)


def _record_sent(of: Parts, exchange: Exchange, outcome: Outcome) -> None:
    if isinstance(outcome, Released):
        person = exchange.credential.person
        entry = Entry(RecordKind.RESPONSE_SENT, exchange.id, exchange.case, person, {})
        of.ports.ledger.append(entry)
