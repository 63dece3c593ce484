"""Find postal addresses: streets with numbers, postcodes with towns, and boxes.

A street and the postcode that follows it are one address with what stands between.
Towns alone are left to the name detector.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.checksum import digits_of
from appliance.detect.detector import Finder, spans_of
from appliance.detect.street import STREETS
from appliance.detect.table import cells_under
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_TOWN = r"[A-Z\u00c0-\u00de\u0141\u015a\u017b][\w\u00c0-\u017f'\u2019.\-]{2,}(?:[ ](?:(?:am|an der|im|sur|sous|de|la|le|del|a\. ?d\.|upon)[ ])?[A-Z\u00c0-\u00de][\w\u00c0-\u017f\-]+){0,2}"
_STATE = r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])"
_GB = r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})"
_IE = r"(?:[AC-FHKNPRTV-Y][0-9]{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}"
_CA = r"[ABCEGHJ-NPRSTVXY][0-9][A-Z][ \-]?[0-9][A-Z][0-9]"
_PREFIXED = r"(?:CH|AT|A|BE|B|DK|NO|N|FL|SE|S|FI|I|IT|E|ES|F|FR|DE|D|NL|PL|CZ|SK|LU|L|PT|P|GR|HU|RO|SI|HR)[\-\u2013 ]?[0-9]{4,5}"
_PART = r"[ ,;|\u00b7\-\u2013]"
_AFTER_STREET = re.compile(
    # After a comma or a line end up to five words of a district or town; then the code,
    # which is no year, and perhaps its town.
    rf"(?:{_PART}{{0,3}}\s{{0,2}}|[ ]{{0,2}}(?:[,;|\u00b7]|[\-\u2013][ ]|\n)\s{{0,3}}(?:[^\W\d_][\w'\u2019.\-]*(?:{_PART}{{1,3}}\n?|\n)[ ]{{0,3}}){{1,5}})"
    rf"(?:{_GB}|{_IE}|{_CA}|{_STATE}\.?,?[ ][0-9]{{5}}(?:-[0-9]{{4}})?|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT)[ ][0-9]{{4}}"
    r"|(?:[A-Z]{1,3}[\-\u2013 ])?(?:[0-9]{4}[ ]?[A-Z]{2}(?![^\W_])|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{3}[ ]?[0-9]{2}|[0-9]{5,6}|(?!(?:19|20)[0-9]{2}(?![ ](?-i:[A-Z\u00c0-\u00de])))[0-9]{4}))(?![^\W_]|[.,][0-9])"
    r"(?:[ ,]{1,2}(?-i:[A-Z\u00c0-\u00de\u0141\u015a\u017b])[\w\u00c0-\u017f'\u2019.\-]{2,}(?:[ ](?:(?:am|an der|im|sur|sous|de|la|le|del)[ ])?(?-i:[A-Z\u00c0-\u00de])[\w\u00c0-\u017f\-]+){0,2}(?:,?[ ]\(?(?-i:[A-Z]{2}(?![^\W_])|[A-Z][a-z]{1,4}\.)\)?)?)?",
    re.IGNORECASE,
)
_BOX_WORDS = r"(?:(?:g\.?)?p\.?[\s_]?o\.?[\s_]?box|post(?:al)?[ _](?:office[ _])?box|postfach|postbus|(?-i:B\.?P\.?|C\.?S\.?|C\.P\.)|bo[i\u00ee]te postale|case postale|apartado(?: de correos| postal)?|apdo\.?(?: de correos)?|casella postale|private bag|locked bag|postboks|postbox|skrytka pocztowa|caixa postal)"
_BOX = re.compile(
    rf"(?<![^\W_]){_BOX_WORDS}"
    r"(?:\s?\([^()\n0-9]{1,20}\))?(?:\s(?:is|ist|lautet|est|es))?[\"'*]{0,3}[ ]?[:|=;,>]?[ ]{0,20}(?:</?\w{1,8}>){0,3}[\"'*]{0,2}(?:n[\u00ba\u00b0o]\.?[ ]?|nr\.?[ ]?)?(?:[A-Z]{1,2}[ \-]?)?[0-9](?:[0-9 \-]{0,9}[0-9])?(?![^\W_])",
    re.IGNORECASE,
)
_BOX_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<box>[0-9][0-9 ]{{0,8}}[0-9]?) (?:as|als|comme|como) (?:[^\W\d_]{{2,6}} )?{_BOX_WORDS}(?![^\W_])",
    re.IGNORECASE,
)
_BOX_HEADING = re.compile(
    rf"[\W_]{{0,4}}(?:{_BOX_WORDS}|bp)[\W_]{{0,4}}", re.IGNORECASE
)
# After a word for an address whatever ends in a postcode is one, in small letters too.
_SAID = re.compile(
    r"(?<![^\W_])(?:(?:home|postal|street|mailing|billing)[ _]?)?(?:address|anschrift|adresse|wohnhaft(?: in)?|wohnort|direcci\u00f3n|domicil(?:io|e)|residence|lives at|living at|wohnt(?: in)?|habite(?: au)?|demeurant|vive en)(?![^\W_])"
    r"(?:\s?\([^()\n]{1,24}\))?(?:\s(?:is|ist|lautet|est|es))?[\"'*]{0,3}\s{0,12}[:=|;,>]{0,2}\s{0,3}[\"'*]{0,3}"
    rf"(?P<whole>(?=[^;|\"0-9]{{0,50}}[0-9]{{1,5}}[^;|\"0-9]{{2,60}}[0-9])[^\W_][^;|\"]{{3,90}}?(?<![^\W_])(?:{_GB}|{_CA}|{_STATE}[ ][0-9]{{5}}(?:-[0-9]{{4}})?|(?:[A-Z]{{1,3}}-)?[0-9]{{4,6}}|[0-9]{{2}}-[0-9]{{3}}|[0-9]{{4}}-[0-9]{{3}}|[0-9]{{4}} [A-Z]{{2}})(?![^\W_])(?:[ ][^\W\d_][\w\-]*)?)",
    re.IGNORECASE,
)
_CODES: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"(?<![^\W_])(?:{_GB}|{_CA})(?![^\W_])", re.IGNORECASE), 900),
    (re.compile(rf"(?<![^\W_]){_IE}(?![^\W_])"), 750),
    (re.compile(rf"(?<![^\W_])(?:{_STATE}\.?,?\s+[0-9]{{5}}(?:-[0-9]{{4}})?|(?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT) [0-9]{{4}})(?![^\W_]|[.,][0-9])"), 850),
    (re.compile(rf"(?<![^\W_]){_PREFIXED}\s+{_TOWN}"), 850),
    (re.compile(rf"(?<![^\W_])(?:[0-9]{{4}} [A-Z]{{2}}|[0-9]{{2}}-[0-9]{{3}}|[0-9]{{4}}-[0-9]{{3}}) {_TOWN}"), 850),
    (
        re.compile(
            r"(?<![\w.,\-/\u00a3$\u20ac])(?:[DFAEI]-)?[0-9]{5}\s+"
            r"(?!(?:Euros?|EUR|USD|GBP|CHF|Dollars?|Pounds?|St\u00fcck|Mal|Kunden|Personen|Jahre|Einwohner|Mitglieder|Francs?|Km)(?![^\W_]))"
            + _TOWN
        ),
        750,
    ),
)  # fmt: skip
_NAMED_CODE = re.compile(
    r"(?<![^\W_])(?:zip(?:[ _\-]?code)?|post(?:al)?[ _]?code|plz|postleitzahl|code[ _]postal|c\u00f3digo[ _]postal|cp|c\.p\.|pin ?code|eircode|postnummer)(?![^\W_])"
    r"(?:\s+(?:is|ist|est|es))?[\"']?\s*[:=|,]?\s*[\"']?(?P<code>(?=[A-Z]{0,4}[0-9])[0-9A-Z](?:[0-9A-Z]|[ \-](?=[0-9A-Z])){2,9})(?![^\W_])",
    re.IGNORECASE,
)


def find_addresses(text: str) -> Iterator[Span]:
    """Find streets with numbers, postcodes and boxes."""
    kind = EntityKind.ADDRESS
    for pattern, score in STREETS:
        for match in pattern.finditer(text):
            tail = _AFTER_STREET.match(text, match.end())
            end = tail.end() if tail is not None else match.end()
            reason = "has the form of a street address"
            yield Span(match.start(), end, kind, score, "address", reason)
    yield from spans_of(_BOX, text, kind, "address", "post-office box")
    yield from spans_of(
        _BOX_BEFORE, text, kind, "address", "post-office box", group="box"
    )
    for start, end in cells_under(text, _BOX_HEADING):
        yield Span(start, end, kind, 850, "address", "post-office box")
    reason = "stands after a word for an address"
    yield from spans_of(
        _SAID, text, kind, "address", reason, score_permille=800, group="whole"
    )
    for pattern, score in _CODES:
        reason = "has the form of a postcode"
        yield from spans_of(
            pattern, text, kind, "address", reason, score_permille=score
        )
    for match in _NAMED_CODE.finditer(text):
        if len(digits_of(match.group("code"))) >= 2:
            span = match.span("code")
            reason = "number after a word for a postcode"
            yield Span(*span, kind, 850, "address", reason)


ADDRESSES = Finder("address", find_addresses)
