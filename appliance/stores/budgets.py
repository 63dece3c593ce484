"""Budgets as they are kept: what is used, what is set aside, and by whom.

Implements the `Budgets` port. Each account is changed by one statement that holds the
limit in its condition, and all accounts of a claim in one transaction and one order, so
that any number of processes can ask at once and no budget is oversold. What is set
aside is a row for its exchange; to settle is to take that row away and to add what was
really used, so a second time finds nothing.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from appliance.budget_settings import Budget, BudgetSettings
from appliance.domain.budget import (
    Account,
    Claim,
    Kept,
    Measure,
    OverBudget,
    Period,
    Scope,
    Use,
    limits_in,
    price_of,
)
from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Figures
from appliance.domain.ports.clock import Clock
from appliance.errors import SettingsError
from appliance.stores.budget_reads import (
    HELD,
    KEY,
    USED,
    is_account,
    kept_of,
    key_of,
)
from appliance.stores.database import Database
from appliance.stores.tables import budget_accounts as accounts
from appliance.stores.tables import budget_holds as holds
from appliance.stores.tables import exchanges as kept_exchanges
from appliance.stores.tables import outcomes

# As long as the slowest draft of so many took the next may take; before any, this.
_NEWEST = 20
FIRST_MS = 10_000


_NO_BUDGET = Budget()


class _FullError(Exception):
    """A budget does not hold a claim; undoes what was set aside of others."""

    def __init__(self, over: OverBudget) -> None:
        super().__init__("over budget")
        self.over = over


class KeptBudgets:
    """All budgets of the appliance."""

    def __init__(
        self, database: Database, clock: Clock, settings: BudgetSettings, zone: tzinfo
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._zone = zone

    def reserve(self, claim: Claim) -> OverBudget | None:
        """Set aside what an exchange may use; see the port."""
        try:
            with self._database.writing() as connection:
                self._reserve_in(connection, claim)
        except _FullError as full:
            # Without a further try the last one is judged, and nobody is refused.
            if not full.over.waits and claim.number == 1:
                self._count_refusal(full.over.account)
            return full.over
        return None

    def _reserve_in(self, connection: Connection, claim: Claim) -> None:
        mine = select(holds).where(holds.c.exchange == claim.exchange)
        held = connection.execute(mine).one_or_none()
        if held is not None:
            if claim.number > 1:
                self._add_to(connection, held, claim)
            return
        now = self._clock.now()
        day, month = (period.first_day(now, self._zone) for period in Period)
        limited = self._limits_of(claim, day, month)
        asked = self._estimate(connection, claim, limited)
        for account, limits in sorted(limited.items()):
            self._hold(connection, account, limits, asked)
        prices = {t: self._settings.prices.get(t, 0) for t in claim.tiers}
        row = {
            "exchange": claim.exchange,
            "person": claim.person,
            "teams": json.dumps(sorted(claim.teams)),
            "purpose": claim.purpose,
            "day": day.isoformat(),
            "month": month.isoformat(),
            "prices": json.dumps(prices),
            "prompt_tokens": claim.prompt_tokens,
            "tokens": asked.tokens,
            "ms": asked.ms,
            "micros": asked.micros,
            "held_at": now,
        }
        connection.execute(holds.insert().values(row))

    def _add_to(self, connection: Connection, held: Row[Any], claim: Claim) -> None:
        """Set aside for one more try, in the periods in which the exchange began.

        Raises:
            _FullError: A budget does not hold it; what was set aside stays.
        """
        day, month = map(date.fromisoformat, (held.day, held.month))
        limited = self._limits_of(claim, day, month)
        asked = self._estimate(connection, claim, limited)
        for account, limits in sorted(limited.items()):
            self._hold(connection, account, limits, asked)
        more = {
            # Of a try that breaks off, its own prompt was read and no other.
            "prompt_tokens": claim.prompt_tokens,
            "tokens": holds.c.tokens + asked.tokens,
            "ms": holds.c.ms + asked.ms,
            "micros": holds.c.micros + asked.micros,
        }
        mine = holds.c.exchange == claim.exchange
        connection.execute(holds.update().where(mine).values(more))

    def _limits_of(
        self, claim: Claim, day: date, month: date
    ) -> dict[Account, Mapping[Measure, int]]:
        """Give the limits of every account that a claim counts for."""
        settings = self._settings
        budgets = {
            (Scope.PERSON, claim.person): settings.person,
            (Scope.PURPOSE, claim.purpose): claim.budget,
        }
        for team in claim.teams:
            budgets[Scope.TEAM, team] = settings.teams.get(team, _NO_BUDGET)
        return {
            Account(scope, name, period, starts): limits_in(budget, period)
            for (scope, name), budget in budgets.items()
            for period, starts in ((Period.DAY, day), (Period.MONTH, month))
        }

    def _estimate(
        self,
        connection: Connection,
        claim: Claim,
        limited: Mapping[Account, Mapping[Measure, int]],
    ) -> Use:
        """Estimate the most that an exchange is going to use."""
        prices = self._settings.prices
        unpriced = [tier for tier in claim.tiers if tier not in prices]
        if unpriced and any(Measure.MONEY in limits for limits in limited.values()):
            raise SettingsError(f"budgets.prices.{unpriced[0]}: missing")
        # Figures of before drafts were told apart are of one.
        draft_ms = func.coalesce(outcomes.c.longest_ms, outcomes.c.engine_ms)
        newest = (
            select(draft_ms.label("ms"))
            .where(outcomes.c.purpose == claim.purpose, outcomes.c.engine_ms > 0)
            .order_by(outcomes.c.ended_at.desc())
            .limit(_NEWEST)
            .subquery()
        )
        slowest = connection.execute(select(func.max(newest.c.ms))).scalar()
        ms = claim.generations * (FIRST_MS if slowest is None else int(slowest))
        dearest = max((prices.get(tier, 0) for tier in claim.tiers), default=0)
        return Use(claim.tokens, ms, price_of(ms, dearest))

    def _hold(
        self,
        connection: Connection,
        account: Account,
        limits: Mapping[Measure, int],
        asked: Use,
    ) -> None:
        """Set something aside of one account.

        Raises:
            _FullError: It does not hold it.
        """
        too_much = [m for m, limit in limits.items() if asked.of(m) > limit]
        fits = [USED[m] + HELD[m] + asked.of(m) <= limits[m] for m in limits]
        done = None
        if not too_much:
            values = {**key_of(account), **_nothing(), **_held_values(asked)}
            changed = {
                column.name: column + asked.of(measure)
                for measure, column in HELD.items()
            }
            statement = self._database.upsert(
                accounts,
                values,
                KEY,
                set_=changed,
                where=and_(*fits) if fits else None,
            )
            # No row comes back where the condition did not hold.
            done = connection.execute(statement.returning(accounts.c.name)).first()
        if done is None:
            raise _FullError(self._over(connection, account, limits, asked))

    def _over(
        self,
        connection: Connection,
        account: Account,
        limits: Mapping[Measure, int],
        asked: Use,
    ) -> OverBudget:
        row = connection.execute(
            select(accounts).where(is_account(account))
        ).one_or_none()
        kept = Kept(account, Use(), Use()) if row is None else kept_of(row)
        measure = next(
            m
            for m, limit in limits.items()
            if kept.used.of(m) + kept.held.of(m) + asked.of(m) > limit
        )
        return OverBudget(
            account=account,
            measure=measure,
            limit=limits[measure],
            used=kept.used.of(measure),
            held=kept.held.of(measure),
            asked=asked.of(measure),
            is_new_at=account.period.is_new_at(account.starts, self._zone),
            ask=self._settings.ask,
        )

    def _count_refusal(self, account: Account) -> None:
        statement = self._database.upsert(
            accounts,
            {**key_of(account), **_nothing(), "refused": 1},
            KEY,
            set_={"refused": accounts.c.refused + 1},
        )
        with self._database.writing() as connection:
            connection.execute(statement)

    def count_apart(self, why: str, figures: Figures, *, goes_on: bool = False) -> None:
        """Count what the appliance used for itself; see the port."""
        prices = {t: self._settings.prices.get(t, 0) for t in figures.tiers}
        other = self._settings.prices.get(figures.tier or "", 0)
        tokens = figures.used_tokens + figures.loose_tokens
        micros = _micros_of(figures, prices, other)
        used = Use(tokens, figures.engine_ms or 0, micros)
        now = self._clock.now()
        with self._database.writing() as connection:
            for period in Period:
                starts = period.first_day(now, self._zone)
                account = Account(Scope.APPLIANCE, why, period, starts)
                self._add(connection, account, used, exchanges=0 if goes_on else 1)

    def _add(
        self, connection: Connection, account: Account, used: Use, *, exchanges: int
    ) -> None:
        values = {**key_of(account), **_nothing(), **_used_values(used)}
        changed = {c.name: c + used.of(m) for m, c in USED.items()}
        changed["exchanges"] = accounts.c.exchanges + exchanges
        values["exchanges"] = exchanges
        statement = self._database.upsert(accounts, values, KEY, set_=changed)
        connection.execute(statement)

    def settle_left(self, *, older_than: timedelta) -> int:
        """Settle what processes that died left set aside; says how many.

        Nobody knows what they used, so it counts as all that was set aside. A text in
        the worker's hands keeps what it has: it takes its time, and is settled when it
        ends.

        Args:
            older_than: Longer than any answer takes that somebody waits for.
        """
        before = self._clock.now() - older_than
        in_hand = select(kept_exchanges.c.id).where(
            kept_exchanges.c.queued_at.is_not(None),
            kept_exchanges.c.state.in_([ExchangeState.QUEUED, ExchangeState.OPEN]),
        )
        old = select(holds.c.exchange).where(
            holds.c.held_at < before, holds.c.exchange.not_in(in_hand)
        )
        with self._database.reading() as connection:
            left = connection.execute(old).scalars().all()
        for exchange in left:
            # One after the other: accounts are always locked in one order.
            with self._database.writing() as connection:
                settle_in(connection, exchange, None)
        return len(left)

    def remove_old(self, *, older_than: timedelta) -> int:
        """Delete accounts of periods long past; says how many."""
        before = (self._clock.now() - older_than).date().isoformat()
        with self._database.writing() as connection:
            gone = accounts.delete().where(accounts.c.starts < before)
            return connection.execute(gone).rowcount


def settle_in(
    connection: Connection,
    exchange: str,
    figures: Figures | None,
    *,
    goes_on: bool = False,
) -> None:
    """Settle in a transaction that others have begun what an exchange set aside.

    Does nothing where nothing is set aside any more.

    Args:
        figures: What it came to; None where nobody knows, then it counts as all that
            was set aside.
        goes_on: It is begun again later, sets aside anew then, and counts as one
            exchange when it ends.
    """
    taken = _take(connection, exchange)
    if taken is None:
        return
    held = Use(taken.tokens, taken.ms, taken.micros)
    known = figures is not None and figures.measured
    used = _really_used(taken, figures) if figures and known else held
    _move(connection, taken, used, exchanges=0 if goes_on else 1)


def _take(connection: Connection, exchange: str) -> Row[Any] | None:
    return connection.execute(
        holds.delete().where(holds.c.exchange == exchange).returning(*holds.c)
    ).one_or_none()


def _move(
    connection: Connection, taken: Row[Any], used: Use, *, exchanges: int
) -> None:
    held = Use(taken.tokens, taken.ms, taken.micros)
    for account in _accounts_of(taken):
        values = {
            **{c.name: c - held.of(measure) for measure, c in HELD.items()},
            **{c.name: c + used.of(measure) for measure, c in USED.items()},
            "exchanges": accounts.c.exchanges + exchanges,
        }
        connection.execute(accounts.update().where(is_account(account)).values(values))


def _really_used(taken: Row[Any], figures: Figures) -> Use:
    """Say what was used; a draft that broke off has read its prompt as estimated."""
    tokens = figures.used_tokens
    if figures.loose_tokens:
        tokens += taken.prompt_tokens + figures.loose_tokens
    prices: dict[str, int] = json.loads(taken.prices)
    dearest = max(prices.values(), default=0)
    micros = _micros_of(figures, prices, dearest)
    return Use(tokens, figures.engine_ms or 0, micros)


def _micros_of(figures: Figures, prices: Mapping[str, int], other: int) -> int:
    """Price the time of each tier by itself.

    Args:
        other: The price of what no tier is named for.
    """
    other_ms = (figures.engine_ms or 0) - sum(t.ms for t in figures.tiers.values())
    return price_of(other_ms, other) + sum(
        price_of(took.ms, prices.get(tier, other))
        for tier, took in figures.tiers.items()
    )


def _accounts_of(taken: Row[Any]) -> list[Account]:
    """List the accounts of a hold, in the order in which they are locked."""
    whose = [(Scope.PERSON, taken.person), (Scope.PURPOSE, taken.purpose)]
    whose += [(Scope.TEAM, team) for team in json.loads(taken.teams)]
    starts = {Period.DAY: taken.day, Period.MONTH: taken.month}
    return sorted(
        Account(scope, name, period, date.fromisoformat(starts[period]))
        for scope, name in whose
        for period in Period
    )


def _nothing() -> dict[str, int]:
    return {column.name: 0 for column in accounts.c if column.name not in KEY}


def _held_values(asked: Use) -> dict[str, int]:
    return {column.name: asked.of(measure) for measure, column in HELD.items()}


def _used_values(used: Use) -> dict[str, int]:
    return {column.name: used.of(measure) for measure, column in USED.items()}
