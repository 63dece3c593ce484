"""How one issuer writes a number, how it checks it, and what it is called.

A form is found where its check digit holds, where its name stands near, and, if it is
like nothing else, in any text of a site of its country. A check that fails never makes
a number readable: it only says so in the reason.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from appliance.detect.checksum import compact
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

# Not inside a word or a longer number; a thousands group is part of a sum.
_BEFORE = (
    r"(?<![^\W_])(?<![0-9][.\-/\u00a3$\u20ac])(?!(?<=[0-9],)[0-9]{3}(?![0-9 .\-/]))"
)
_AFTER = r"(?![^\W_]|[.\-/][0-9])"
# How far from a number its name may stand, in code points.
_NEAR_BEFORE = 70
_NEAR_AFTER = 30
_DIGITS = re.compile(r"[0-9]+")
# Of shorter numbers too many hold by chance: sums among them.
_FEWEST_DIGITS = 9
_FEWEST_SIGNS = 8
# The longest run of letters at the start or end of a number, with its separators.
_REACH = 24


class Group(Enum):
    """What a number is for, as the reason says it: holds, wrong, form."""

    IDENTITY = (
        "check digit of an identity number holds",
        "identity number with a wrong check digit",
        "has the form of an identity number",
    )
    SOCIAL = (
        "check digit of a social security number holds",
        "social security number with a wrong check digit",
        "has the form of a social security number",
    )
    TAX = (
        "check digit of a tax number holds",
        "tax number with a wrong check digit",
        "has the form of a tax number",
    )
    HEALTH = (
        "check digit of a health number holds",
        "health number with a wrong check digit",
        "has the form of a health number",
    )
    COMPANY = (
        "check digit of a company number holds",
        "company number with a wrong check digit",
        "has the form of a company number",
    )
    PASSPORT = (
        "check digit of a passport or card number holds",
        "passport or card number with a wrong check digit",
        "has the form of a passport or card number",
    )
    LICENCE = (
        "check digit of a driving licence number holds",
        "driving licence number with a wrong check digit",
        "has the form of a driving licence number",
    )
    SECURITY = (
        "check digit of a securities or entity number holds",
        "securities or entity number with a wrong check digit",
        "has the form of a securities or entity number",
    )
    DEVICE = (
        "check digit of a vehicle or device number holds",
        "vehicle or device number with a wrong check digit",
        "has the form of a vehicle or device number",
    )


@dataclass(frozen=True, slots=True)
class Form:
    """One issuer's number.

    Args:
        country: ISO 3166 code in lower case; empty where it is the same everywhere.
        group: What it is for.
        pattern: As it is written; bounded, so that it takes linear time.
        words: What people call it, in four languages, parted by `|`; a beginning of
            the word is enough.
        check: Whether a number, without its separators and in capitals, holds.
        alone: Whether it is like nothing else, so that a site of its country masks it
            without its name near and whatever its check says.
        kind: What it is masked as.
    """

    country: str
    group: Group
    pattern: re.Pattern[str]
    words: re.Pattern[str]
    check: Callable[[str], bool] | None = None
    alone: bool = False
    kind: EntityKind = EntityKind.ID


def form(
    country: str,
    group: Group,
    pattern: str,
    words: str,
    check: Callable[[str], bool] | None = None,
    *,
    alone: bool = False,
    kind: EntityKind = EntityKind.ID,
) -> Form:
    """Make a form; its letters may be small or capital."""
    return Form(
        country,
        group,
        re.compile(f"{_BEFORE}(?:{pattern}){_AFTER}", re.IGNORECASE),
        re.compile(rf"(?<![^\W_])(?:{words})", re.IGNORECASE),
        check,
        alone,
        kind,
    )


def groups(*sizes: int, between: str = " .-") -> str:
    """Write digits in groups of these sizes that one sign may part."""
    sign = f"[{re.escape(between)}]?"
    return sign.join(f"[0-9]{{{size}}}" for size in sizes)


def find_forms(
    forms: Sequence[Form], countries: frozenset[str], text: str, detector: str
) -> Iterator[Span]:
    """Find the numbers of these forms in a text.

    Args:
        countries: The site's, ISO 3166 in lower case.
    """
    stretches = _with_digits(text)
    for one in forms:
        home = one.alone and (not one.country or one.country in countries)
        for first, last in stretches:
            for match in one.pattern.finditer(text, first, last):
                judged = _judge(one, match, home=home)
                if judged is not None:
                    score, reason = judged
                    yield Span(*match.span(), one.kind, score, detector, reason)


def _judge(one: Form, match: re.Match[str], *, home: bool) -> tuple[int, str] | None:
    """Say how sure a match is and why; None where nothing but its form speaks."""
    holds_reason, wrong, shape = one.group.value
    # Two letters of other scripts fold to K and S; no issuer means them.
    holds = (
        one.check is not None
        and match.group().isascii()
        and one.check(compact(match.group()))
    )
    near = _is_near(one.words, match.string, *match.span())
    if holds and (near or home or _is_long(compact(match.group()))):
        return (980 if near else 940), holds_reason
    # "to 1500000 a" has the form of many things; capitals or one piece have not.
    value = match.group()
    clear = value.count(" ") not in {1, 2} or value == value.upper()
    if near or (home and clear):
        return (700 if near else 550), shape if one.check is None else wrong
    return None


def _is_long(number: str) -> bool:
    return len(number) >= _FEWEST_DIGITS or (
        len(number) >= _FEWEST_SIGNS and not number.isdigit()
    )


def _with_digits(text: str) -> list[tuple[int, int]]:
    """Cut out the stretches around digits: no number begins or ends far from one."""
    stretches: list[tuple[int, int]] = []
    for match in _DIGITS.finditer(text):
        start, end = max(0, match.start() - _REACH), match.end() + _REACH
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


def _is_near(words: re.Pattern[str], text: str, start: int, end: int) -> bool:
    before = max(0, start - _NEAR_BEFORE)
    return (
        words.search(text, before, start) is not None
        or words.search(text, end, end + _NEAR_AFTER) is not None
    )
