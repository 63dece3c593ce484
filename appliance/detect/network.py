"""Find addresses of the network: web addresses, IP (RFC 4291), MAC (IEEE 802)."""

import ipaddress
import re
from collections.abc import Iterator

from appliance.detect.detector import Finder, spans_of
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

_URL = re.compile(
    r"\b(?:(?:https?|ftp|sftp|ssh|file)://|www\.)[^\s<>\"'\u201c\u201d)\]}]{2,2000}",
    re.IGNORECASE,
)
# Written without its scheme: with a path, or below a domain that is no word.
_BARE = re.compile(
    r"(?<![\w@./\-])(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,8}"
    r"(?:[a-z]{2,24}/[^\s<>\"'\u201c\u201d)\]}]{1,2000}"
    r"|(?:com|org|net|info|biz|edu|gov|example|co\.uk|de|fr|es|eu|ch|app|dev)(?![\w.\-]\w))"
    r"(?!\w|@)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?\u2026"
_IPV4 = re.compile(
    r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?(?![\w]|\.[0-9])"
)
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F:]{2,39}:[0-9a-fA-F:.]{1,39}(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:\-])[0-9a-zA-Z]{2}([:\-])(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}(?![\w:\-])"
    r"|(?<![\w.])(?:[0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}(?![\w]|\.\w)"
)
# A name of a machine or share inside the house.
_SHARE = re.compile(
    r"(?<![\w\\])\\\\[\w.\-$]{2,63}(?:\\[^\s\\\"'<>|]{1,120}){1,20}|(?<![\w/])(?:/home|/Users)/[\w.\-]{2,40}|(?<![\w])[A-Za-z]:\\Users\\[\w.\-]{2,40}"
)
_HOST = re.compile(
    r"(?<![\w@.\-])[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,6}(?:local|corp|lan|internal|intranet|home|localdomain|intern)(?![\w\-]|\.\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z_][\w]{2,29}(?![\w@]|\.\w)")


def find_network_addresses(text: str) -> Iterator[Span]:
    """Find web, IP and MAC addresses, and user names after an @."""
    reason = "has the form of a web address"
    for pattern in (_URL, _BARE):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(_TRAILING))
            if end > match.start():
                yield _span(match.start(), end, EntityKind.URL, reason)
    for match in _IPV4.finditer(text):
        # 999.1.1.1 is a mistyped address: four groups of digits stay masked.
        yield _span(*match.span(), EntityKind.IP, "has the form of an IP address")
    for match in _IPV6.finditer(text):
        if _is_ipv6(match.group()):
            yield _span(*match.span(), EntityKind.IP, "is an IPv6 address")
    yield from spans_of(
        _MAC, text, EntityKind.IP, "network", "has the form of a MAC address"
    )
    reason = "has the form of a machine or share"
    for pattern in (_SHARE, _HOST):
        yield from spans_of(pattern, text, EntityKind.URL, "network", reason)
    yield from spans_of(
        _HANDLE, text, EntityKind.URL, "network", "user name after an @"
    )


def _is_ipv6(text: str) -> bool:
    if text.count(":") < 2 or not any(c in "0123456789abcdefABCDEF" for c in text):
        return False
    try:
        ipaddress.IPv6Address(text.rstrip(":.") if not text.endswith("::") else text)
    except ValueError:
        return False
    return True


def _span(start: int, end: int, kind: EntityKind, reason: str) -> Span:
    return Span(start, end, kind, 950, "network", reason)


NETWORK = Finder("network", find_network_addresses)
