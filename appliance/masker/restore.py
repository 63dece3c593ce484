"""Put originals back where surrogates stand, however a model has rewritten them.

One pattern per case, one pass, each place looked up by kind and number; nothing is
replaced by a replacement string. Lower case, escapes of Markdown, HTML and JSON, other
brackets or none, spaces or hyphens for underscores, leading zeros, zero-width
characters and the kind's word in another language are all read. A hint goes with its
surrogate, whatever has become of it. Only this case's nonce is read; anything else
stays as it is and is reported.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from appliance.domain.entity import EntityKind
from appliance.domain.masked import PutBack
from appliance.domain.surrogate import EXACT, NONCE_LENGTH

# What a surrogate may name: its kind, or None if the word is in no list, and number.
Named = tuple[EntityKind | None, int]

_Z = "[\u200b\u200c\u200d\u2060\ufeff\u00ad]*"
_UNDERSCORE = r"(?:\\{0,2}_|&#95;|&#x5f;|&lowbar;|\\u005f)"
_HYPHEN = "[\\-\u2010-\u2014]"
_SPACE = "[ \u00a0\u202f]"
_DECORATION = r"[ *`~]{0,3}"
_TILDE = r"(?:\\{0,2}[~\uff5e\u223c\u02dc]|&#126;|&#x7e;|&tilde;|\\u007e)"
# Inside a bracket a hint is whatever is short; a backslash ends it if it may escape the
# bracket. Without one only figures are.
_HINT = (
    "(?:[\\w .,/+*`'\\-\u00a0\u202f\u2010-\u2014\u200b\u200c\u200d\u2060\ufeff\u00ad]"
    r"|\\{1,2}(?=[-+.*])){0,32}"
)
_BARE_HINT = r"[0-9](?:[0-9\\\-\u2010-\u2014\u200b]{0,20}[0-9+])?"
# Each opening bracket a model or a page's markup may have made of "[", with its end.
_CLOSE_OF = {
    "[": "]",
    "\\[": "\\]",
    "\\\\[": "\\\\]",
    "\uff3b": "\uff3d",
    "\u3010": "\u3011",
    "\u3014": "\u3015",
    "&#91;": "&#93;",
    "&#x5b;": "&#x5d;",
    "&lsqb;": "&rsqb;",
    "&lbrack;": "&rbrack;",
    "\\u005b": "\\u005d",
    "<": ">",
    "&lt;": "&gt;",
    "\\u003c": "\\u003e",
    "{": "}",
}
_WORDS = {
    EntityKind.PERSON: "person persona personne pessoa persoon osoba name nom nombre",
    EntityKind.ORG: "org organisation organization organización organización firma "
    "unternehmen société empresa company",
    EntityKind.LOCATION: "location ort lieu lugar place standort ubicación",
    EntityKind.ADDRESS: "address adresse anschrift dirección indirizzo",
    EntityKind.DATE: "date datum fecha data",
    EntityKind.BIRTHDATE: "birthdate geburtsdatum naissance nacimiento",
    EntityKind.AGE: "age alter âge edad",
    EntityKind.EMAIL: "email mail courriel correo",
    EntityKind.PHONE: "phone telephone telefon téléphone teléfono",
    EntityKind.URL: "url link lien enlace",
    EntityKind.IP: "ip",
    EntityKind.IBAN: "iban",
    EntityKind.CARD: "card karte carte tarjeta",
    EntityKind.ACCOUNT: "account konto compte cuenta",
    EntityKind.ID: "id kennung identifiant identificador",
    EntityKind.CODE: "code kode código",
    EntityKind.DEMOGRAPHIC: "demographic demografie démographie demografía",
    EntityKind.TITLE: "title titel titre título",
    EntityKind.QUANTITY: "quantity menge quantité cantidad",
    EntityKind.SECRET: "secret geheimnis secreto",
    EntityKind.CUSTOM: "custom",
}
_KIND_OF_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_HIDDEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands that reads as a surrogate of this case."""

    start: int
    end: int
    named: Named

    def filled(self, original: str) -> PutBack:
        """Say what replaces it; holds no text."""
        return PutBack(self.start, self.end, len(original))


def places(text: str, nonce: str) -> Iterator[Place]:
    """Find what reads as a surrogate of the case with this nonce, in order."""
    for match in _pattern(nonce).finditer(text):
        word = _HIDDEN.sub("", match["word"] or match["bare"] or match["spaced"])
        number = match["number"] or match["bare_number"] or match["spaced_number"]
        kind = _KIND_OF_WORD.get(word.casefold())
        start, end = _extent(match)
        yield Place(start, end, (kind, int(_HIDDEN.sub("", number))))


def _extent(match: re.Match[str]) -> tuple[int, int]:
    """Tell where a place begins and ends: brackets belong to it only as a pair."""
    if match["open"] is None:
        return match.span()
    opened, closed = match["open"].lower(), match["close"].lower()
    if _CLOSE_OF.get(opened) == closed:
        return match.span()
    if opened.endswith("[") and closed == "]":
        # What stands before the bracket is the text's own backslash.
        return match.end("open") - 1, match.end()
    return match.start("word"), match.end("hint" if match["hint"] else "number")


def look_alikes(text: str, nonce: str) -> list[tuple[int, int]]:
    """Find what a person typed that reads, or could read, as a surrogate."""
    found = [(place.start, place.end) for place in places(text, nonce)]
    found += [_extent(match) for match in _ANY.finditer(text)]
    return sorted(found)


def unknown_in(text: str, nonce: str) -> Iterator[tuple[int, int]]:
    """Find surrogates in exact form that carry another nonce than this case's."""
    for match in EXACT.finditer(text):
        if match.group(2) != nonce and match.group(1) in EntityKind.__members__:
            yield match.span()


def replace_places(
    text: str, nonce: str, original_of: Callable[[Named], str | None]
) -> tuple[str, list[Place], list[str]]:
    """Replace every place whose original is known, in one pass.

    Returns:
        The text, the places replaced, and the strings left visible.
    """
    parts: list[str] = []
    done: list[Place] = []
    unknown: list[tuple[int, str]] = [
        (start, text[start:end]) for start, end in unknown_in(text, nonce)
    ]
    at = 0
    for place in places(text, nonce):
        original = original_of(place.named)
        if original is None:
            unknown.append((place.start, text[place.start : place.end]))
            continue
        parts += [text[at : place.start], original]
        done.append(place)
        at = place.end
    parts.append(text[at:])
    return "".join(parts), done, [shown for _, shown in sorted(unknown)]


def _compile(spelled: str, bare_word: str) -> re.Pattern[str]:
    letter = r"[^\W\d_]"
    word = f"{letter}(?:{_Z}{letter}){{1,15}}"
    tight = f"{_Z}(?:{_UNDERSCORE}|{_HYPHEN}){_Z}"
    loose = f"{_Z}(?:{_UNDERSCORE}|{_HYPHEN}|{_SPACE}){{1,2}}{_Z}"
    bare_hint = rf"(?:{_Z}{_TILDE}(?>{_BARE_HINT})(?![^\W_]))?"
    number = f"0{{0,3}}[1-9](?:{_Z}[0-9]){{0,3}}"
    listed = "|".join(sorted(_KIND_OF_WORD, key=len, reverse=True))
    opens = "|".join(_alternatives(_CLOSE_OF))
    closes = "|".join(_alternatives(_CLOSE_OF.values()))
    return re.compile(
        f"(?P<open>{opens}){_DECORATION}{_Z}(?P<word>{word}){loose}{spelled}{loose}"
        f"(?P<number>{number})(?P<hint>{_Z}{_SPACE}?{_TILDE}{_HINT})?"
        f"{_Z}{_DECORATION}(?P<close>{closes})"
        rf"|(?<![^\W_])(?P<bare>{bare_word or word}){tight}{spelled}{tight}"
        rf"(?P<bare_number>{number})(?![^\W_]){bare_hint}"
        rf"|(?<![^\W_])(?P<spaced>{listed}){loose}{spelled}{loose}"
        rf"(?P<spaced_number>{number})(?![^\W_]){bare_hint}",
        re.IGNORECASE,
    )


def _alternatives(brackets: Iterable[str]) -> list[str]:
    return [re.escape(b) for b in sorted(set(brackets), key=len, reverse=True)]


@lru_cache(maxsize=256)
def _pattern(nonce: str) -> re.Pattern[str]:
    return _compile(_Z.join(nonce), "")


_ANY = _compile(
    _Z.join(["[a-hjkmnp-z2-9]"] * NONCE_LENGTH),
    "|".join(str(kind) for kind in EntityKind),
)
