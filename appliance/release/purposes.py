"""The purposes of a signed release, as the steps ask for them."""

from collections.abc import Sequence

from appliance.domain.purpose import Purpose
from appliance.errors import UnknownPurposeError


class ReleasePurposes:
    """Purposes by name and by title; implements `domain.ports.purposes.Purposes`."""

    def __init__(self, purposes: Sequence[Purpose]) -> None:
        self._all = tuple(purposes)
        self._named = {purpose.name: purpose for purpose in purposes}

    def named(self, name: str) -> Purpose:
        """Read one purpose.

        Raises:
            UnknownPurposeError: There is none of this name; the name is not repeated,
                since whoever asked may have typed anything.
        """
        purpose = self._named.get(name)
        if purpose is None:
            raise UnknownPurposeError(f"not one of {len(self._all)} purposes")
        return purpose

    def all(self) -> Sequence[Purpose]:
        """List them by title."""
        return self._all
