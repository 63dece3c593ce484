"""What kind of answer a request wants: a page, JSON, or a stream of events."""

from flask import request

EVENTS = "text/event-stream"


def wants_json() -> bool:
    """Tell whether the caller is a script or the terminal rather than a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def wants_events() -> bool:
    """Tell whether the caller reads server-sent events."""
    return EVENTS in request.headers.get("Accept", "")
