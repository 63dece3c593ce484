"""Failed sign-ins, counted per login and per address, with a lock-out.

An attempt counts as failed before the directory is asked and is taken back when it was
not, so parallel guesses cannot pass the limit together. Login and address are stored as
an HMAC (RFC 2104) only. Survives a restart. Does not say to the person why it refused.
"""

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from appliance.domain.ports.clock import Clock
from appliance.errors import LockedOutError
from appliance.settings import Web
from appliance.stores.database import Database
from appliance.stores.tables import sign_ins

# Many people may share one address (a terminal server, a proxy), so it has more.
_ADDRESS_FACTOR = 10


class SignIns:
    """The count of failures, for the sign-in page."""

    def __init__(self, database: Database, key: bytes, clock: Clock, web: Web) -> None:
        self._database = database
        # A key of its own, so that it shares nothing with what else the key is for.
        self._key = hmac.digest(key, b"cloister-sign-ins-v1", hashlib.sha256)
        self._clock = clock
        self._limit = web.max_failed_sign_ins
        self._window = timedelta(seconds=web.lock_out_s)

    def begin(self, login: str, address: str) -> None:
        """Count an attempt before the directory is asked.

        Raises:
            LockedOutError: Too many failed; the directory must not be asked.
        """
        now = self._clock.now()
        subjects = self._subjects(login, address)
        with self._database.writing() as connection:
            # Both are looked at before either is counted: a refused attempt of a
            # locked login must not lock the address as well.
            for subject, limit in subjects:
                self._check(connection, subject, limit, now)
            for subject, _ in subjects:
                self._count(connection, subject, now)

    def failed(self, login: str, address: str) -> bool:
        """Leave an attempt counted; says whether this one locked anything."""
        now = self._clock.now()
        locked = False
        with self._database.writing() as connection:
            for subject, limit in self._subjects(login, address):
                done = connection.execute(
                    sign_ins.update()
                    .where(
                        sign_ins.c.subject == subject,
                        sign_ins.c.failures >= limit,
                        sign_ins.c.locked_until.is_(None),
                    )
                    .values(locked_until=now + self._window)
                )
                locked = locked or done.rowcount == 1
        return locked

    def succeeded(self, login: str, address: str) -> None:
        """Forget the failures of a login; of its address only this attempt."""
        self._take_back(login, address, forget=True)

    def undecided(self, login: str, address: str) -> None:
        """Take an attempt back that the directory could not answer."""
        self._take_back(login, address, forget=False)

    def remove_expired(self) -> int:
        """Delete the counts that no longer count; says how many."""
        now = self._clock.now()
        with self._database.writing() as connection:
            done = connection.execute(
                sign_ins.delete().where(
                    sign_ins.c.counted_from < now - self._window,
                    or_(
                        sign_ins.c.locked_until.is_(None),
                        sign_ins.c.locked_until < now,
                    ),
                )
            )
        return done.rowcount

    def _check(
        self, connection: Connection, subject: bytes, limit: int, now: datetime
    ) -> None:
        """Forget an old count, then refuse if the rest reaches the limit."""
        over = now - self._window
        connection.execute(
            sign_ins.delete().where(
                sign_ins.c.subject == subject,
                or_(
                    sign_ins.c.locked_until <= now,
                    and_(
                        sign_ins.c.locked_until.is_(None),
                        sign_ins.c.counted_from <= over,
                    ),
                ),
            )
        )
        # The row is locked for the rest of the transaction (PostgreSQL; on SQLite the
        # whole database is), so of two attempts at the limit only one goes on.
        row = connection.execute(
            select(sign_ins).where(sign_ins.c.subject == subject).with_for_update()
        ).one_or_none()
        if row is None:
            return
        if row.locked_until is not None or row.failures >= limit:
            raise LockedOutError(f"locked out after {row.failures} failures")

    def _count(self, connection: Connection, subject: bytes, now: datetime) -> None:
        counted = self._database.upsert(
            sign_ins,
            {"subject": subject, "failures": 1, "counted_from": now},
            ["subject"],
            set_={"failures": sign_ins.c.failures + 1},
        )
        connection.execute(counted)

    def _take_back(self, login: str, address: str, *, forget: bool) -> None:
        (by_login, _), (by_address, _) = self._subjects(login, address)
        with self._database.writing() as connection:
            if forget:
                connection.execute(
                    sign_ins.delete().where(sign_ins.c.subject == by_login)
                )
            # One after the other, in the order in which `begin` locks them.
            for subject in (by_login, by_address):
                connection.execute(
                    sign_ins.update()
                    .where(sign_ins.c.subject == subject, sign_ins.c.failures > 0)
                    .values(failures=sign_ins.c.failures - 1)
                )

    def _subjects(self, login: str, address: str) -> list[tuple[bytes, int]]:
        return [
            (self._mac("login", _folded(login)), self._limit),
            (self._mac("address", address), self._limit * _ADDRESS_FACTOR),
        ]

    def _mac(self, kind: str, value: str) -> bytes:
        text = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, hashlib.sha256)


def _folded(login: str) -> str:
    """Write a login as loosely as a directory compares it, so that one has one count.

    LDAP folds width and case and leaves out what does not show (RFC 4518); some
    directories leave out accents as well. Two people may share a count, nobody has two.
    """
    wide = unicodedata.normalize("NFKC", login).casefold()
    plain = unicodedata.normalize("NFKD", wide)
    # Marks, controls and other characters that do not show, and spaces.
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "MCZ")
