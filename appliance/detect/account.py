"""Find accounts that are no IBAN: sort codes, account numbers, wallets of a chain."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_SORT_CODE = re.compile(
    r"(?<![\w.\-/])[0-9]{2}([\-\u2013])[0-9]{2}\1[0-9]{2}(?![\w\-/])"
)
_NAMED = re.compile(
    r"\b(?:sort[ \-]?code|s/c|a/?c(?:count)?(?:[ \-]?(?:number|num|no|nr|#))?\.?|acct\.?"
    r"|routing(?:[ \-]?number)?|aba|bsb|blz|bankleitzahl|konto(?:nummer|nr)?\.?"
    r"|num[ée]ro de compte|cuenta|ccc|iban)"
    r"(?:\s+(?:is|are|was|ist|est|es))?\s*[:#=]?\s*"
    r"(?P<number>[0-9][0-9 \-\u2013]{3,24}[0-9])(?![\w%])",
    re.IGNORECASE,
)
_AFTER_SORT_CODE = re.compile(
    r"(?<![\w.\-/])[0-9]{2}([ \-\u2013])[0-9]{2}\1[0-9]{2}"
    r"(?P<between>[\s,;/and]{1,12})(?P<number>[0-9]{8})(?!\w)"
)
# Base58Check and Bech32 addresses (BIP 13, BIP 173), and those of EIP-55. Whether the
# check holds does not matter: a mistyped one still names its owner.
_WALLET = re.compile(
    r"(?<!\w)(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?i:bc1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,71}"
    r"|0x[0-9a-fA-F]{40})(?!\w)"
)


def find_accounts(text: str) -> Iterator[Span]:
    """Find account and sort codes by their form or by the word before them."""
    kind = EntityKind.ACCOUNT
    for match in _SORT_CODE.finditer(text):
        # 12-03-71 may be a date; a date is masked all the same, as an account here.
        yield Span(*match.span(), kind, 600, "account", "has the form of a sort code")
    yield from spans_of(
        _NAMED,
        text,
        kind,
        "account",
        "number after a word for an account",
        group="number",
    )
    yield from spans_of(_WALLET, text, kind, "account", "has the form of a wallet")
    for match in _AFTER_SORT_CODE.finditer(text):
        reason = "account number after a sort code"
        yield Span(*match.span("number"), kind, 900, "account", reason)
        yield Span(
            match.start(), match.start("between"), kind, 900, "account", "sort code"
        )


ACCOUNTS = Finder("account", find_accounts)
