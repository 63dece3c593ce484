"""Find secrets: passwords, PINs, keys and tokens, which no purpose needs.

A secret is blocked unless a purpose says otherwise: it should not have been sent.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_PEM = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.{0,8000}?(?:-----END [A-Z ]{0,40}-----|\Z)",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"(?<!\w)(?:sk-[A-Za-z0-9_\-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,}"
    r"|glpat-[A-Za-z0-9_\-]{16,}|xox[abprs]-[A-Za-z0-9\-]{10,}|AIza[A-Za-z0-9_\-]{30,}"
    r"|hf_[A-Za-z0-9]{20,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]{8,})?"
    r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,})"
)
_NAMED = re.compile(
    r"\b(?:api[ _\-]?key|secret(?:[ _\-]?key)?|access[ _\-]?token|auth[ _\-]?token|bearer"
    r"|client[ _\-]?secret|private[ _\-]?key)\b(?:\s+is)?\s*[:=]?\s*['\"(]?"
    r"(?P<value>(?=[^\s'\"]*[0-9])[A-Za-z0-9_\-+/=.]{12,})",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"\b(?:password|passwort|passphrase|kennwort|mot de passe|contrase\u00f1a|pwd|passwd)\b"
    r"(?:\s*[:=]\s*['\"]?(?P<given>[^\s'\",;]{4,64})"
    r"|\s+(?:is|ist|est|es)\s*:?\s*['\"]?"
    r"(?P<said>(?=[^\s'\"]*[^A-Za-z\s'\".,;!?])[^\s'\",;]{4,64}))",
    re.IGNORECASE,
)
_PIN = re.compile(
    r"\b(?:pin|passcode|tan|otp|one[ \-]time (?:code|password))\b"
    r"(?:[ \-]?(?:code|number|no))?(?:\s+(?:is|was|ist))?\s*[:=]?\s*['\"(]?(?P<pin>[0-9]{4,8})\b",
    re.IGNORECASE,
)


def find_secrets(text: str) -> Iterator[Span]:
    """Find passwords, PINs, keys and tokens."""
    kind = EntityKind.SECRET
    yield from spans_of(_PEM, text, kind, "secret", "private key")
    yield from spans_of(_TOKEN, text, kind, "secret", "has the form of an access key")
    yield from spans_of(
        _NAMED, text, kind, "secret", "stands after a word for a key", group="value"
    )
    for group in ("given", "said"):
        yield from spans_of(
            _PASSWORD,
            text,
            kind,
            "secret",
            "stands after a word for a password",
            group=group,
        )
    yield from spans_of(
        _PIN, text, kind, "secret", "stands after a word for a PIN", group="pin"
    )


SECRETS = Finder("secret", find_secrets)
