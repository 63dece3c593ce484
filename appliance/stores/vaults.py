"""Which vaults the masker had: what another one does not know was not erased.

A masker that starts on an empty database, or on a wrong one, is well and knows nobody.
"""

from datetime import timedelta

from sqlalchemy import select

from appliance.domain.ports.clock import Clock
from appliance.stores.database import Database
from appliance.stores.tables import vaults

_MOMENT = timedelta(microseconds=1)


class KnownVaults:
    """The vaults that were seen, by a digest that only each itself can make."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def is_of_site(self, digest: str, *, after: timedelta) -> bool:
        """Tell whether this vault is the site's; keeps that it was seen.

        The first one is. Another one in its place is once that was seen `after` ago,
        unless the one before came back: then it is as if it had never been there.
        """
        now = self._clock.now()
        with self._database.writing() as connection:
            query = select(vaults.c.digest, vaults.c.seen_at)
            seen = {row.digest: row.seen_at for row in connection.execute(query)}
            if digest not in seen:
                # Later than any other, whatever became of the machine's clock.
                seen[digest] = max([now, *(at + _MOMENT for at in seen.values())])
                row = {"digest": digest, "seen_at": seen[digest]}
                connection.execute(vaults.insert().values(row))
            is_first = seen[digest] == min(seen.values())
            if not is_first and now - seen[digest] < after:
                return False
            others = vaults.c.digest != digest
            connection.execute(vaults.delete().where(others))
            return True
