"""A person's own words, in a type that does not show them by accident."""

from dataclasses import dataclass


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
