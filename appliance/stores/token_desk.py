"""Where tokens of programs are made and revoked, for a page and for operators alike.

Nothing is made or revoked that the log does not take. The log names a program by its
alias, as it names a person; who it is stands in the people's table, outside the log.
Who may come to this desk the caller has asked before.
"""

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from appliance.domain.caller import Caller
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.ledger import Entry, Ledger
from appliance.domain.ports.purposes import Purposes
from appliance.domain.service import Network, ServiceToken
from appliance.domain.text import first_unreadable
from appliance.errors import RevokedError, TokenOrderError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.stores.people import People
from appliance.stores.service_tokens import ServiceTokens

MAX_NAME_CHARS = 80
MAX_DAYS = 731
MAX_NETWORKS = 20


class Logins(Protocol):
    """The directory, asked for a person by what they sign in with."""

    def find(self, login: str) -> Caller:
        """Read who signs in so.

        Raises:
            RevokedError: Nobody who may be here does.
            DirectoryError: The directory cannot be asked or trusted.
        """
        ...


class Aliases(Protocol):
    """The log, asked for the name that it knows somebody by."""

    def alias(self, person: str) -> str:
        """Name the alias of a person or a program."""
        ...


@dataclass(frozen=True, slots=True)
class TokenOrder:
    """A token as it is asked for; `repr` is not shown to anybody.

    Args:
        name: What people call the program.
        owner: Login of the person who answers for it.
        purposes: Names of the purposes it is for.
        days: How many days it lasts.
        networks: Where it may be used from, as people write it; anywhere if empty.
    """

    name: str
    owner: str
    purposes: tuple[str, ...]
    days: int
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class By:
    """Whose act it is: a person of the directory, or an operator's account.

    Args:
        person: Directory key, or None.
        operator: Their account as the kernel told it, or None.
    """

    person: str | None = None
    operator: Mapping[str, Any] | None = None


class TokenDesk:
    """Makes and revokes tokens, with a record of each."""

    def __init__(
        self,
        tokens: ServiceTokens,
        people: People,
        *,
        purposes: Purposes,
        ledger: Ledger,
        aliases: Aliases,
        logins: Logins,
        clock: Clock,
    ) -> None:
        self.tokens = tokens
        self._people = people
        self._purposes = purposes
        self._ledger = ledger
        self._aliases = aliases
        self._logins = logins
        self._clock = clock

    def make(self, order: TokenOrder, by: By) -> tuple[ServiceToken, str]:
        """Make a token; gives it with its secret, which nobody can read again.

        Raises:
            TokenOrderError: It cannot be made so; says why.
            DirectoryError: Nobody can say whether its owner may be here.
            LedgerError: The log did not take it, so there is none.
        """
        name = _name(order.name)
        owner = self._owner(order.owner)
        purposes = self._purposes_for(owner, order.purposes)
        networks = _networks(order.networks)
        if not 1 <= order.days <= MAX_DAYS:
            raise TokenOrderError(f"a token lasts 1 to {MAX_DAYS} days")
        now = self._clock.now()
        token = ServiceToken(
            id=secrets.token_hex(16),
            name=name,
            owner=owner.person,
            purposes=purposes,
            networks=networks,
            made_at=now,
            expires_at=now + timedelta(days=order.days),
        )
        alias = self._aliases.alias(token.person)
        known = self._aliases.alias(owner.person)
        self._people.seen(owner, alias=known)
        self._people.seen(_as_caller(token, now), alias=alias)
        body = {
            "token": token.id,
            "service": alias,
            "owner": known,
            "purposes": list(purposes),
            "networks": [str(one) for one in networks],
            "expires_at": token.expires_at.isoformat(),
        }
        secret = self.tokens.make(
            token, record=lambda: self._say(RecordKind.TOKEN_MADE, body, by)
        )
        return token, secret

    def revoke(self, token: str, by: By) -> ServiceToken:
        """Have a token open nothing from now on.

        Raises:
            NotFoundError: There is none of this id.
            LedgerError: The log did not take it, so it is not revoked.
        """
        kept = self.tokens.get(token)
        body = {"token": kept.id, "service": self._aliases.alias(kept.person)}
        return self.tokens.revoke(
            token, record=lambda: self._say(RecordKind.TOKEN_REVOKED, body, by)
        )

    def _owner(self, login: str) -> Caller:
        try:
            return self._logins.find(login.strip())
        except RevokedError as err:
            raise TokenOrderError("nobody who may be here signs in so") from err

    def _purposes_for(self, owner: Caller, names: Sequence[str]) -> tuple[str, ...]:
        if not names:
            raise TokenOrderError("a token is for at least one purpose")
        for name in names:
            try:
                purpose = self._purposes.named(name)
            except UnknownPurposeError as err:
                raise TokenOrderError("no such purpose is live") from err
            if not purpose.roles & owner.roles:
                raise TokenOrderError(f"{purpose.name} is not for its owner")
        return tuple(sorted(set(names)))

    def _say(self, kind: RecordKind, body: Mapping[str, object], by: By) -> None:
        told = body if by.operator is None else {**body, "operator": by.operator}
        entry = Entry(kind, None, None, by.person, told)
        self._ledger.append(entry, durable=True)


def _as_caller(token: ServiceToken, now: datetime) -> Caller:
    """Say who a program is to the people's table: its name, and no role."""
    return Caller(token.person, token.id, token.name, frozenset(), now)


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 1 <= len(name) <= MAX_NAME_CHARS or first_unreadable(name) is not None:
        raise TokenOrderError(f"a name has 1 to {MAX_NAME_CHARS} readable characters")
    return name


def _networks(given: Sequence[str]) -> tuple[Network, ...]:
    if len(given) > MAX_NETWORKS:
        raise TokenOrderError(f"at most {MAX_NETWORKS} networks")
    try:
        return tuple(ipaddress.ip_network(one) for one in given)
    except ValueError as err:
        raise TokenOrderError("a network is written 10.1.2.0/24 or 10.1.2.3") from err
