"""The door: signing in against the directory, and out again; no other way in exists.

OWASP ASVS 5.0 V6.3.1 (lock-out), V6.3.4 (no other path), V7.2.4 (new token). Whatever
is wrong, the person reads one sentence. The session's record is on disk before its
cookie leaves. Names of people who failed are kept nowhere.
"""

from flask import Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.ports.ledger import Entry
from appliance.errors import DirectoryError, LockedOutError, SignInError
from appliance.kinds import RecordKind
from appliance.web.access import EVERYBODY, PUBLIC, Pages
from appliance.web.csrf import FORM_COOKIE, new_form_secret, sign_in_token
from appliance.web.parts import Parts, parts
from appliance.web.visit import (
    COOKIE,
    drop_cookie,
    fields,
    put_cookie,
    visit,
    visitor,
)

pages = Pages("sign_in", __name__)


@pages.route("/sign-in", to=PUBLIC)
def form() -> ResponseReturnValue:
    """Show the sign-in form."""
    if visitor() is not None:
        return redirect(local_address(request.args.get("next", "")), 303)
    return sign_in_page(local_address(request.args.get("next", "")))


def sign_in_page(
    onward: str, problem: str = "", status: int = 200, login: str = ""
) -> Response:
    """Make the sign-in page with a fresh or the known form cookie.

    Args:
        onward: Where it leads afterwards.
        problem: What was in the way, or nothing.
        status: HTTP status.
        login: What the person typed, given back.
    """
    secret = request.cookies.get(FORM_COOKIE, "") or new_form_secret()
    page = render_template(
        "sign_in.html",
        csrf_token=sign_in_token(parts().session_key, secret),
        onward=onward,
        problem=problem,
        login=login,
    )
    response = make_response(page, status)
    put_cookie(response, FORM_COOKIE, secret)
    return response


@pages.route("/sign-in", to=PUBLIC, methods=("POST",))
def enter() -> ResponseReturnValue:
    """Sign a person in: a new session, never one that was there before."""
    of, before = parts(), visitor()
    caller = let_in(
        of,
        fields().get("login", "").strip(),
        fields().get("password", ""),
        request.remote_addr or "",
    )
    of.stores.people.seen(caller, alias=of.log.alias(caller.person))
    body = {"roles": sorted(map(str, caller.roles))}
    of.ports.ledger.append(
        Entry(RecordKind.SESSION_OPENED, None, None, caller.person, body), durable=True
    )
    token = of.stores.sessions.open(caller, replaces=before.token if before else None)
    response = make_response(redirect(local_address(fields().get("next", "")), 303))
    put_cookie(response, COOKIE, token)
    drop_cookie(response, FORM_COOKIE)
    return response


def let_in(of: Parts, login: str, password: str, address: str) -> Caller:
    """Ask the directory whether this is who they say, and count what it says.

    Raises:
        SignInError: It is not; the record says so and names nobody.
        LockedOutError: Too many failed. The record is the one of the lock: more tries
            leave none, or a stranger could fill the log.
        DirectoryError: Nobody can say; the attempt does not count.
    """
    try:
        of.stores.sign_ins.begin(login, address)
        caller = of.door.sign_in(login, password)
    except DirectoryError:
        of.stores.sign_ins.undecided(login, address)
        raise
    except LockedOutError:
        raise
    except SignInError:
        locked = of.stores.sign_ins.failed(login, address)
        _record(of, RecordKind.SESSION_REFUSED)
        if locked:
            _record(of, RecordKind.SESSION_LOCKED)
        raise
    of.stores.sign_ins.succeeded(login, address)
    return caller


@pages.route("/sign-out", to=EVERYBODY, methods=("POST",))
def leave() -> ResponseReturnValue:
    """End the session on the server, then in the browser."""
    of, now_visit = parts(), visit()
    of.stores.sessions.close(now_visit.token)
    entry = Entry(RecordKind.SESSION_CLOSED, None, None, now_visit.person, {})
    of.ports.ledger.append(entry)
    response = make_response(redirect("/sign-in", 303))
    drop_cookie(response, COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@pages.route("/session", to=PUBLIC)
def session() -> ResponseReturnValue:
    """Tell a script or the terminal who is here and which token its forms carry."""
    found = visitor()
    if found is not None:
        return jsonify(
            csrf_token=found.csrf,
            name=found.credential.name,
            roles=sorted(found.roles),
        )
    secret = request.cookies.get(FORM_COOKIE, "") or new_form_secret()
    token = sign_in_token(parts().session_key, secret)
    response = make_response(jsonify(csrf_token=token, name=None, roles=[]))
    put_cookie(response, FORM_COOKIE, secret)
    return response


def local_address(address: str) -> str:
    """Keep an address of this site only; anything else leads to the first page."""
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if local and "\\" not in address and address.isprintable() else "/"


def _record(of: Parts, kind: RecordKind) -> None:
    of.ports.ledger.append(Entry(kind, None, None, None, {}))
