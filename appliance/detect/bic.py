"""Find business identifier codes of banks (ISO 9362): after their name, or by their form.

Eight capitals are many a word. Without its name near it a code counts if it holds a
country of ISO 3166 in its place and a digit, or is unlike a word of our languages, in a
text that is not all in capitals.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder
from appliance.detect.table import cells_under_headings
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_NAME = r"(?:bic|swift|b\.i\.c\.|bankleitcode)(?:[ /\-]{0,3}(?:bic|swift))?(?:[ _\-]?(?:code|nr|nummer|no|number|id|address))?\.?"
_CODE = r"[A-Z]{4}[ \-]?[A-Z]{2}[ \-]?[A-Z0-9]{2}(?:[ \-]?[A-Z0-9]{3})?"
_NAMED = re.compile(
    rf"(?<![^\W_])(?:(?:code|num\u00e9ro|c\u00f3digo)\s)?{_NAME}(?![^\W_])(?:\s\([^()\n]{{1,20}}\))?(?:\s(?:is|was|ist|lautet|est|es|of the bank|der bank|de la banque|del banco))*"
    rf"[\"'*_]{{0,3}}\s{{0,4}}[:=#|(>,;.\u2013\-]{{0,2}}\s{{0,4}}(?:</?\w{{1,8}}>){{0,3}}[\"'*_(]{{0,2}}(?P<code>{_CODE})(?![^\W_])",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?<![^\W_])(?P<code>{_CODE})[\"'*)]{{0,2}}[ ](?:as|als|comme|como|is|ist|est|es)[ ](?:(?:the|der|die|le|la|el|a|our|my)[ ])?{_NAME}(?![^\W_])",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"[\W_]{{0,4}}{_NAME}(?:/\w{{2,6}})?[\W_]{{0,4}}", re.IGNORECASE)
_COUNTRIES = (
    "AD AE AL AR AT AU AZ BA BE BG BH BR BY CA CH CL CN CO CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GR HK HR HU"
    " IE IL IN IQ IS IT JO JP KR KW KZ LB LI LT LU LV MC MD ME MK MT MU MX MY NG NL NO NZ PE PH PK PL PT QA RO RS"
    " RU SA SE SG SI SK SM TH TN TR TW UA US UY VA VN XK ZA"
)  # fmt: skip
_BARE = re.compile(
    rf"(?<![\w@./\-])[A-Z]{{4}}(?:{'|'.join(_COUNTRIES.split())})[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?(?![\w@]|[\-/.]\w)"
)
# How words end, and rows of letters that they do not have.
_ENDINGS = (
    "AD AL AM AN AR AS AT AU AY BA BE CE CH CK CS CT DA DE DO DS EA ED EE EL EM EN ER ES ET EX EY EZ FT GE GS GT GY"
    " HE HT HY IA IC ID IE IN IS KA KS LD LE LF LL LS LT LY MA ME MY ND NE NG NI NS NT OF OL OM ON OR OS PY RD RE"
    " RF RG RS RT RY SE SS ST TA TE TO TS TY UE UM UR US UT VE WS WY"
)  # fmt: skip
_NO_WORD = re.compile(
    "[BCDFGHJKLMNPQRSTVWXZ]{5}|[AEIOUY]{4}|J[^AEIOUY]|Q[^U]|[^AEIOUYNRLSC]Z|V[^AEIOUY]|X[^AEIOUYCPT]"
    "|[^AEIOUYSCNRL]K[^AEIOUYSLNT]|^[BCDFGHJKLMNPQRSTVWXZ]{4}"
)
_SHOUTED = re.compile(r"[A-Z\u00c0-\u00de]{4,}")
_AROUND = 40


def find_bics(text: str) -> Iterator[Span]:
    """Find bank identifier codes."""
    kind = EntityKind.ACCOUNT
    for pattern in (_NAMED, _BEFORE_NAME):
        for match in pattern.finditer(text):
            # "swift" is a word as well, "bic" is none.
            said = match.group().replace(match["code"], "").lower()
            if _is_code(match["code"], sure="bic" in said):
                reason = "stands after BIC or SWIFT"
                yield Span(*match.span("code"), kind, 950, "bic", reason)
    for heading, start, end in cells_under_headings(text):
        if _HEADING.fullmatch(heading) and 8 <= len(text[start:end].strip()) <= 14:
            yield Span(start, end, kind, 900, "bic", "stands after BIC or SWIFT")
    for match in _BARE.finditer(text):
        code = match.group()
        if not code.isalpha() or not (
            _is_like_a_word(code) or _is_shouted(text, match)
        ):
            yield Span(*match.span(), kind, 600, "bic", "has the form of a BIC")


def _is_code(value: str, *, sure: bool) -> bool:
    """Tell a code in small letters from a word: "swift transfer" is none."""
    letters = "".join(c for c in value.upper() if c.isalnum())
    if value != value.lower():
        return len(letters) in {8, 11}
    return letters[4:6] in _COUNTRIES and (sure or not _is_like_a_word(letters))


def _is_like_a_word(code: str) -> bool:
    return (
        code[-2:] in _ENDINGS
        and sum(c in "AEIOUY" for c in code) >= 2
        and _NO_WORD.search(code) is None
    )


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words around are in capitals too."""
    before = text[max(0, match.start() - _AROUND) : match.start()]
    after = text[match.end() : match.end() + _AROUND]
    return _SHOUTED.search(before) is not None and _SHOUTED.search(after) is not None


BICS = Finder("bic", find_bics)
