"""Numbers that the United Kingdom and Ireland give people."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.checksum import nhs_holds, weighted
from appliance.detect.national.form import Group, form, groups
from appliance.domain.entity import EntityKind

_UTR_CHECKS = "21987654321"
# "OF 250000 A YEAR" is a sum.
_SHORT_WORDS = "of|at|in|to|by|is|as|on|or|an|am|it|up|us|de|la|le|du|au|et|en|el|es|su|zu|um|ab|im|da|un"
_PPS_CHECKS = "WABCDEFGHIJKLMNOPQRSTUV"


def _utr_holds(number: str) -> bool:
    """Check a Unique Taxpayer Reference (HMRC); its first digit is the check."""
    total = weighted(number[1:10], (6, 7, 8, 9, 10, 5, 4, 3, 2))
    return _UTR_CHECKS[total % 11] == number[0]


def _pps_holds(number: str) -> bool:
    """Check a Personal Public Service Number (Irish Revenue)."""
    total = weighted(number[:7], (8, 7, 6, 5, 4, 3, 2))
    second = number[8:9]
    if second and second != "W":
        total += 9 * (ord(second) - ord("A") + 1)
    return _PPS_CHECKS[total % 23] == number[7]


BRITISH_ISLES = (
    # National Insurance number (HMRC NIM39110): no check digit; a mistyped prefix or
    # suffix counts, and so does a digit written as a letter.
    form("gb", Group.SOCIAL, rf"[A-Z]{{2}}[0-9OIL]{{6}}[ \-]?[A-Z]|[A-Z]{{2}}[ \-]?(?:[0-9OIL]{{2}}[ \-]){{3}}[A-Z]|(?!(?:{_SHORT_WORDS}) )[A-Z]{{2}}[ \-][0-9OIL]{{6}}[ \-]?[A-Z]|[A-Z]{{2}}[0-9]{{6}}|[A-Z]{{2}}(?:[ \-][0-9]{{2}}){{3}}",
         r"n\.?i\.?(?:no)?\b|national insurance|sozialversicherung|assurance nationale|seguro nacional", alone=True),
    # NHS number (NHS Data Dictionary), the CHI number of Scotland among them.
    form("gb", Group.HEALTH, groups(3, 3, 4), r"nhs|chi\b|h&c|patient|paciente|hospital|krankenhaus|health|sant\u00e9", nhs_holds),
    form("gb", Group.TAX, r"[0-9]{5}[ \-]?[0-9]{5}K?", r"utr|unique tax|taxpayer|self[ \-]assessment|steuer|fiscal|impuesto|imp\u00f4t", _utr_holds),
    # Company number (Companies House) by its name alone: eight digits are common.
    form("gb", Group.COMPANY, r"(?:[A-Z]{2}|[0-9]{2})[0-9]{6}", r"company (?:no|num|reg)|companies house|crn\b", kind=EntityKind.CODE),
    form("ie", Group.IDENTITY, r"[0-9]{7} ?[A-W][A-IW]?", r"pps|personal public|rsi", _pps_holds, alone=True),
    form("ie", Group.IDENTITY, r"[0-9]{7} ?[A-Z]{1,2}", r"pps|personal public|rsi"),
)  # fmt: skip
