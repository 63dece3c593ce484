"""Identifiers of vehicles, devices and hosts, and secrets of programs."""

import base64
import ipaddress
import json
import random
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.identifiers.checks import luhn
from tests.identifiers.kind import Kind, drawn, one_of, same

_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_OF = dict(zip(_VIN_LETTERS, "12345678123457923456789", strict=True))
_WORDS = (
    "anna",
    "weber",
    "harbour",
    "claims",
    "ledger",
    "mill",
    "quarry",
    "orchard",
    "brook",
    "team",
)
_VALUE = "{value}"


def vin_holds(vin: str) -> bool:
    """49 CFR 565.15: weights 8 to 2, 10, 0, 9 to 2, by 11; X is ten. ISO 3779 body."""
    if set(vin) & set("IOQ"):
        return False
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(int(_VIN_OF.get(c, c)) * w for c, w in zip(vin, weights, strict=True))
    return "0123456789X"[total % 11] == vin[8]


def _vin(rng: random.Random) -> str:
    def some(count: int) -> str:
        return "".join(rng.choices("0123456789" + _VIN_LETTERS, k=count))

    maker = rng.choice(("1HG", "1FT", "2C3", "3VW", "4T1", "5YJ"))
    return maker + some(5) + "?" + some(2) + drawn(rng, "######")


def _european_vin(rng: random.Random) -> str:
    maker = rng.choice(("WVWZZZ", "WDB", "WBA", "VF1", "VF3", "SAL", "ZFA", "TMB"))
    left = 17 - len(maker) - 6
    return (
        maker
        + "".join(rng.choices("123456789" + _VIN_LETTERS, k=left))
        + drawn(rng, "######")
    )


def _ipv6(rng: random.Random) -> str:
    address = ipaddress.IPv6Address(
        0x20010DB8 << 96 | rng.getrandbits(rng.choice((24, 60, 96)))
    )
    return rng.choice((address.compressed, address.exploded))


def _mac(rng: random.Random) -> str:
    mark = rng.choice(":-")
    return mark.join(f"{byte:02X}" for byte in rng.randbytes(6))


def _url(rng: random.Random) -> str:
    one, two = rng.sample(_WORDS, 2)
    form = rng.choice((
        "https://{}.example.com/{}", "http://www.{}-{}.example/~home", "https://intranet.local/{}/{}?id={}",
        "www.{}-{}.example.org", "ftp://files.example/{}/{}.pdf", "https://portal.{}.example:8443/{}#top",
    ))  # fmt: skip
    return form.format(one, two, rng.randint(100, 999))


def _jwt(rng: random.Random) -> str:
    parts = (
        json.dumps({"alg": "HS256", "typ": "JWT"}).encode(),
        json.dumps(
            {"sub": drawn(rng, "########"), "iat": rng.randrange(10**9)}
        ).encode(),
        rng.randbytes(32),
    )
    return ".".join(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts)


def _pem(rng: random.Random) -> str:
    key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return text.decode().strip()


def _some(rng: random.Random, form: str) -> str:
    """Fill a picture in which `%` is any letter or digit."""
    of = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(rng.choice(of) if c == "%" else c for c in form)


def _api_key(rng: random.Random) -> str:
    # The prefixes that these services document, so that scanners find them.
    forms = ("ghp_" + "%" * 36, "sk_live_" + "%" * 24, "AIza" + "%" * 35, "xoxb-" + "%" * 24, "glpat-" + "%" * 20, "sk-" + "%" * 48, "npm_" + "%" * 36, "SG." + "%" * 22 + "." + "%" * 43)  # fmt: skip
    if rng.random() < 0.2:
        return drawn(rng, "AKIA****************")
    return _some(rng, rng.choice(forms))


def _password(rng: random.Random) -> str:
    word = rng.choice(_WORDS).capitalize()
    return word + _some(rng, rng.choice(("%%%%!", "_%%%%%", "#%%%%", "-%%%-%%")))


_PEM_FRAMES = (
    _VALUE, "-- key --\n{value}\n", "key.pem:\n\n{value}\n\nok", "ssl:\n{value}", "1)\n{value}\n2)",
    "```\n{value}\n```", "> {value}", "<key>\n{value}\n</key>", "key = {value}", "Re: TLS\n\n{value}\n\nJo",
)  # fmt: skip

KINDS = (
    Kind("vin", "ISO 3779; 49 CFR 565.15", _vin, {"en": "VIN|chassis number", "de": "FIN|Fahrgestellnummer", "fr": "VIN|num\u00e9ro de ch\u00e2ssis", "es": "VIN|n\u00famero de bastidor"}, holds=vin_holds, checks="0123456789X"),
    Kind("vin-europe", "ISO 3779: no check digit in Europe", _european_vin, {"en": "VIN|chassis number", "de": "FIN|Fahrgestellnummer|Fahrzeug-Identifizierungsnummer", "fr": "VIN|num\u00e9ro de ch\u00e2ssis", "es": "bastidor|n\u00famero de bastidor"}, fixed=True),
    Kind("imei", "3GPP TS 23.003, 6.2 and annex B", one_of("35############?", "86############?", "01############?"), same("IMEI", "en", "de", "fr", "es"), holds=luhn, spellings=("", "##-######-######-#", "## ###### ###### #")),
    Kind("ipv4", "RFC 791", lambda rng: ".".join(str(rng.randint(1, 254)) for _ in range(4)), {"en": "IP address|IP", "de": "IP-Adresse|IP", "fr": "adresse IP|IP", "es": "direcci\u00f3n IP|IP"}, fixed=True),
    Kind("ipv6", "RFC 4291, RFC 5952", _ipv6, {"en": "IPv6 address|IP", "de": "IPv6-Adresse|IP", "fr": "adresse IPv6|IP", "es": "direcci\u00f3n IPv6|IP"}, fixed=True),
    Kind("mac", "IEEE 802-2014, 8", _mac, {"en": "MAC address|MAC", "de": "MAC-Adresse|MAC", "fr": "adresse MAC|MAC", "es": "direcci\u00f3n MAC|MAC"}, fixed=True, lower=True),
    Kind("url", "RFC 3986", _url, {"en": "web page|link", "de": "Webseite|Link", "fr": "site|lien", "es": "p\u00e1gina web|enlace"}, fixed=True),
    Kind("uuid", "RFC 9562", lambda rng: str(uuid.UUID(bytes=rng.randbytes(16), version=4)), {"en": "UUID|device id", "de": "UUID|Ger\u00e4te-ID", "fr": "UUID|identifiant", "es": "UUID|identificador"}, fixed=True),
    Kind("jwt", "RFC 7519", _jwt, {"en": "token|bearer token", "de": "Token|Zugriffstoken", "fr": "jeton|token", "es": "token|ficha de acceso"}, fixed=True),
    Kind("pem", "RFC 7468", _pem, frames=dict.fromkeys(("en", "de", "fr", "es"), _PEM_FRAMES), fixed=True),
    Kind("api-key", "prefixes that the services document", _api_key, {"en": "API key|access token", "de": "API-Schl\u00fcssel|Zugangstoken", "fr": "cl\u00e9 API|jeton", "es": "clave de API|token"}, fixed=True),
    Kind("password", "NIST SP 800-63B, 5.1.1", _password, {"en": "password|passphrase", "de": "Passwort|Kennwort", "fr": "mot de passe|mdp", "es": "contrase\u00f1a|clave"}),
)  # fmt: skip
