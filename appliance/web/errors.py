"""Where every fault of a request becomes an answer: the one place that catches them.

The table in error_table.py of the package says what each means: status, record,
sentence. A page, JSON or an event, as was asked; what was typed comes back in it.
Unforeseen faults are told by their class alone, because a traceback can hold a person's
text. Nothing is released here, so failing here is failing closed.
"""

import contextlib
import logging
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any
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
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
)
from werkzeug.wsgi import LimitedStream

from appliance.domain.ports.ledger import Entry
from appliance.error_table import row_for, sentences_of
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    ClosingError,
    InternalError,
    LedgerAwayError,
    LedgerError,
    NotAllowedError,
    NotFoundError,
    RequestTooLargeError,
    SessionExpiredError,
    SignInError,
    VariableError,
)
from appliance.kinds import RecordKind
from appliance.release import refusals
from appliance.web.api.faults import fault_response, is_for_programs
from appliance.web.feed import Event
from appliance.web.given_back import given_back, typed_here
from appliance.web.languages import say
from appliance.web.parts import parts
from appliance.web.programs import known_token
from appliance.web.sign_in import local_address, sign_in_page
from appliance.web.visit import COOKIE, drop_cookie, visitor
from appliance.web.wanted import EVENTS, wants_events, wants_json

log = logging.getLogger(__name__)

# What comes here untold ended no exchange: pipeline.run records those it ends.
_OUTSIDE = {
    RecordKind.EXCHANGE_REFUSED: RecordKind.REQUEST_REFUSED,
    RecordKind.EXCHANGE_FAILED: RecordKind.REQUEST_FAILED,
}
# What the sentences of these statuses say too (RFC 9110, 10.2.3; RFC 6585, 4).
_RETRY_S = {429: 60, 503: 60}
_READ_BYTES = 65_536


def install(app: Flask) -> None:
    """Answer every fault of every page from here."""

    @app.errorhandler(HTTPException)
    def answer_http(fault: HTTPException) -> ResponseReturnValue:
        status = fault.code or 500
        if status < 400:
            return fault
        if isinstance(fault, RequestEntityTooLarge):
            return _answer(RequestTooLargeError("body too large"))
        known = NotFoundError if status == 404 else BadRequestError
        answered = known(f"HTTP {status}")
        answered.told = True
        response = _answer(answered, status=status)
        if isinstance(fault, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(fault.valid_methods or ()))
        return response

    @app.errorhandler(ApplianceError)
    def answer_known(fault: ApplianceError) -> ResponseReturnValue:
        return _answer(fault)

    @app.errorhandler(Exception)
    def answer_unforeseen(fault: Exception) -> ResponseReturnValue:
        # No traceback: it could quote a person's text. Where it happened holds none.
        name = type(fault).__name__
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        place = f"{PurePath(frame.filename).name}:{frame.lineno}"
        log.error("%s: unforeseen %s at %s", request.endpoint, name, place)
        return _answer(InternalError(f"unforeseen {name}"))


def failed_event(
    fault: ApplianceError, exchange: str, say: Callable[[str], str]
) -> Event:
    """Tell a page that an exchange failed, in the words of the table.

    Args:
        say: Translates a sentence.
    """
    row = row_for(fault)
    message = message_of(fault, say)
    body: dict[str, Any] = {
        "exchange": exchange,
        "status": row.status,
        "message": message,
    }
    if fault.retry_s is not None:
        body["retry_after_s"] = fault.retry_s
    if isinstance(fault, ClosingError):
        body["goes_on"] = True
    return Event("failed", body)


def message_of(fault: ApplianceError, say: Callable[[str], str]) -> str:
    """Say what went wrong; of a value or a release, also which and what is missing.

    Args:
        say: Translates a sentence.
    """
    refusal = refusals.told(fault.details, say=say)
    message = refusal or " ".join(map(say, sentences_of(fault)))
    if isinstance(fault, VariableError):
        named = f"{say(fault.label)}: " if fault.label else ""
        return f"{message} {named}{say(fault.hint)}".rstrip()
    return message


def _answer(fault: ApplianceError, *, status: int | None = None) -> Response:
    row = row_for(fault)
    status = status or row.status
    log.info("%s: %d %s: %s", request.endpoint, status, type(fault).__name__, fault)
    record_refusal(fault)
    if is_for_programs():
        response = fault_response(fault, message_of(fault, str), status)
        _read_out()
        return response
    message = message_of(fault, say)
    if wants_events():
        event = failed_event(fault, g.get("exchange", ""), say)
        response = make_response(event.encode(), status)
        response.mimetype = EVENTS
    elif wants_json():
        body = {"error": type(fault).__name__, "status": status, "message": message}
        response = make_response(jsonify(body), status)
    else:
        response = _page(fault, status, message)
    _read_out()
    retry_s = fault.retry_s or _RETRY_S.get(status)
    if retry_s is not None:
        response.headers["Retry-After"] = str(retry_s)
    if isinstance(fault, SessionExpiredError) and COOKIE in request.cookies:
        drop_cookie(response, COOKIE)
    return response


def _read_out() -> None:
    """Read what is left of a body and drop it.

    Who answers and closes while nginx is still sending has its answer lost: nginx then
    says in its own words that nobody answered. How much there can be is nginx's limit.
    """
    length = request.content_length or 0
    if length > (request.max_content_length or 0):
        # Nothing of it was read, and the framework will not.
        body: LimitedStream | IO[bytes] = LimitedStream(
            request.environ["wsgi.input"], length
        )
    else:
        body = request.stream
    with contextlib.suppress(OSError, HTTPException):  # who sent it went away
        while body.read(_READ_BYTES):
            continue


def _page(fault: ApplianceError, status: int, message: str) -> Response:
    if isinstance(fault, SignInError) or request.endpoint == "sign_in.enter":
        # Whatever went wrong at the door, the person still stands at it.
        typed = typed_here()
        onward = local_address(typed.get("next", ""))
        return sign_in_page(onward, message, status, typed.get("login", ""))
    if isinstance(fault, SessionExpiredError) and request.method == "GET":
        # Without the query: whatever stood there would stand in one more address.
        return _redirect_to_door(request.path)
    typed = typed_here()
    page = render_template(
        "error.html",
        status=status,
        message=message,
        again=request.path,
        given=given_back(typed),
        had_file=bool(typed) and any(f.filename for f in request.files.values()),
        exchange=g.get("exchange", ""),
        signed_out=isinstance(fault, SessionExpiredError),
        not_allowed=isinstance(fault, NotAllowedError),
    )
    return make_response(page, status)


def _redirect_to_door(onward: str) -> Response:
    query = "" if onward == "/" else "?" + urlencode({"next": onward})
    return make_response(redirect("/sign-in" + query, 303))


def record_refusal(fault: ApplianceError) -> None:
    """Leave a record of a refusal to somebody who is known, unless there is one.

    Strangers leave none (the door records failed sign-ins itself): anybody could fill
    the log. A log that does not answer is not asked again.
    """
    who = visitor() or known_token()
    if who is None or fault.told or isinstance(fault, LedgerAwayError):
        return
    if known_token() is None and isinstance(fault, SignInError | SessionExpiredError):
        return
    body = {"error": type(fault).__name__, "page": request.endpoint or ""}
    entry = Entry(_kind_of(fault), g.get("exchange"), None, who.person, body)
    try:
        parts().ports.ledger.append(entry)
    except LedgerError as lost:
        # The request has failed already and nothing left; operators see both lines.
        log.error("no record of %s: %s", type(fault).__name__, lost)


def _kind_of(fault: ApplianceError) -> RecordKind:
    """Name a refusal as what it is: no exchange and, but for a verdict, no review."""
    kind = row_for(fault).kind
    if kind is RecordKind.REVIEW_REFUSED and request.blueprint != "reviews":
        return RecordKind.REQUEST_REFUSED
    if kind is RecordKind.SESSION_REVOKED and known_token() is not None:
        return RecordKind.ACCESS_REFUSED  # a program has no session
    return _OUTSIDE.get(kind, kind)
