"""The door of programs: a bearer token (RFC 6750, 2.1), and no session or cookie.

A program is let in by a live token from an address that it may be used from. What the
directory says of its owner is asked where it counts: in the pipeline, and before an
answer is read again. Whoever brings a token that was once good is refused on record;
a stranger leaves none, or anybody could fill the log.
"""

from datetime import UTC, datetime

from flask import g, request

from appliance.domain.caller import Caller, Credential
from appliance.domain.service import ServiceToken
from appliance.errors import TokenError
from appliance.web.parts import Parts

# Older than any setting allows: a program's owner is asked about at every use.
_NEVER_CHECKED = datetime(1970, 1, 1, tzinfo=UTC)


def let_in(of: Parts) -> None:
    """Let a program in by its token.

    Raises:
        TokenError: It has none that opens anything here; never says which.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenError("no bearer token")
    token = of.stores.tokens.find(secret.strip())
    g.token = token
    if not token.is_live(of.ports.clock.now()):
        raise TokenError(f"token {token.id} has expired or was revoked")
    if not token.is_from(request.remote_addr or ""):
        raise TokenError(f"token {token.id} is not for this address")
    of.stores.tokens.used(token)


def known_token() -> ServiceToken | None:
    """Find the token behind this request, let in or not; None if there is none."""
    found: ServiceToken | None = g.get("token")
    return found


def token_here() -> ServiceToken:
    """Find the token that let this request in.

    Raises:
        TokenError: None did.
    """
    found = known_token()
    if found is None:
        raise TokenError("no token let this in")
    return found


def credential_of(token: ServiceToken) -> Credential:
    """Say who asks by a token; roles are for the directory to say."""
    return Credential(
        person=token.person,
        login="",
        name=token.name,
        roles=frozenset(),
        checked_at=_NEVER_CHECKED,
        service=token.service,
    )


def vouched(of: Parts, token: ServiceToken) -> Caller:
    """Ask the directory now whether the token's owner may be here.

    Raises:
        RevokedError: They may not, or the token no longer opens anything.
        DirectoryError: The directory cannot be asked or trusted.
    """
    return of.ports.directory.look_up(token.person)
