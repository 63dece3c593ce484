"""A person's own words, in a type that does not show them by accident."""

import unicodedata
from dataclasses import dataclass

_READABLE_CONTROLS = frozenset("\t\n")


@dataclass(frozen=True, slots=True, repr=False)
class PersonText:
    """Text that may name people: only `reveal` gives it out, never `repr` or `str`."""

    value: str

    def reveal(self) -> str:
        """Give out the text; the caller answers for where it goes."""
        return self.value

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"<PersonText of {len(self.value)} code points>"

    __str__ = __repr__


def first_unreadable(text: str) -> int | None:
    """Find the first character that could not be shown, masked and restored exactly.

    Such are control characters but tab and line feed, and halves of surrogate pairs.
    """
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        control = category == "Cc" and character not in _READABLE_CONTROLS
        if control or category == "Cs":
            return at
    return None
