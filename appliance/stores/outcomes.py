"""Figures of ended exchanges, by purpose, release and arm; no text, so nothing sealed.

A row is written in the transaction that closes the exchange (exchanges.py), so there is
none without the other, and a live answer waits for no second write. What comes later
(a second person's verdict, a thumb) is read beside it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
)

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Thumb
from appliance.domain.outcome import Cause, Compared, Figures, Series
from appliance.domain.rollout import Arm, Metric
from appliance.stores.arms import Agreement, Counts, Window
from appliance.stores.database import Database
from appliance.stores.shares import write_shares
from appliance.stores.tables import compared, exchanges, micros_of, outcomes, ratings

# Times of an arm that a median is taken of: the newest.
MAX_TIMES = 5_000
# Who asks the same case again so soon was not helped, or goes on with it.
_AGAIN = timedelta(minutes=10)
_APART = {"findings", "tiers", "used_tokens", "loose_tokens", "teams", "measured"}
_KEPT = tuple(field.name for field in fields(Figures) if field.name not in _APART)


def keep_in(
    connection: Connection,
    exchange: str,
    state: ExchangeState,
    at: datetime,
    figures: Figures | None,
) -> None:
    """Keep in a transaction that others have begun how an exchange ended.

    Args:
        figures: None where only the state changes: the row that is there follows.
    """
    mine = outcomes.c.exchange == exchange
    cause = None if figures is None or figures.cause is None else str(figures.cause)
    if figures is not None:
        _correct_in(connection, exchange, state, cause)
    if state is not ExchangeState.HELD:
        _conclude_in(connection, exchange, state, at)
    done = connection.execute(outcomes.update().where(mine).values(state=str(state)))
    if done.rowcount or figures is None:
        return
    values = {name: getattr(figures, name) for name in _KEPT}
    values |= {
        "exchange": exchange,
        "state": str(state),
        "arm": str(figures.arm),
        "cause": cause,
        "ended_at": at,
        "findings": json.dumps(dict(figures.findings)),
        "teams": json.dumps(sorted(figures.teams)),
        "tiers": write_shares(figures.tiers),
        "held": state is ExchangeState.HELD,
        "edited": False,
        "again": _is_again(connection, exchange),
    }
    connection.execute(outcomes.insert().values(values))


def _correct_in(
    connection: Connection, exchange: str, state: ExchangeState, cause: str | None
) -> None:
    """Keep why there is no answer where the log knows another end than was kept."""
    kept = outcomes.c.state.not_in([str(state), str(ExchangeState.HELD)])
    other = and_(outcomes.c.exchange == exchange, kept)
    connection.execute(outcomes.update().where(other).values(cause=cause))


def _conclude_in(
    connection: Connection, exchange: str, state: ExchangeState, at: datetime
) -> None:
    """Keep when somebody decided on what was held, and that they refused it."""
    waits = outcomes.c.state == str(ExchangeState.HELD)
    values: dict[str, Any] = {"concluded_at": at}
    if state is ExchangeState.REFUSED:
        values["cause"] = str(Cause.REVIEW)
    connection.execute(
        outcomes.update().where(outcomes.c.exchange == exchange, waits).values(values)
    )


def _is_again(connection: Connection, exchange: str) -> bool:
    """Tell whether the same person asked the same for the same case shortly before.

    Texts of a list are all of one case, and none of them is asked again.
    """
    mine, earlier = exchanges.alias(), exchanges.alias()
    received = type_coerce(mine.c.received_at, BigInteger)
    lately = received - _AGAIN // timedelta(microseconds=1)
    before = and_(
        earlier.c.owner == mine.c.owner,
        earlier.c.case_id == mine.c.case_id,
        earlier.c.purpose == mine.c.purpose,
        earlier.c.origin != BULK,
        mine.c.origin != BULK,
        type_coerce(earlier.c.received_at, BigInteger) < received,
        type_coerce(earlier.c.received_at, BigInteger) >= lately,
    )
    query = select(earlier.c.id).join(mine, before).where(mine.c.id == exchange)
    return connection.execute(query.limit(1)).first() is not None


def mark_edited_in(connection: Connection, exchange: str) -> None:
    """Keep in a transaction that others have begun that an answer was rewritten."""
    mine = outcomes.c.exchange == exchange
    connection.execute(outcomes.update().where(mine).values(edited=True))


class Outcomes:
    """The figures of all exchanges."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_shadow(
        self,
        exchange: str,
        state: ExchangeState,
        at: datetime,
        figures: Figures,
        beside: Compared,
    ) -> None:
        """Keep what a shadow came to, beside the answer that a person got."""
        values = {f.name: getattr(beside, f.name) for f in fields(beside)}
        values["exchange"] = exchange
        values["fields_differ"] = json.dumps(beside.fields_differ)
        with self._database.writing() as connection:
            keep_in(connection, exchange, state, at, figures)
            connection.execute(compared.insert().values(values))

    def of_exchange(self, exchange: str) -> Figures | None:
        """Read the figures of one exchange; None where none are kept, or no longer.

        Not among them is what each tier took, nor which tokens are of a draft that
        broke off.
        """
        query = select(outcomes).where(outcomes.c.exchange == exchange)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        kept: dict[str, Any] = {name: row[name] for name in _KEPT}
        kept["arm"] = Arm(row["arm"])
        kept["cause"] = None if row["cause"] is None else Cause(row["cause"])
        return Figures(**kept, findings=json.loads(row["findings"]))

    def remove_old(
        self, *, ended_before: datetime, but: Iterable[tuple[str, datetime]]
    ) -> int:
        """Remove figures that are old; says how many exchanges' they were.

        Args:
            ended_before: Older ones go.
            but: Purposes and since when their figures stay, however old.
        """
        old = and_(
            outcomes.c.ended_at < ended_before,
            *(
                or_(outcomes.c.purpose != purpose, outcomes.c.ended_at < since)
                for purpose, since in but
            ),
        )
        beside = compared.delete().where(
            compared.c.exchange.in_(select(outcomes.c.exchange).where(old))
        )
        with self._database.writing() as connection:
            connection.execute(beside)
            return connection.execute(outcomes.delete().where(old)).rowcount

    def unshadowed(self, window: Window, release: str, *, most: int) -> Sequence[str]:
        """List what live has answered and a candidate has not, newest first.

        Args:
            window: Live's.
            release: Digest of the candidate.
        """
        done = (
            select(compared.c.live)
            .join(outcomes, outcomes.c.exchange == compared.c.exchange)
            .where(outcomes.c.release == release)
        )
        answered = [str(ExchangeState.RELEASED), str(ExchangeState.HELD)]
        query = (
            select(outcomes.c.exchange)
            .where(
                window.rows(),
                outcomes.c.state.in_(answered),
                outcomes.c.exchange.not_in(done),
            )
            .order_by(outcomes.c.ended_at.desc())
            .limit(most)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalars().all()

    def count(self, window: Window) -> Counts:
        """Count an arm's exchanges."""
        query = _counting().where(window.rows())
        with self._database.reading() as connection:
            row = connection.execute(query).one()
        return Counts(*(int(value or 0) for value in row))

    def over_time(
        self, window: Window, *, every: timedelta
    ) -> Mapping[datetime, Counts]:
        """Count an arm's exchanges by when they ended.

        Args:
            every: Length of a span; the first begins with the window.

        Returns:
            The first moment of each span in which something ended, to its counts.
        """
        at = type_coerce(outcomes.c.ended_at, BigInteger)
        step = every // timedelta(microseconds=1)
        span = ((at - micros_of(window.since)) // step).label("span")
        query = _counting(span).where(window.rows()).group_by("span").order_by("span")
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {
            window.since + every * int(row[0]): Counts(*(int(v or 0) for v in row[1:]))
            for row in rows
        }

    def newest_times(self, window: Window) -> tuple[int, ...]:
        """List how long an arm's newest drafts took, in milliseconds, sorted."""
        drafted = outcomes.c.grave.is_not(None)
        query = (
            select(outcomes.c.total_ms)
            .where(window.rows(), drafted)
            .order_by(outcomes.c.ended_at.desc())
            .limit(MAX_TIMES)
        )
        with self._database.reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def series(self, window: Window, *, most: int) -> Series:
        """Read an arm's first exchanges one by one, in the order in which they ended.

        Args:
            most: How many at most.
        """
        order = (outcomes.c.ended_at, outcomes.c.exchange)
        columns = (
            outcomes.c.state,
            outcomes.c.grave,
            outcomes.c.well_formed,
            outcomes.c.held,
            outcomes.c.total_ms,
            outcomes.c.ended_at,
        )
        query = select(*columns).where(window.rows()).order_by(*order).limit(most)
        thumbs = (
            select(ratings.c.thumb, ratings.c.rated_at)
            .join(outcomes, outcomes.c.exchange == ratings.c.exchange)
            .where(window.rows())
            .order_by(ratings.c.rated_at, ratings.c.exchange)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            rated = connection.execute(thumbs).all()
        drafts = [row for row in rows if row.grave is not None]
        formed = [row for row in drafts if row.well_formed is not None]
        shares = {
            Metric.FAILED: [row.state == str(ExchangeState.FAILED) for row in rows],
            Metric.FINDINGS: [row.grave > 0 for row in drafts],
            Metric.MALFORMED: [not row.well_formed for row in formed],
            Metric.HELD: [row.held for row in drafts],
            Metric.THUMBS_DOWN: [one.thumb == str(Thumb.DOWN) for one in rated],
        }
        drafted = tuple(row.ended_at for row in drafts)
        return Series(
            {metric: tuple(bad) for metric, bad in shares.items()},
            tuple(row.total_ms for row in drafts),
            {
                Metric.FAILED: tuple(row.ended_at for row in rows),
                Metric.FINDINGS: drafted,
                Metric.MALFORMED: tuple(row.ended_at for row in formed),
                Metric.HELD: drafted,
                Metric.THUMBS_DOWN: tuple(one.rated_at for one in rated),
                Metric.SLOW: drafted,
            },
        )

    def compared(self, window: Window) -> Agreement:
        """Count in how many of a shadow's answers it agreed with what was given."""
        query = (
            select(
                func.count(compared.c.chars),
                _sum(compared.c.same_text.is_(True)),
                func.count(compared.c.same_fields),
                _sum(compared.c.same_fields.is_(True)),
                func.count(compared.c.same_reasons),
                _sum(compared.c.same_reasons.is_(True)),
                _sum(compared.c.chars.is_not(None), compared.c.live_chars),
                func.sum(compared.c.chars),
            )
            .join(outcomes, outcomes.c.exchange == compared.c.exchange)
            .where(window.rows())
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one()
        return Agreement(*(int(value or 0) for value in row))


def _counting(*keys: Any) -> Select[Any]:
    """Select the columns of `Counts`, in its order, behind these keys."""
    return select(
        *keys,
        func.count(),
        _sum(outcomes.c.state == str(ExchangeState.FAILED)),
        func.count(outcomes.c.grave),
        _sum(outcomes.c.grave > 0),
        _sum(outcomes.c.well_formed.is_(False)),
        _sum(outcomes.c.held.is_(True)),
        _sum(outcomes.c.edited.is_(True)),
        func.count(ratings.c.thumb),
        _sum(ratings.c.thumb == str(Thumb.DOWN)),
        func.sum(outcomes.c.prompt_tokens),
        func.sum(outcomes.c.output_tokens),
    ).outerjoin(ratings, ratings.c.exchange == outcomes.c.exchange)


def _sum(condition: Any, value: Any = 1) -> Any:
    return func.sum(case((condition, value), else_=0))
