"""Tokens that bind a form to a session, so that no other site can make a change.

OWASP ASVS 5.0 V3.5.1. A signed-in form carries a token derived from the session's own
secret. Before sign-in there is no session: a random `__Host-` cookie stands in for it,
and the token is a keyed digest of that cookie. Compared in constant time.
"""

import hashlib
import hmac
import secrets

from appliance.errors import CsrfError

FORM_COOKIE = "__Host-cloister-form"
FIELD = "csrf_token"


def new_form_secret() -> str:
    """Make the value of the cookie that stands in for a session before sign-in."""
    return secrets.token_urlsafe(32)


def sign_in_token(key: bytes, form_secret: str) -> str:
    """Derive the token of the sign-in form from its cookie."""
    text = b"cloister-sign-in-form-v1\0" + form_secret.encode("utf-8")
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def check_token(expected: str, given: str) -> None:
    """Check the token that came with a change.

    Raises:
        CsrfError: It is not the one of this session's forms.
    """
    if not expected or not hmac.compare_digest(
        expected.encode("utf-8"), given.encode("utf-8", "replace")
    ):
        raise CsrfError("the form's token is missing or of another session")
