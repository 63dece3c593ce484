"""What went wrong, in the error object of OpenAI's interface, with its HTTP status.

A code stays the same; a sentence is for whoever reads the program's log, in English.
The official clients send a request again after 408, 409, 429 and 5xx unless they are
told not to: they are told so wherever the exchange has begun and ended, because what is
sent again is another exchange.
"""

import re

from flask import Response, g, jsonify, make_response, request

from appliance.domain.exchange import Delayed, Held, Refused
from appliance.error_table import row_for
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    LedgerAwayError,
    MalformedCallError,
    NotFoundError,
    OverBudgetError,
    RevokedError,
    TextTooLongError,
    TokenError,
    TooFastError,
    TooManyAtOnceError,
    TooManyPartsError,
    UnknownPurposeError,
)

PATH = "/v1/"
HELD = "held_for_review"
_APPEAL = (
    "If this is wrong: a program cannot appeal, but whoever answers for it can send "
    "the text on the page of this purpose and appeal there."
)
# What is only too much at once may be sent again, after so long.
_AGAIN_S: dict[type, int] = {TooManyAtOnceError: 2, EngineBusyError: 5}
# A budget that is new tomorrow is nothing to wait for with a request in hand.
_SOON_S = 60
# Codes that programs know from elsewhere; every other is the error's own name.
_CODES: dict[type[ApplianceError], str] = {
    TokenError: "invalid_api_key",
    RevokedError: "invalid_api_key",
    UnknownPurposeError: "model_not_found",
    TextTooLongError: "context_length_exceeded",
    TooManyPartsError: "context_length_exceeded",
    TooManyAtOnceError: "rate_limit_exceeded",
    TooFastError: "rate_limit_exceeded",
    OverBudgetError: "insufficient_quota",
    NotFoundError: "not_found",
    LedgerAwayError: "ledger",
}
_BEFORE_CAPITAL = re.compile("(?<!^)(?=[A-Z])")


def is_for_programs() -> bool:
    """Tell whether this request is one of programs, whatever became of it."""
    return request.path.startswith(PATH) or request.path == PATH.rstrip("/")


def fault_body(fault: ApplianceError, message: str) -> dict[str, object]:
    """Put an error into the interface's error object.

    Args:
        message: The table's sentence about it.
    """
    param = None
    if isinstance(fault, MalformedCallError):
        code, message, param = fault.code, fault.sentence, fault.param or None
    else:
        code = code_of(fault)
    return body_of(row_for(fault).status, code, message, param=param)


def body_of(
    status: int, code: str, message: str, *, param: str | None = None, **more: object
) -> dict[str, object]:
    """Make an error object."""
    told = {"message": message, "type": _type_of(status, code)}
    return {"error": {**told, "param": param, "code": code, **more}}


def fault_response(fault: ApplianceError, message: str, status: int) -> Response:
    """Answer a program whose request could not be answered."""
    body = fault_body(fault, message)
    known = (_AGAIN_S[cls] for cls in type(fault).__mro__ if cls in _AGAIN_S)
    again = fault.retry_s or next(known, None)
    response = make_response(jsonify(body), status)
    if again is None or again > _SOON_S:
        response.headers["x-should-retry"] = "false"
    if again is not None:
        response.headers["Retry-After"] = str(again)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return with_number(response, g.get("exchange", ""))


def unanswered(
    outcome: Held | Refused | Delayed, place: str
) -> tuple[int, dict[str, object]]:
    """Say why there is no answer, or none yet: status and error object.

    Args:
        place: Where the answer will be, if there is to be one.
    """
    number = outcome.exchange
    if isinstance(outcome, Held):
        told = (
            "A second person has to release this answer. Once they have, it is at "
            f"{place}. Do not send it again."
        )
        return 403, body_of(403, HELD, told, exchange=number)
    if isinstance(outcome, Delayed):
        told = f"The model is away. Ask for it later at {place}."
        return 503, body_of(503, "still_in_work", told, exchange=number)
    told = " ".join(outcome.reasons) or "The rules do not allow this."
    return 403, body_of(403, "refused", f"{told} {_APPEAL}", exchange=number)


def unanswered_response(status: int, body: dict[str, object], number: str) -> Response:
    """Answer that there is none; it must not be sent again by itself."""
    response = make_response(jsonify(body), status)
    response.headers["x-should-retry"] = "false"
    return with_number(response, number)


def with_number(response: Response, exchange: str) -> Response:
    """Name the exchange where the official clients look for a request's number."""
    if exchange:
        response.headers["x-request-id"] = exchange
    return response


def code_of(fault: ApplianceError) -> str:
    """Name an error by a code: `EngineBusyError` is `engine_busy`."""
    for kind in type(fault).__mro__:
        if kind in _CODES:
            return _CODES[kind]
    name = type(fault).__name__.removesuffix("Error")
    return _BEFORE_CAPITAL.sub("_", name).lower()


def _type_of(status: int, code: str) -> str:
    if code == HELD:
        return HELD
    if status >= 500:
        return "server_error"
    kinds = {401: "authentication_error", 403: "permission_error"}
    return kinds.get(
        status, "rate_limit_error" if status == 429 else "invalid_request_error"
    )
