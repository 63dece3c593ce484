"""The staff directory, as the steps ask it."""

from typing import Protocol

from appliance.domain.caller import Caller


class Directory(Protocol):
    """The staff directory, asked as the appliance's service account."""

    def look_up(self, person: str) -> Caller:
        """Read a person's status and roles now.

        Raises:
            RevokedError: They are gone, disabled, or have no role any more.
            DirectoryError: The directory cannot be asked or trusted.
        """
        ...
