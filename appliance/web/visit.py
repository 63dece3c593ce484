"""A person's visit: the session behind a request, checked before any page runs.

OWASP ASVS 5.0 V3.3 (cookie), V7.2.4 (new token at sign-in), V7.3 (idle and absolute
limits), V7.4 (end on the server). The cookie holds a random token and nothing else. A
person's status is read again from the directory when it is minutes old; whoever is gone
loses every session at once.
"""

from dataclasses import dataclass

from flask import Flask, Response, g, request
from werkzeug.exceptions import MethodNotAllowed

from appliance.domain.caller import Caller, Credential, Role
from appliance.domain.ports.ledger import Entry
from appliance.errors import (
    DirectoryError,
    NotFoundError,
    RevokedError,
    SessionExpiredError,
)
from appliance.kinds import RecordKind
from appliance.web.access import PROGRAMS, Allowed, check_roles
from appliance.web.csrf import FIELD, FORM_COOKIE, check_token, sign_in_token
from appliance.web.incoming import read_fields
from appliance.web.parts import Parts, parts
from appliance.web.programs import let_in

COOKIE = "__Host-cloister"
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is behind this request.

    Args:
        token: The session's token, as the cookie holds it.
        credential: What the session knows of its person.
        csrf: The token that the session's forms carry.
    """

    token: str
    credential: Credential
    csrf: str

    @property
    def person(self) -> str:
        """The directory key of who is here."""
        return self.credential.person

    @property
    def roles(self) -> frozenset[Role]:
        """What they may be here."""
        return self.credential.roles

    def __repr__(self) -> str:
        return "<Visit>"


def install(app: Flask, allowed: dict[str, Allowed]) -> None:
    """Let no request reach a page before its person or program is checked."""

    @app.before_request
    def guard() -> None:
        if request.endpoint is None:
            if isinstance(request.routing_exception, MethodNotAllowed):
                raise request.routing_exception
            raise NotFoundError("no such page")
        # KeyError cannot happen: check_declared stopped the start over such a route.
        roles = allowed[request.endpoint]
        if roles is PROGRAMS:
            # No cookie is read and no form is taken: a token says it all.
            g.visit = None
            let_in(parts())
            return
        if roles is None:
            g.visit = _known_visit(parts()) if request.endpoint != "static" else None
        else:
            g.visit = _live_visit(parts())
            check_roles(g.visit.roles, roles)
        if request.method in _CHANGES:
            check_token(_expected_token(parts()), fields().get(FIELD, ""))


def visit() -> Visit:
    """Find who is behind this request.

    Raises:
        SessionExpiredError: Nobody is signed in.
    """
    found: Visit | None = g.get("visit")
    if found is None:
        raise SessionExpiredError("no live session")
    return found


def visitor() -> Visit | None:
    """Find who is behind this request, if anybody is."""
    found: Visit | None = g.get("visit")
    return found


def fields() -> dict[str, str]:
    """Read the form of this request, once.

    Raises:
        BadRequestError: It is not a form of this appliance.
        UnreadableTextError: It is not UTF-8.
    """
    if "fields" not in g:
        g.fields = read_fields(request)
    found: dict[str, str] = g.fields
    return found


def recheck(of: Parts, now_visit: Visit) -> Caller:
    """Read a person's status and roles from the directory now.

    Raises:
        RevokedError: They are gone; every session of theirs has ended.
        DirectoryError: The directory cannot be asked or trusted.
    """
    try:
        caller = of.ports.directory.look_up(now_visit.person)
    except RevokedError:
        of.stores.sessions.revoke(now_visit.person)
        entry = Entry(RecordKind.SESSION_REVOKED, None, None, now_visit.person, {})
        of.ports.ledger.append(entry)
        raise
    of.stores.sessions.renew(now_visit.token, caller)
    return caller


def put_cookie(
    response: Response, name: str, value: str, *, lasts_s: int | None = None
) -> None:
    """Set a cookie that only this host, over TLS, and no script can read.

    Args:
        lasts_s: How long the browser keeps it; until it is closed without.
    """
    response.set_cookie(
        name,
        value,
        max_age=lasts_s,
        secure=True,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(
        name, secure=True, httponly=True, samesite="Strict", path="/"
    )


def _live_visit(of: Parts) -> Visit:
    found = _visit(of, request.cookies.get(COOKIE, ""))
    now, fresh_s = of.ports.clock.now(), of.ports.recheck_after_s
    if found.credential.caller().is_fresh(now, within_s=fresh_s):
        return found
    try:
        recheck(of, found)
    except DirectoryError:
        # No page runs, but who asked is known: the record and the words are theirs.
        g.visit = found
        raise
    return _visit(of, found.token)


def _known_visit(of: Parts) -> Visit | None:
    """Find the visitor of a page that is for everybody; it does not matter if none."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    try:
        return _visit(of, token)
    except SessionExpiredError:
        return None


def _visit(of: Parts, token: str) -> Visit:
    session = of.stores.sessions.find(token)
    return Visit(token, session.credential, session.csrf_token)


def _expected_token(of: Parts) -> str:
    found = visitor()
    if found is not None:
        return found.csrf
    form_secret = request.cookies.get(FORM_COOKIE, "")
    return sign_in_token(of.session_key, form_secret) if form_secret else ""
