"""What schemathesis cannot guess: a live session, its token, and ids that exist.

Loaded by `schemathesis run` (SCHEMATHESIS_HOOKS). Each is put in place of a value that
fits the description, so what was made to be wrong stays wrong. Two of three cases get
the real thing: the rest shows what becomes of a guess.
"""

import itertools
import os
import re
from typing import Any

import schemathesis

COOKIE = "__Host-cloister"
ACCEPT = itertools.cycle(
    ("application/json", "text/html", "text/event-stream", "application/json")
)
REAL = itertools.cycle((True, True, False))
TOKEN = r"[A-Za-z0-9_-]{43}|[0-9a-f]{64}"
# These would end the session, or lock the address out for a quarter of an hour.
KEEP_OUT = frozenset({"/sign-in", "/sign-out"})


@schemathesis.auth()
class Session:
    """The cookie of somebody signed in."""

    def get(self, case: Any, context: Any) -> str:  # noqa: ARG002 - the tool's names
        return os.environ["FUZZ_SESSION"]

    def set(self, case: Any, data: str, context: Any) -> None:  # noqa: ARG002
        case.cookies = {**(case.cookies or {}), COOKIE: data}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    path = case.operation.path
    case.headers["Accept"] = next(ACCEPT)
    real = next(REAL)
    _put(
        case.path_parameters, "purpose", r"[^/]+", os.environ["FUZZ_PURPOSE"], now=real
    )
    ids = "FUZZ_HELD" if path.startswith("/reviews") else "FUZZ_EXCHANGE"
    _put(case.path_parameters, "exchange", r"[^/]+", os.environ[ids], now=real)
    # What was seen in an answer is tried elsewhere, the real token too.
    token = "0" * 64 if path in KEEP_OUT else os.environ["FUZZ_TOKEN"]
    _put(case.body, "csrf_token", TOKEN, token, now=True)
    _put(case.body, "language", r".*", "en", now=case.meta.generation.mode.is_positive)
    _put(case.body, "purpose", r".+", os.environ["FUZZ_PURPOSE"], now=real)


def _put(values: object, name: str, pattern: str, real: str, *, now: bool) -> None:
    """Put a real value in place of one that only looks right."""
    if not now or not isinstance(values, dict):
        return
    guess = values.get(name)
    if isinstance(guess, str) and re.fullmatch(pattern, guess, re.DOTALL):
        values[name] = real
