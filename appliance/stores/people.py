"""Who a person is, kept outside the log: key, alias in the log, login and name.

The log knows people by alias alone; this table is what an auditor's page reads to show
a name beside it. Logins and names are ciphertext. Does not say who may sign in: only
the directory does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from appliance.domain.caller import Caller
from appliance.domain.ports.clock import Clock
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import people

# SQLite takes at most 32,766 values in one statement; a page needs far fewer.
_MAX_ASKED = 1_000


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person who has signed in here."""

    person: str
    alias: str | None
    login: str
    name: str
    seen_at: datetime


class People:
    """The people who have signed in."""

    def __init__(self, database: Database, bodies: Bodies, clock: Clock) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock

    def seen(self, caller: Caller, *, alias: str | None) -> None:
        """Keep who signed in, and the alias the log knows them by."""
        person = caller.person
        values = {
            "person": person,
            "alias": alias,
            "login_sealed": self._bodies.seal(caller.login, "people", person, "login"),
            "name_sealed": self._bodies.seal(caller.name, "people", person, "name"),
            "seen_at": self._clock.now(),
        }
        with self._database.writing() as connection:
            connection.execute(self._database.upsert(people, values, ["person"]))

    def by_person(self, persons: Iterable[str]) -> dict[str, KnownPerson]:
        """Find people by directory key; the unknown are left out."""
        return {known.person: known for known in self._find("person", persons)}

    def by_alias(self, aliases: Iterable[str]) -> dict[str, KnownPerson]:
        """Find people by their alias in the log; the unknown are left out."""
        return {known.alias or "": known for known in self._find("alias", aliases)}

    def _find(self, column: str, values: Iterable[str]) -> list[KnownPerson]:
        asked = sorted(set(values))[:_MAX_ASKED]
        with self._database.reading() as connection:
            rows = connection.execute(
                select(people).where(people.c[column].in_(asked))
            ).all()
        return [
            KnownPerson(
                person=row.person,
                alias=row.alias,
                login=self._bodies.open(
                    row.login_sealed, "people", row.person, "login"
                ),
                name=self._bodies.open(row.name_sealed, "people", row.person, "name"),
                seen_at=row.seen_at,
            )
            for row in rows
        ]
