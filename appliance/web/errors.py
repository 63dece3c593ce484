"""Where every fault of a request becomes an answer: the one place that catches them.

The table of appliance/errors.py says what each means: status, record, sentence. A page,
JSON or an event, as the caller asked; what the person typed comes back in the page.
Unforeseen faults are told by their class alone, because a traceback can hold a person's
text. Nothing is released here, so failing here is failing closed.
"""

import logging
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from appliance.domain.ports import Entry
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    InternalError,
    LedgerError,
    NotFoundError,
    RequestTooLargeError,
    SessionExpiredError,
    SignInError,
    row_for,
)
from appliance.kinds import RecordKind
from appliance.web.live import Event
from appliance.web.parts import parts
from appliance.web.sign_in import local_address, sign_in_page
from appliance.web.visit import COOKIE, drop_cookie, fields, visitor
from appliance.web.wanted import EVENTS, wants_events, wants_json

log = logging.getLogger(__name__)

# Above this an expired session's body is not read: nobody vouches for who sent it.
_KEPT_BYTES = 1_000_000


def install(app: Flask) -> None:
    """Answer every fault of every page from here."""

    @app.errorhandler(HTTPException)
    def answer_http(fault: HTTPException) -> ResponseReturnValue:
        status = fault.code or 500
        if status < 400:
            return fault
        if isinstance(fault, RequestEntityTooLarge):
            return _answer(RequestTooLargeError("body too large"), recorded=False)
        known = NotFoundError if status == 404 else BadRequestError
        return _answer(known(f"HTTP {status}"), status=status, recorded=True)

    @app.errorhandler(ApplianceError)
    def answer_known(fault: ApplianceError) -> ResponseReturnValue:
        return _answer(fault, recorded="exchange" in g)

    @app.errorhandler(Exception)
    def answer_unforeseen(fault: Exception) -> ResponseReturnValue:
        # No traceback: it could quote a person's text. Where it happened holds none.
        name = type(fault).__name__
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        place = f"{PurePath(frame.filename).name}:{frame.lineno}"
        log.error("%s: unforeseen %s at %s", request.endpoint, name, place)
        return _answer(InternalError(f"unforeseen {name}"), recorded=False)


def failed_event(
    fault: ApplianceError, exchange: str, say: Callable[[str], str]
) -> Event:
    """Tell a page that an exchange failed, in the words of the table.

    Args:
        say: Translates a sentence.
    """
    row = row_for(fault)
    body = {"exchange": exchange, "status": row.status, "message": say(row.message)}
    return Event("failed", body)


def _answer(
    fault: ApplianceError, *, status: int | None = None, recorded: bool
) -> Response:
    row = row_for(fault)
    status = status or row.status
    log.info("%s: %d %s: %s", request.endpoint, status, type(fault).__name__, fault)
    if not recorded:
        _record(fault, row.kind)
    message = str(gettext(row.message))
    if wants_events():
        event = failed_event(fault, g.get("exchange", ""), gettext)
        response = make_response(event.encode(), status)
        response.mimetype = EVENTS
    elif wants_json():
        body = {"error": type(fault).__name__, "status": status, "message": message}
        response = make_response(jsonify(body), status)
    else:
        response = _page(fault, status, message)
    if isinstance(fault, SessionExpiredError) and COOKIE in request.cookies:
        drop_cookie(response, COOKIE)
    return response


def _page(fault: ApplianceError, status: int, message: str) -> Response:
    if isinstance(fault, SignInError):
        return sign_in_page(
            local_address(_typed().get("next", "")), str(message), status
        )
    if isinstance(fault, SessionExpiredError) and request.method == "GET":
        onward = request.full_path.rstrip("?") if request.query_string else request.path
        return _redirect_to_door(onward)
    typed = _typed()
    page = render_template(
        "error.html",
        status=status,
        message=message,
        typed=typed.get("text", "") or typed.get("reason", ""),
        purpose=typed.get("purpose", "") or (request.view_args or {}).get("purpose"),
        case=typed.get("case", ""),
        exchange=g.get("exchange", ""),
        signed_out=isinstance(fault, SessionExpiredError),
    )
    return make_response(page, status)


def _redirect_to_door(onward: str) -> Response:
    query = "" if onward == "/" else "?" + urlencode({"next": onward})
    return make_response(redirect("/sign-in" + query, 303))


def _typed() -> dict[str, Any]:
    """Find what the person typed, to give it back; reads no body of a stranger's."""
    if request.method == "GET" or not _is_from_here():
        return {}
    if "fields" not in g and (request.content_length or 0) > _KEPT_BYTES:
        return {}
    try:
        return dict(fields())
    except (ApplianceError, HTTPException):
        # It is what could not be read that brought us here.
        return {}


def _is_from_here() -> bool:
    """Tell whether one of our own pages sent this, so that no other site plants words.

    The cookie never comes along from another site. It may be gone though, when another
    tab met the end of the session first; browsers then still say where a form was
    (W3C Fetch Metadata), in a header that no page can set.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    return COOKIE in request.cookies or site == "same-origin"


def _record(fault: ApplianceError, kind: RecordKind) -> None:
    """Leave a record of a refusal to somebody who is signed in.

    Strangers leave none (the door records failed sign-ins itself): anybody could fill
    the log.
    """
    who = visitor()
    if who is None or isinstance(fault, SignInError | SessionExpiredError):
        return
    body = {"error": type(fault).__name__, "page": request.endpoint or ""}
    try:
        parts().ports.ledger.append(Entry(kind, None, None, who.person, body))
    except LedgerError as lost:
        # The request has failed already and nothing left; operators see both lines.
        log.error("no record of %s: %s", type(fault).__name__, lost)
