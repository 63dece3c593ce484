"""The stand-in text for a person or thing: `[KIND_nonce_number]`.

Where a purpose allows it, the bracket tells the model something besides:
`[DATE_k3x9_1~2024-03-12]`, `[AGE_k3x9_1~40-49]`. This hint is no part of the name of a
surrogate: two that differ in it alone are one, and restoring never reads it.

The nonce is the case's, so surrogates of two cases never meet and a surrogate typed by
a stranger restores nothing. Each way of writing a name has its own number, because an
answer must get back exactly what stood in the text, "SMITH" or "Smith". Pure functions;
who stands behind one only the vault knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.domain.entity import EntityKind

# No i, l, o, 0 or 1: a person reads and types these without doubt.
NONCE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NONCE_LENGTH = 4
# "[LOCATION_abcd_9999]" is the longest this appliance issues.
MAX_NUMBER = 9999

# A date, a group of ages, the last of these groups.
_HINT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{2}|90\+"
_LONGEST_HINT = len("~2024-03-12")
EXACT = re.compile(
    rf"\[([A-Z]+)_([a-hjkmnp-z2-9]{{4}})_([1-9][0-9]{{0,3}})(?:~({_HINT}))?\]"
)
_DIGIT = re.compile("[0-9]")
# The end of a growing text that may become a surrogate written without its bracket.
_BARE_TAIL = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(sorted(EntityKind))
    + r")(?:[_\- ][a-hjkmnp-z2-9]{0,4}(?:[_\- ][0-9]{0,4})?)?$",
    re.IGNORECASE,
)
# The first letters of a kind, while the word is being written.
_KIND_TAIL = re.compile(
    r"(?<![A-Za-z])(?:"
    + "|".join(sorted({kind[:n] for kind in EntityKind for n in range(1, len(kind))}))
    + r")$",
    re.IGNORECASE,
)
# The same however it is spelled, up to a number that may grow: "person ab2c 1".
_NUMBER_TAIL = re.compile(
    r"[^\W\d_]{2,16}[\W_]{1,6}[a-hjkmnp-z2-9]{4}[\W_]{1,6}[0-9]{1,7}$", re.IGNORECASE
)
# The same with a hint that may go on, in its bracket if it has one.
_HINT_TAIL = re.compile(
    r"(?:\[[ *`~]{0,3})?[^\W\d_]{2,16}[\W_]{1,6}[a-hjkmnp-z2-9]{4}[\W_]{1,6}[0-9]{1,7}"
    r"[ \\]{0,3}~[^\[\]<>{}\n~]{0,32}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A parsed surrogate; written out it shows its hint, if it has one."""

    kind: EntityKind
    nonce: str
    number: int
    hint: str = ""

    def __str__(self) -> str:
        hint = f"~{self.hint}" if self.hint else ""
        return f"[{self.kind}_{self.nonce}_{self.number}{hint}]"

    @property
    def name(self) -> str:
        """The surrogate without its hint: what it is compared by."""
        return f"[{self.kind}_{self.nonce}_{self.number}]"


def parse_surrogate(text: str) -> Surrogate | None:
    """Read a surrogate in its exact form, or None if this is not one."""
    match = EXACT.fullmatch(text)
    return None if match is None else _surrogate(match)


def surrogates_in(text: str) -> Iterator[Surrogate]:
    """Read the exact surrogates in a text, in order, repeats and hints included."""
    for match in EXACT.finditer(text):
        surrogate = _surrogate(match)
        if surrogate is not None:
            yield surrogate


def find_surrogates(text: str) -> tuple[str, ...]:
    """List the names of the exact surrogates in a text, in order, repeats included."""
    return tuple(surrogate.name for surrogate in surrogates_in(text))


def may_name(text: str) -> bool:
    """Tell whether anything in a text could be restored, however it is spelled.

    Each spelling that restoring reads has a number in ASCII digits, so a text without
    one names nobody and need not be shown to the masker.
    """
    return _DIGIT.search(text) is not None


def _surrogate(match: re.Match[str]) -> Surrogate | None:
    kind, nonce, number, hint = match.groups()
    if kind not in EntityKind.__members__:
        return None
    return Surrogate(EntityKind(kind), nonce, int(number), hint or "")


def safe_length(text: str) -> int:
    """Tell how much of a growing text can be shown without splitting a surrogate.

    Holds back from the last `[` that is not closed yet, and no more than the longest
    surrogate could take: a longer bracket is not a surrogate and is let go. A tail
    that may become a surrogate without its bracket is held back too, from the first
    letters of its kind on, and one that reads as a surrogate whose number may go on.
    """
    longest = max(len(kind) for kind in EntityKind) + NONCE_LENGTH + 8 + _LONGEST_HINT
    start = text.rfind("[")
    if start >= 0 and "]" not in text[start:] and len(text) - start <= longest:
        return start
    tails = (
        _BARE_TAIL.search(text, max(0, len(text) - longest)),
        _KIND_TAIL.search(text, max(0, len(text) - longest)),
        _NUMBER_TAIL.search(text, max(0, len(text) - 2 * longest)),
        _HINT_TAIL.search(text, max(0, len(text) - 3 * longest)),
    )
    return min((tail.start() for tail in tails if tail), default=len(text))
