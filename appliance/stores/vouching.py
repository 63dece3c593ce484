"""Who may be here now: people by the directory, programs by their token and owner.

It stands where the directory does, so that whatever asks for a person's status again
asks for a program's as well: before it is answered, before names come back, in a job.
"""

from dataclasses import replace

from appliance.domain.caller import Caller
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.directory import Directory
from appliance.domain.service import token_of
from appliance.errors import DirectoryError, NotFoundError, RevokedError
from appliance.stores.service_tokens import ServiceTokens


class PeopleAndPrograms:
    """Vouches for people and programs (`domain.ports.directory.Directory`)."""

    def __init__(
        self, directory: Directory, tokens: ServiceTokens, clock: Clock
    ) -> None:
        self._directory = directory
        self._tokens = tokens
        self._clock = clock

    def look_up(self, person: str) -> Caller:
        """Read the status and roles of a person; of a program, those of its owner.

        Raises:
            RevokedError: They are gone, disabled, or have no role any more; or the
                program's token has expired or was revoked.
            DirectoryError: The directory cannot be asked or trusted.
        """
        asked = token_of(person)
        if asked is None:
            return self._directory.look_up(person)
        try:
            token = self._tokens.get(asked)
        except NotFoundError as err:
            raise RevokedError("no such token") from err
        if not token.is_live(self._clock.now()):
            raise RevokedError(f"token {token.id} has expired or was revoked")
        owner = self._directory.look_up(token.owner)
        if owner.person != token.owner:
            raise DirectoryError("the directory answered with another person")
        return replace(
            owner, person=person, login="", name=token.name, service=token.service
        )
