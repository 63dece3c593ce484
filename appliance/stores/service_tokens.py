"""Tokens of in-house programs, each kept as a keyed digest and never to be read back.

OWASP ASVS 5.0, 11.4 and 13.3. A token is 32 random bytes under a prefix that scanners
of secrets know; the table holds its HMAC-SHA-256 under the web's key, so a copy of the
database opens nothing and proves no guess. It is read at every use, so that whoever is
revoked is out at once. A program names its cases in its own words; which case that is
follows from the token's id and those words by the same key.
"""

import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from appliance.domain.ports.clock import Clock
from appliance.domain.service import ServiceToken
from appliance.errors import NotFoundError, TokenError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import service_tokens

PREFIX = "sk-cloister-"
_SECRET_CHARS = len(PREFIX) + 43  # 32 bytes in base64url without padding
# Each request would be a write otherwise.
_TOUCH_AFTER = timedelta(minutes=1)
_FOR_TOKENS = b"cloister service token v1\0"
_FOR_CASES = b"cloister case of a service v1\0"


class ServiceTokens:
    """Every token that was ever made; `repr` shows no key."""

    def __init__(
        self, database: Database, bodies: Bodies, key: bytes, clock: Clock
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._key = key
        self._clock = clock

    def make(self, token: ServiceToken, *, record: Callable[[], None]) -> str:
        """Keep a new token and give its secret, this once.

        Args:
            record: Called once it is in; what it raises takes it out again.
        """
        secret = PREFIX + secrets.token_urlsafe(32)
        values = {
            "id": token.id,
            "digest": self._digest(secret),
            "name_sealed": self._bodies.seal(
                token.name, "service_tokens", token.id, "name"
            ),
            "owner": token.owner,
            "purposes": json.dumps(list(token.purposes)),
            "networks": json.dumps([str(one) for one in token.networks]),
            "made_at": token.made_at,
            "expires_at": token.expires_at,
        }
        with self._database.writing() as connection:
            connection.execute(service_tokens.insert().values(values))
            record()
        return secret

    def find(self, secret: str) -> ServiceToken:
        """Find the token with this secret, be it live or not.

        Raises:
            TokenError: There is none.
        """
        if len(secret) != _SECRET_CHARS or not secret.startswith(PREFIX):
            raise TokenError(f"{len(secret)} characters, not of a token")
        digest = self._digest(secret)
        here = service_tokens.c.digest == digest
        with self._database.reading() as connection:
            row = connection.execute(select(service_tokens).where(here)).one_or_none()
        if row is None or not hmac.compare_digest(bytes(row.digest), digest):
            raise TokenError("no such token")
        return self._token(row)

    def used(self, token: ServiceToken) -> None:
        """Note that a token is used now."""
        now = self._clock.now()
        if token.used_at is not None and now - token.used_at < _TOUCH_AFTER:
            return
        with self._database.writing() as connection:
            connection.execute(
                service_tokens.update()
                .where(service_tokens.c.id == token.id)
                .values(used_at=now)
            )

    def get(self, token: str) -> ServiceToken:
        """Read a token by its id.

        Raises:
            NotFoundError: There is none.
        """
        query = select(service_tokens).where(service_tokens.c.id == token)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("no such token")
        return self._token(row)

    def all(self) -> tuple[ServiceToken, ...]:
        """List them, newest first."""
        newest = service_tokens.c.made_at.desc(), service_tokens.c.id
        with self._database.reading() as connection:
            rows = connection.execute(select(service_tokens).order_by(*newest)).all()
        return tuple(self._token(row) for row in rows)

    def revoke(self, token: str, *, record: Callable[[], None]) -> ServiceToken:
        """Have a token open nothing from now on; one that is revoked stays as it is.

        Args:
            record: Called once it is revoked; what it raises undoes it. Not called for
                one that was before.

        Raises:
            NotFoundError: There is none of this id.
        """
        kept, now = self.get(token), self._clock.now()
        with self._database.writing() as connection:
            done = connection.execute(
                service_tokens.update()
                .where(
                    service_tokens.c.id == token, service_tokens.c.revoked_at.is_(None)
                )
                .values(revoked_at=now)
            )
            if done.rowcount:
                record()
                kept = replace(kept, revoked_at=now)
        return kept

    def case_named(self, token: ServiceToken, name: str) -> str:
        """Tell the id of the case that a program calls so; always the same."""
        text = _FOR_CASES + f"{token.id}\0{name}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]

    def _digest(self, secret: str) -> bytes:
        text = _FOR_TOKENS + secret.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, text, hashlib.sha256).digest()

    def _token(self, row: Row[Any]) -> ServiceToken:
        expires_at: datetime = row.expires_at
        return ServiceToken(
            id=row.id,
            name=self._bodies.open(row.name_sealed, "service_tokens", row.id, "name"),
            owner=row.owner,
            purposes=tuple(json.loads(row.purposes)),
            networks=tuple(map(ipaddress.ip_network, json.loads(row.networks))),
            made_at=row.made_at,
            expires_at=expires_at,
            revoked_at=row.revoked_at,
            used_at=row.used_at,
        )
