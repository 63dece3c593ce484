"""Find accounts that are no IBAN: sort codes, account numbers, wallets of a chain."""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.detect.labelled import Label, LabelledDetector
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_SORT_CODE = re.compile(
    r"(?<![^\W_])(?<![.\-/])[0-9]{2}([\-\u2013])[0-9]{2}\1[0-9]{2}(?![^\W_]|[\-/])"
)
_AFTER_SORT_CODE = re.compile(
    r"(?<![^\W_])(?<![.\-/])[0-9]{2}([ \-\u2013]?)[0-9]{2}\1[0-9]{2}"
    r"(?P<between>[\s,;:/|&and]{1,12}|\s{0,3}[,;/|]?\s{0,3}(?:account|acc|a/?c|acct|konto|compte|cuenta)\.?(?:\s?(?:number|no|nr))?\.?[:\s#]{0,4})(?P<number>[0-9]{4} ?[0-9]{3,4})(?![^\W_])",
    re.IGNORECASE,
)
# Releve d'identite bancaire (AFNOR NF K 11-011): bank, branch, account, key.
_RIB = re.compile(
    r"(?<![^\W_])[0-9]{5}[ \-]?[0-9]{5}[ \-]?[0-9A-Z]{11}[ \-]?[0-9]{2}(?![^\W_])",
    re.IGNORECASE,
)
# Base58Check and Bech32 addresses (BIP 13, BIP 173), and those of EIP-55. Whether the
# check holds does not matter: a mistyped one still names its owner.
_WALLET = re.compile(
    r"(?<!\w)(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?i:bc1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,71}"
    r"|0x[0-9a-fA-F]{40})(?!\w)"
)
_NAMED = LabelledDetector(
    "account",
    (
        Label(
            EntityKind.ACCOUNT,
            "number after a word for an account",
            r"account|acct|acc|konto|girokonto|sparkonto|compte|cuenta|bank|sort|savings|current account|checking|conto|rekening|depot",
            r"sort[ _\-]?codes?|s/c|a/c|acct\.?|bank[ _]?(?:code|account)|routing(?:[ _]transit)?|aba|rtn|bsb|blz|bankleitzahl|kto\.?|(?:konto|depot|giro)-?(?:nummer|nr)|num\u00e9ro de compte|rib|code (?:banque|guichet)|cl\u00e9 rib|ccc|clabe|ifsc|transit|clearing(?:-?nummer)?|bankgiro|plusgiro|iban|account holder reference",
            900,
            least=5,
        ),
    ),
)


def find_accounts(text: str) -> Iterator[Span]:
    """Find account and sort codes by their form or by the word beside them."""
    kind = EntityKind.ACCOUNT
    for match in _SORT_CODE.finditer(text):
        # 12-03-71 may be a date; a date is masked all the same, as an account here.
        yield Span(*match.span(), kind, 600, "account", "has the form of a sort code")
    yield from _NAMED.find(text, "")
    yield from spans_of(_RIB, text, kind, "account", "has the form of an account")
    yield from spans_of(_WALLET, text, kind, "account", "has the form of a wallet")
    for match in _AFTER_SORT_CODE.finditer(text):
        reason = "account number after a sort code"
        yield Span(*match.span("number"), kind, 900, "account", reason)
        yield Span(
            match.start(), match.start("between"), kind, 900, "account", "sort code"
        )


ACCOUNTS = Finder("account", find_accounts)
