"""Read numbers written out, in English and German, up to the millions.

Cardinals only: "twenty-five", "two hundred and ten", "fünfundzwanzig". A lone "one" or
"ein" is an article as often as a number; whoever asks decides. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: at for at, word in enumerate(_UNITS.split())}
_ENGLISH |= {word: 10 * (at + 2) for at, word in enumerate(_TENS.split())}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORD = "|".join(sorted((*_ENGLISH, *_SCALES), key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:a[ -](?=hundred\b|thousand\b|million\b))?(?:{_WORD})"
    rf"(?:(?:[ -]|[ -]and[ -])(?:{_WORD}))*\b",
    re.IGNORECASE,
)
_GERMAN_UNITS = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_GERMAN = {word: at for at, word in enumerate(_GERMAN_UNITS.split())}
_GERMAN |= {"eins": 1, "zwo": 2, "dreissig": 30}
_GERMAN_TEN = {word: 10 * (at + 2) for at, word in enumerate(_GERMAN_TENS.split())}
_GERMAN_TEN |= {"dreissig": 30}
# Where a number written out in German may begin; the rest is read letter by letter.
_GERMAN_WORD = re.compile(
    r"\b(?:null|ein|eins|zw|dr|vier|fünf|sech|sieb|acht|neun|zehn|elf|hundert|tausend)"
    r"[a-zäöüß]*\b",
    re.IGNORECASE,
)
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in words.

    Args:
        start: First code point.
        end: One past the last.
        value: What it is.
    """

    start: int
    end: int
    value: int


def find_numbers(text: str) -> Iterator[WrittenNumber]:
    """Find the numbers written out in a text, in no particular order."""
    for match in _RUN.finditer(text):
        yield from _english_run(match)
    for match in _GERMAN_WORD.finditer(text):
        value = german_number(match[0])
        if value is not None:
            yield WrittenNumber(*match.span(), value)


def _english_run(run: re.Match[str]) -> Iterator[WrittenNumber]:
    """Cut a run of number words where one number ends and the next begins."""
    begin: int | None = None
    end = total = group = last = 0
    for word in re.finditer(r"[A-Za-z]+", run[0]):
        plain = word[0].lower()
        if plain in {"a", "and"}:
            begin = word.start() if begin is None else begin
            continue
        scale = _SCALES.get(plain)
        value = _ENGLISH.get(plain, 0)
        fits = scale is not None or begin is None or _follows(last, value)
        if not fits:
            yield WrittenNumber(
                run.start() + (begin or 0), run.start() + end, total + group
            )
            begin, total, group = word.start(), 0, 0
        begin = word.start() if begin is None else begin
        if scale is None:
            group += value
        elif scale == _SCALES["hundred"]:
            group = max(group, 1) * scale
        else:
            total, group = total + max(group, 1) * scale, 0
        last, end = scale or value, word.end()
    if begin is not None:
        yield WrittenNumber(run.start() + begin, run.start() + end, total + group)


def _follows(last: int, value: int) -> bool:
    """Tell whether a word goes on with a number: "twenty" "five", "hundred" "two"."""
    if last in _SCALES.values():
        return value < last
    return 20 <= last < 100 and 0 < value < 10


def german_number(word: str) -> int | None:
    """Read a German word as a number below a million, or None if it is none."""
    plain = word.lower()
    if len(plain) > _LONGEST:
        return None
    head, mark, tail = plain.partition("tausend")
    if mark:
        thousands = 1 if not head else _german_hundreds(head)
        rest = _german_hundreds(tail.removeprefix("und")) if tail else 0
        if thousands is None or rest is None:
            return None
        return thousands * 1000 + rest
    return _german_hundreds(plain)


def _german_hundreds(plain: str) -> int | None:
    head, mark, tail = plain.partition("hundert")
    if not mark:
        return _german_tens(plain)
    hundreds = 1 if not head else _GERMAN.get(head)
    rest = _german_tens(tail.removeprefix("und")) if tail else 0
    if hundreds is None or rest is None:
        return None
    return hundreds * 100 + rest


def _german_tens(plain: str) -> int | None:
    if plain in _GERMAN:
        return _GERMAN[plain]
    if plain in _GERMAN_TEN:
        return _GERMAN_TEN[plain]
    unit, mark, ten = plain.partition("und")
    value, tens = _GERMAN.get(unit), _GERMAN_TEN.get(ten)
    if mark and value is not None and 0 < value < 10 and tens is not None:
        return tens + value
    return None
