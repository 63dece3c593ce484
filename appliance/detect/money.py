"""Tells sums of money and lengths of time from numbers that name somebody; pure."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re

_SIGNS = "\u00a3$\u20ac\u00a5"
_CODES = r"EUR|GBP|USD|CHF|JPY|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|INR|CNY|BRL|MXN"
_BEFORE = re.compile(
    rf"(?:[{_SIGNS}]|\b(?:{_CODES}))[ \t\u00a0]{{0,3}}$", re.IGNORECASE
)
_AFTER = re.compile(
    rf"[ \u00a0]?(?:[{_SIGNS}%]|(?:{_CODES}|euros?|pounds?|dollars?|francs?|million|mio|mrd"
    r"|months?|years?|weeks?|days?|monate?n?|jahre?n?|wochen?|tagen?|mois|ans?|meses|a\u00f1os"
    r"|km|kg|m2|sqm)\b)",
    re.IGNORECASE,
)
_LOOK_BACK = 8
# "Loan: EUR 12,500": the currency was taken for the letters of a file's number.
_BEGINS = re.compile(rf"(?:{_CODES})[ \u00a0][0-9]")


def is_money(text: str, start: int, end: int) -> bool:
    """Tell whether a number is an amount: a currency or a unit stands beside it."""
    before = _BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    if before is not None or _BEGINS.match(text, start, end) is not None:
        return True
    return _AFTER.match(text, end) is not None
