"""Server-side sessions: who is signed in, kept under a digest of the cookie.

The cookie is 32 random bytes; the table holds its SHA-256, so a copy of the database
opens no session (OWASP ASVS 5.0, 7.2). A sign-in always makes a new one; it ends after
an idle time, after an absolute time, at sign-out, and when the directory says so.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from appliance.domain.caller import Caller, Credential, Role
from appliance.domain.ports.clock import Clock
from appliance.errors import SessionExpiredError
from appliance.settings import Web
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import sessions

_TOKEN_CHARS = 43  # 32 bytes in base64url without padding
# Each request would be a write otherwise; being this late is no harm to an idle limit.
_TOUCH_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A live session; `repr` shows no secret and no name.

    Args:
        person: Directory key.
        roles: As the directory said at `checked_at`.
        checked_at: When the directory was last asked, aware UTC.
        teams: As the directory said then.
        csrf_token: What every form of this session must carry.
    """

    person: str
    login: str = field(repr=False)
    name: str = field(repr=False)
    roles: frozenset[Role]
    teams: frozenset[str]
    checked_at: datetime
    opened_at: datetime
    csrf_token: str = field(repr=False)

    @property
    def credential(self) -> Credential:
        """What the pipeline is told of the person."""
        return Credential(
            person=self.person,
            login=self.login,
            name=self.name,
            roles=self.roles,
            checked_at=self.checked_at,
            teams=self.teams,
        )


class Sessions:
    """Everyone who is signed in."""

    def __init__(
        self, database: Database, bodies: Bodies, clock: Clock, web: Web
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._clock = clock
        self._idle = timedelta(seconds=web.session_idle_s)
        self._absolute = timedelta(seconds=web.session_absolute_s)

    def open(self, caller: Caller, *, replaces: str | None = None) -> str:
        """Open a session for a person who has just signed in; gives the cookie.

        Args:
            replaces: The cookie they came with, if any: it opens nothing from now on.
        """
        token = secrets.token_urlsafe(32)
        digest = _digest(token)
        row, now = digest.hex(), self._clock.now()
        values = {
            "id_digest": digest,
            "person": caller.person,
            "login_sealed": self._bodies.seal(caller.login, "sessions", row, "login"),
            "name_sealed": self._bodies.seal(caller.name, "sessions", row, "name"),
            "roles": _roles(caller),
            "teams": json.dumps(sorted(caller.teams)),
            "csrf_sealed": self._bodies.seal(
                secrets.token_urlsafe(32), "sessions", row, "csrf"
            ),
            "checked_at": caller.checked_at,
            "opened_at": now,
            "used_at": now,
        }
        with self._database.writing() as connection:
            if replaces is not None:
                connection.execute(
                    sessions.delete().where(sessions.c.id_digest == _digest(replaces))
                )
            connection.execute(sessions.insert().values(values))
        return token

    def find(self, token: str) -> Session:
        """Find the live session behind a cookie and note that it is used.

        Raises:
            SessionExpiredError: There is none, or it is too old.
        """
        if len(token) != _TOKEN_CHARS:
            raise SessionExpiredError(f"a cookie of {len(token)} characters")
        digest, now = _digest(token), self._clock.now()
        here = sessions.c.id_digest == digest
        with self._database.reading() as connection:
            row = connection.execute(select(sessions).where(here)).one_or_none()
        if row is None or not hmac.compare_digest(bytes(row.id_digest), digest):
            raise SessionExpiredError("no such session")
        if now - row.used_at > self._idle or now - row.opened_at > self._absolute:
            self.close(token)
            raise SessionExpiredError("the session is too old")
        if now - row.used_at > _TOUCH_AFTER:
            with self._database.writing() as connection:
                connection.execute(sessions.update().where(here).values(used_at=now))
        return self._session(row)

    def renew(self, token: str, caller: Caller) -> Session:
        """Keep what the directory says now of the person of a session.

        Raises:
            SessionExpiredError: It ended meanwhile, or is another person's.
        """
        digest = _digest(token)
        values = {
            "roles": _roles(caller),
            "teams": json.dumps(sorted(caller.teams)),
            "checked_at": caller.checked_at,
            "name_sealed": self._bodies.seal(
                caller.name, "sessions", digest.hex(), "name"
            ),
        }
        with self._database.writing() as connection:
            done = connection.execute(
                sessions.update()
                .where(
                    sessions.c.id_digest == digest, sessions.c.person == caller.person
                )
                .values(values)
            )
        if done.rowcount != 1:
            raise SessionExpiredError("the session ended while it was renewed")
        return self.find(token)

    def close(self, token: str) -> None:
        """End a session, if it lives."""
        with self._database.writing() as connection:
            connection.execute(
                sessions.delete().where(sessions.c.id_digest == _digest(token))
            )

    def revoke(self, person: str) -> int:
        """End every session of a person; says how many."""
        with self._database.writing() as connection:
            done = connection.execute(
                sessions.delete().where(sessions.c.person == person)
            )
        return done.rowcount

    def remove_expired(self) -> int:
        """Delete the rows of sessions that have ended by age; says how many."""
        now = self._clock.now()
        with self._database.writing() as connection:
            done = connection.execute(
                sessions.delete().where(
                    or_(
                        sessions.c.used_at < now - self._idle,
                        sessions.c.opened_at < now - self._absolute,
                    )
                )
            )
        return done.rowcount

    def _session(self, row: Row[Any]) -> Session:
        place = bytes(row.id_digest).hex()
        return Session(
            person=row.person,
            login=self._bodies.open(row.login_sealed, "sessions", place, "login"),
            name=self._bodies.open(row.name_sealed, "sessions", place, "name"),
            roles=_known(json.loads(row.roles)),
            teams=frozenset(json.loads(row.teams)),
            checked_at=row.checked_at,
            opened_at=row.opened_at,
            csrf_token=self._bodies.open(row.csrf_sealed, "sessions", place, "csrf"),
        )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _roles(caller: Caller) -> str:
    return json.dumps(sorted(caller.roles))


def _known(roles: Iterable[str]) -> frozenset[Role]:
    """Keep the roles that this version knows; a role it does not know gives nothing."""
    return frozenset(Role(role) for role in roles if role in list(Role))
