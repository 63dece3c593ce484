"""What pages, commands and the worker read of the budgets, and who was told of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, or_, select

from appliance.domain.budget import (
    ALERTS_PERMILLE,
    WHOLE_PERMILLE,
    Account,
    Kept,
    Measure,
    Period,
    Scope,
    Use,
)
from appliance.domain.ports.clock import Clock
from appliance.stores.database import Database
from appliance.stores.tables import budget_accounts as accounts

KEY = ("scope", "name", "period", "starts")
USED = {
    Measure.TOKENS: accounts.c.tokens,
    Measure.SECONDS: accounts.c.ms,
    Measure.MONEY: accounts.c.micros,
}
HELD = {
    Measure.TOKENS: accounts.c.held_tokens,
    Measure.SECONDS: accounts.c.held_ms,
    Measure.MONEY: accounts.c.held_micros,
}
# A page shows no more of a kind.
MOST = 500


class BudgetReads:
    """Reads accounts; the names of people in them are directory keys."""

    def __init__(self, database: Database, clock: Clock, zone: tzinfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    def first_days(self) -> dict[Period, date]:
        """Give the first day of each period that is now."""
        now = self._clock.now()
        return {period: period.first_day(now, self._zone) for period in Period}

    def now(self, scope: Scope, names: Sequence[str] | None = None) -> tuple[Kept, ...]:
        """List the accounts of a kind for today and this month, by name.

        Args:
            names: Of these; of all if None, at most `MOST`, the fullest first.
        """
        wanted = [accounts.c.scope == str(scope), self._is_now()]
        if names is not None:
            wanted.append(accounts.c.name.in_(list(names)))
        query = (
            select(accounts)
            .where(*wanted)
            .order_by(accounts.c.tokens.desc(), accounts.c.name, accounts.c.period)
            .limit(2 * MOST if names is None else None)
        )
        return self._rows(query)

    def history(self, scope: Scope, name: str, period: Period) -> tuple[Kept, ...]:
        """List the accounts of one person, team or purpose, newest first."""
        query = (
            select(accounts)
            .where(
                accounts.c.scope == str(scope),
                accounts.c.name == name,
                accounts.c.period == str(period),
            )
            .order_by(accounts.c.starts.desc())
        )
        return self._rows(query)

    def names(self, scope: Scope) -> tuple[str, ...]:
        """Name everybody of a kind who ever used anything."""
        query = (
            select(accounts.c.name)
            .where(accounts.c.scope == str(scope))
            .distinct()
            .order_by(accounts.c.name)
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def untold(
        self,
        scope: Scope,
        period: Period,
        limits: Mapping[Measure, int],
        names: Sequence[str] | None = None,
    ) -> tuple[tuple[Kept, int], ...]:
        """List accounts whose alert is not the one that was told, with its permille.

        It is a higher one, or, where a limit was raised meanwhile, a lower one or none.

        Args:
            limits: Of each of them, in the unit of `Use`.
            names: Of these; of all if None.
        """
        if not limits:
            return ()
        starts = self.first_days()[period]
        wanted = [
            accounts.c.scope == str(scope),
            accounts.c.period == str(period),
            accounts.c.starts == starts.isoformat(),
            accounts.c.told_permille != _reached(limits),
        ]
        if names is not None:
            wanted.append(accounts.c.name.in_(list(names)))
        found = self._rows(select(accounts).where(*wanted).order_by(accounts.c.name))
        return tuple((kept, reached_by(kept.permille(limits))) for kept in found)

    def take_back(self, account: Account, permille: int) -> None:
        """Keep that no alert above this stands, so that the next is told again."""
        with self._database.writing() as connection:
            connection.execute(
                accounts.update()
                .where(is_account(account), accounts.c.told_permille > permille)
                .values(told_permille=permille)
            )

    def tell(
        self, account: Account, permille: int, *, record: Callable[[], None]
    ) -> bool:
        """Keep that an alert of an account is told, once; says whether it is now.

        Args:
            record: Called if it was not; what it raises undoes that it is told.
        """
        with self._database.writing() as connection:
            done = connection.execute(
                accounts.update()
                .where(is_account(account), accounts.c.told_permille < permille)
                .values(told_permille=permille)
            )
            if done.rowcount == 1:
                record()
        return done.rowcount == 1

    def _is_now(self) -> ColumnElement[bool]:
        return or_(
            *(
                and_(
                    accounts.c.period == str(period),
                    accounts.c.starts == starts.isoformat(),
                )
                for period, starts in self.first_days().items()
            )
        )

    def _rows(self, query: Any) -> tuple[Kept, ...]:
        with self._database.reading() as connection:
            return tuple(kept_of(row) for row in connection.execute(query).all())


def reached_by(permille: int) -> int:
    """Give the highest alert that a share has reached; 0 for none."""
    return max((alert for alert in ALERTS_PERMILLE if permille >= alert), default=0)


def _reached(limits: Mapping[Measure, int]) -> ColumnElement[int]:
    """Give the same of a row."""
    alerts = [
        (
            or_(*(WHOLE_PERMILLE * USED[m] >= alert * limits[m] for m in limits)),
            alert,
        )
        for alert in reversed(ALERTS_PERMILLE)
    ]
    return case(*alerts, else_=0)


def is_account(account: Account) -> ColumnElement[bool]:
    """Give the condition that the row of an account meets."""
    key = key_of(account)
    return and_(*(accounts.c[name] == value for name, value in key.items()))


def key_of(account: Account) -> dict[str, str]:
    """Give the key of an account's row."""
    return {
        "scope": str(account.scope),
        "name": account.name,
        "period": str(account.period),
        "starts": account.starts.isoformat(),
    }


def kept_of(row: Row[Any]) -> Kept:
    """Read a row."""
    starts = date.fromisoformat(row.starts)
    return Kept(
        account=Account(Scope(row.scope), row.name, Period(row.period), starts),
        used=Use(row.tokens, row.ms, row.micros),
        held=Use(row.held_tokens, row.held_ms, row.held_micros),
        exchanges=row.exchanges,
        refused=row.refused,
        told_permille=row.told_permille,
    )
