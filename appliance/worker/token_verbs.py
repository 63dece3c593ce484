"""The worker's verbs about tokens of programs, for operators: make, list, revoke.

An operator is recorded by their account, as the kernel tells it of the caller. A secret
goes back once, over the socket, to who had it made.
"""

from collections.abc import Mapping
from typing import Any

from appliance.domain.service import ServiceToken
from appliance.settings import Settings
from appliance.stores.people import People
from appliance.stores.token_desk import By, TokenDesk, TokenOrder
from appliance.wire.peers import account_of, uids_of
from appliance.wire.server import Request, Verb


def token_verbs_of(
    settings: Settings, desk: TokenDesk, people: People
) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    operators = uids_of(settings.users.operators)

    def make(request: Request) -> Mapping[str, Any]:
        order = decode_order(request.body)
        token, secret = desk.make(order, By(operator=account_of(request.peer)))
        return {**told(token, order.owner), "secret": secret}

    def list_all(_: Request) -> Mapping[str, Any]:
        kept = desk.tokens.all()
        owners = people.by_person(token.owner for token in kept)

        def login(token: ServiceToken) -> str:
            return owners[token.owner].login if token.owner in owners else ""

        return {"tokens": [told(token, login(token)) for token in kept]}

    def revoke(request: Request) -> Mapping[str, Any]:
        by = By(operator=account_of(request.peer))
        return told(desk.revoke(_text(request.body, "token"), by), "")

    return {
        "make_token": Verb(make, operators),
        "tokens": Verb(list_all, operators),
        "revoke_token": Verb(revoke, operators),
    }


def told(token: ServiceToken, owner: str) -> dict[str, Any]:
    """Put a token into the words of the wire; its secret is not among them.

    Args:
        owner: Login of the person who answers for it.
    """

    def moment(name: str) -> str | None:
        at = getattr(token, name)
        return None if at is None else str(at.isoformat())

    return {
        "token": token.id,
        "name": token.name,
        "owner": owner,
        "purposes": list(token.purposes),
        "networks": [str(one) for one in token.networks],
        "made_at": moment("made_at"),
        "expires_at": moment("expires_at"),
        "revoked_at": moment("revoked_at"),
        "used_at": moment("used_at"),
    }


def decode_order(body: Mapping[str, Any]) -> TokenOrder:
    """Read what token is asked for.

    Raises:
        KeyError, TypeError: The body is none of a token.
    """
    if type(body["days"]) is not int:
        raise TypeError("days is a whole number")
    return TokenOrder(
        name=_text(body, "name"),
        owner=_text(body, "owner"),
        purposes=_texts(body, "purposes"),
        days=body["days"],
        networks=_texts(body, "networks"),
    )


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is a text")
    return value


def _texts(body: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = body[key]
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise TypeError(f"{key} is a list of texts")
    return tuple(values)
