"""The purposes of a release, as the steps read them."""

from collections.abc import Sequence
from typing import Protocol

from appliance.domain.purpose import Purpose


class Purposes(Protocol):
    """The purposes of the signed release."""

    def named(self, name: str) -> Purpose:
        """Read one purpose.

        Raises:
            UnknownPurposeError: There is none of this name.
        """
        ...

    def all(self) -> Sequence[Purpose]:
        """List them by title."""
        ...
