"""Find the codes of a text: numbers of files, customers, accounts and telephones. Pure."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re

_CODE = re.compile(
    # An IBAN in groups; letters and figures in one; groups of figures.
    r"(?<![\w])[A-Z]{2}[0-9]{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?(?![\w])"
    r"|(?<![\w])(?=[\w/_.-]{0,40}[0-9])(?=[\w/_.-]{0,40}[A-Za-z])"
    r"[A-Za-z0-9]{1,40}(?:[-/_.][A-Za-z0-9]{1,40}){0,8}(?![\w])"
    r"|(?<![\w.,])\+?[0-9(][0-9() /.-]{5,24}[0-9](?![\w]|[.,][0-9])"
    r"|(?<![\w.,])[0-9]{1,4}(?:[/-][0-9]{1,6}){1,4}(?![\w])"
)
_NO_CODE = re.compile(
    r"[0-9]+(?:st|nd|rd|th|er|e|k|m|km|kg|g|mg|ml|cm|mm|h|x|s|am|pm|mio|mn|bn|mal|fach"
    r"|eur|usd|gbp|chf)"
    r"|(?:eur|usd|gbp|chf)[0-9.,]+|[0-9.,]+-[^\W\d_]{2,}(?:-[^\W\d_]+)*"
    r"|[^\W\d_]{4,}-?[0-9]{1,2}",
    re.IGNORECASE,
)


def find_codes(text: str) -> list[tuple[int, int]]:
    """Find letters with figures, and many figures in groups; sums and units are none."""
    return [match.span() for match in _CODE.finditer(text) if _is_code(match)]


def _is_code(match: re.Match[str]) -> bool:
    """Tell a code from a number: letters with figures, or many figures in groups."""
    written = match[0]
    if _NO_CODE.fullmatch(written):
        return False
    if any(char.isalpha() for char in written):
        return True
    digits = sum(char.isdigit() for char in written)
    if re.fullmatch(
        r"[0-9]{1,3}(?:[ .'\u2019][0-9]{3})+|[0-9]+(?:[.,][0-9]+)?", written
    ):
        return False
    return digits >= 7 or "/" in written or written.count("-") > 1


def stands_in(code: str, text: str) -> bool:
    """Tell whether a code stands in a text, in whatever groups it is written."""
    signs = [re.escape(char) for char in code if char.isalnum()]
    wanted = r"[\s\-/_.()]{0,3}".join(signs)
    return bool(re.search(rf"(?<![^\W_]){wanted}(?![^\W_])", text, re.IGNORECASE))
