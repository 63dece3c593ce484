"""Tokens of in-house programs: who has one, what for; IT makes and revokes them.

Who may see and who may change them says the policy; before a change the directory is
asked again. A new token's secret stands in one answer and nowhere else. Of two presses
a browser shows the second's answer alone, so the second makes none: nobody would know
the secret of the first.
"""

import threading
from datetime import timedelta

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.service import ServiceToken
from appliance.errors import NotAllowedError, TokenMadeError, TokenOrderError
from appliance.stores.token_desk import By, TokenOrder
from appliance.web.access import EVERYBODY, Pages
from appliance.web.parts import Parts, parts
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("tokens", __name__)

# A field of the form for each purpose: "purpose.reply-draft".
PURPOSE_FIELD = "purpose."
DEFAULT_DAYS = 365
_AGAIN_WITHIN = timedelta(minutes=1)
_MAKING = threading.Lock()


@pages.route("/tokens", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """List the tokens that were ever made.

    Raises:
        NotAllowedError: The visitor may not see them.
    """
    of, caller = parts(), visit().credential.caller()
    if not _may(of, caller, Question.READ_TOKENS):
        raise NotAllowedError("this person may not see the tokens of programs")
    if wants_json():
        return jsonify(tokens=_told_all(of, of.desk.tokens.all()))
    return _page(of, caller)


@pages.route("/tokens", to=EVERYBODY, methods=("POST",))
def make() -> ResponseReturnValue:
    """Make a token and show its secret, this once.

    Raises:
        NotAllowedError: The visitor may not make one.
        TokenOrderError: It cannot be made so.
        TokenMadeError: It was made a moment ago.
    """
    of = parts()
    caller = _manager(of)
    form = fields()
    days = form.get("days", "")
    if not days.isascii() or not days.isdecimal() or len(days) > 4:
        raise TokenOrderError("days is no whole number")
    names = [n for n in form if n.startswith(PURPOSE_FIELD)]
    order = TokenOrder(
        name=form.get("name", ""),
        owner=form.get("owner", ""),
        purposes=tuple(name.removeprefix(PURPOSE_FIELD) for name in names),
        days=int(days),
        networks=tuple(form.get("networks", "").replace(",", " ").split()),
    )
    with _MAKING:
        if _is_made(of, order):
            raise TokenMadeError("the same token was made a moment ago")
        token, secret = of.desk.make(order, By(person=caller.person))
    if wants_json():
        (told,) = _told_all(of, (token,))
        return jsonify(**told, secret=secret)
    return _page(of, caller, made=token, secret=secret)


@pages.route("/tokens/<token>/revoke", to=EVERYBODY, methods=("POST",))
def revoke(token: str) -> ResponseReturnValue:
    """Have a token open nothing from now on.

    Raises:
        NotAllowedError: The visitor may not revoke one.
    """
    of = parts()
    revoked = of.desk.revoke(token, By(person=_manager(of).person))
    if wants_json():
        (told,) = _told_all(of, (revoked,))
        return jsonify(told)
    return redirect(url_for("tokens.index"), 303)


def _is_made(of: Parts, order: TokenOrder) -> bool:
    """Tell whether such a token was made a moment ago and is not revoked."""
    since = of.ports.clock.now() - _AGAIN_WITHIN
    wanted = (" ".join(order.name.split()), tuple(sorted(set(order.purposes))))
    lately = [
        token
        for token in of.desk.tokens.all()
        if token.made_at > since
        and token.revoked_at is None
        and (token.name, token.purposes) == wanted
    ]
    owners = of.stores.people.by_person({token.owner for token in lately})
    login = order.owner.strip().casefold()
    return any(known.login.casefold() == login for known in owners.values())


def _manager(of: Parts) -> Caller:
    """Ask the directory and the policy whether this visitor may change tokens.

    Raises:
        NotAllowedError: They may not.
    """
    caller = recheck(of, visit())
    if not _may(of, caller, Question.MANAGE_TOKENS):
        raise NotAllowedError("this person may not change the tokens of programs")
    return caller


def _page(
    of: Parts, caller: Caller, made: ServiceToken | None = None, secret: str = ""
) -> str:
    tokens = of.desk.tokens.all()
    return render_template(
        "tokens.html",
        tokens=tokens,
        owners=of.stores.people.by_person({token.owner for token in tokens}),
        purposes={purpose.name: purpose for purpose in of.ports.purposes.all()},
        may_change=_may(of, caller, Question.MANAGE_TOKENS),
        made=made,
        secret=secret,
        days=DEFAULT_DAYS,
    )


def _may(of: Parts, caller: Caller, question: Question) -> bool:
    return of.ports.policy.decide(question, caller, None, {}).allowed


def _told_all(of: Parts, tokens: tuple[ServiceToken, ...]) -> list[dict[str, object]]:
    owners = of.stores.people.by_person({token.owner for token in tokens})
    return [
        {
            "token": token.id,
            "name": token.name,
            "owner": owners[token.owner].login if token.owner in owners else "",
            "purposes": list(token.purposes),
            "networks": [str(one) for one in token.networks],
            "made_at": token.made_at.isoformat(),
            "expires_at": token.expires_at.isoformat(),
            "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
            "used_at": token.used_at.isoformat() if token.used_at else None,
        }
        for token in tokens
    ]
