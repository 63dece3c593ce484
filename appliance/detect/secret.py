"""Find secrets: passwords, PINs, keys and tokens, which no purpose needs.

A secret is blocked unless a purpose says otherwise: it should not have been sent. Forms
of keys are those their issuers publish for scanners; JWT is RFC 7519, PEM RFC 7468.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.detect.table import cells_under
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.{0,8000}?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"(?<![^\W_])(?:sk-[A-Za-z0-9_\-]{16,200}|(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"
    r"|gl(?:pat|dt|rt|ptt|soat|cbt|ft|agent)-[A-Za-z0-9_\-]{16,200}|xox[abeoprs]-[A-Za-z0-9\-]{10,250}|xapp-[A-Za-z0-9\-]{10,250}|AIza[A-Za-z0-9_\-]{30,40}|ya29\.[A-Za-z0-9_\-]{20,400}"
    r"|hf_[A-Za-z0-9]{20,80}|npm_[A-Za-z0-9]{30,40}|pypi-[A-Za-z0-9_\-]{16,400}|dop_v1_[a-f0-9]{32,80}|SG\.[A-Za-z0-9_\-]{10,40}\.[A-Za-z0-9_\-]{10,80}|(?:AC|SK)[0-9a-f]{32}|key-[0-9a-f]{32}"
    r"|eyJ[A-Za-z0-9_\-]{8,4000}\.[A-Za-z0-9_\-]{8,4000}(?:\.[A-Za-z0-9_\-]{0,4000})?|[spr]k_(?:live|test)_[A-Za-z0-9]{10,200}|whsec_[A-Za-z0-9+/=]{16,200}|sq0(?:atp|csp)-[A-Za-z0-9_\-]{20,60}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,60}"
    r"|hv[sbr]\.[A-Za-z0-9_\-]{20,200}|dckr_pat_[A-Za-z0-9_\-]{20,60}|sntrys_[A-Za-z0-9_\-=+/]{20,300}|AGE-SECRET-KEY-1[A-Z0-9]{20,80}|rk_[A-Za-z0-9]{20,80}|EAA[A-Za-z0-9]{40,300})",
)
_LOGIN = re.compile(
    r"(?<![^\W_])[a-z][a-z0-9+.\-]{1,20}://[^\s:/@\"'<>]{1,80}:(?P<word>[^\s/@\"'<>]{1,120})@",
    re.IGNORECASE,
)
_WORDS = r"(?:api|secret|access|auth|client|private|encryption|signing|bearer|service|account|storage|shared|refresh|session|id|security|master|license)"
_NAMED = re.compile(
    rf"(?<![^\W_])(?:(?:\w{{1,20}}[_\-.])?{_WORDS}[ _\-]?(?:{_WORDS}[ _\-]?)?(?:key|token|secret|passwd|password)|bearer|token|secret|x-api-key|authorization|api-?schl\u00fcssel|cl\u00e9 (?:d['\u2019])?api|clave (?:de )?api)(?![^\W_])"
    r"(?:\s(?:is|ist|est|es))?[\"'`*]{0,2}\s{0,3}(?:[:=|>]|=>|:=)?\s{0,3}(?:bearer\s|basic\s|token\s)?[\"'`(*]{0,2}"
    r"(?P<value>(?=[^\s'\"]{0,80}[0-9])(?=[^\s'\"]{0,80}[A-Za-z])[A-Za-z0-9_\-+/=.~]{12,2000})",
    re.IGNORECASE,
)
_WORDS_FOR_IT = r"(?:(?:\w{1,20}[_\-.])?(?:password|passwd|pwd)|passwort|passphrase|kennwort|losung|mot[ _]de[ _]passe|mdp|contrase\u00f1a|clave(?: de acceso)?|passcode|pw|zugangscode)"
# What no word is: with a digit or a sign among its letters.
_UNLIKE = r"(?=[^\s'\",;`|]{0,63}[0-9#_!$%&@+*])(?=[^\s'\",;`|]{0,63}[A-Za-z])[^\s'\",;`|:()]{6,64}"
_PASSWORD = re.compile(
    rf"(?<![^\W_]){_WORDS_FOR_IT}(?![^\W_])"
    r"(?:\s?\([^()\n]{1,24}\))?(?:[\"'`*]{0,2}\s{0,2}(?:[:=|]|=>|:=)\s{0,2}['\"`*]{0,2}(?P<given>[^\s'\",;`|]{4,64})"
    r"|\s+(?:is|was|ist|lautet|est|es)\s{0,2}:?\s{0,2}['\"`]?"
    r"(?P<said>(?=[^\s'\"]{0,64}[^A-Za-z\s'\".,;!?])[^\s'\",;`]{4,64})"
    # Straight after the word: "Passwort Team_KR6DZ".
    rf"|(?:\s{{1,20}}|\s?[;,]\s?)['\"`]?(?P<straight>{_UNLIKE}))",
    re.IGNORECASE,
)
_PASSWORD_BEFORE = re.compile(
    rf"(?<![^\s'\"`(])(?P<value>{_UNLIKE})['\"`)]? (?:as|als|comme|como) (?:[^\W\d_]{{2,6}} )?{_WORDS_FOR_IT}(?![^\W_])",
    re.IGNORECASE,
)
_PASSWORD_HEADING = re.compile(
    rf"[\W_]{{0,4}}{_WORDS_FOR_IT}[\W_]{{0,4}}", re.IGNORECASE
)
_PIN = re.compile(
    r"(?<![^\W_])(?:pin|passcode|tan|otp|puk|one[ \-]time (?:code|password)|verification code|security pin|sicherheitscode|best\u00e4tigungscode|geheimzahl|code secret|code pin|c\u00f3digo pin|code de v\u00e9rification|c\u00f3digo de verificaci\u00f3n|2fa(?: code)?|mfa(?: code)?|sms code|telefon-?pin|mtan)(?![^\W_])"
    r"(?:[ \-]?(?:code|number|no|nummer))?(?:\s+(?:is|was|ist|lautet|est|es))?[\"'*]{0,2}\s{0,3}[:=|]?\s{0,3}['\"(*]{0,2}(?P<pin>[0-9]{4,8}|[0-9]{3} [0-9]{3})(?![^\W_])",
    re.IGNORECASE,
)


def find_secrets(text: str) -> Iterator[Span]:
    """Find passwords, PINs, keys and tokens."""
    kind = EntityKind.SECRET
    yield from spans_of(_PEM, text, kind, "secret", "private key")
    yield from spans_of(_TOKEN, text, kind, "secret", "has the form of an access key")
    after_key, after_password = (
        "stands after a word for a key",
        "stands after a word for a password",
    )
    for pattern, group, reason in (
        (_NAMED, "value", after_key),
        (_PASSWORD, "given", after_password),
        (_PASSWORD, "said", after_password),
        (_PASSWORD, "straight", after_password),
        (_PASSWORD_BEFORE, "value", after_password),
        (_LOGIN, "word", after_password),
        (_PIN, "pin", "stands after a word for a PIN"),
    ):
        yield from spans_of(pattern, text, kind, "secret", reason, group=group)
    for start, end in cells_under(text, _PASSWORD_HEADING):
        yield Span(start, end, kind, 900, "secret", after_password)


SECRETS = Finder("secret", find_secrets)
