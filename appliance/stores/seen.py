"""What exchanges came to, read one by one for metrics, pictures and alerts; no text.

A row has no id and names nobody: who reads these cannot find the exchange again.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select

from appliance.domain.bulk import ORIGIN as BULK
from appliance.domain.bulk import BulkState
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Thumb
from appliance.domain.figures import Wait
from appliance.domain.outcome import Ended
from appliance.domain.service import PROGRAM
from appliance.stores.database import Database
from appliance.stores.jobs import JobKind, JobState
from appliance.stores.shares import read_shares
from appliance.stores.tables import (
    amendments,
    bulk_items,
    bulk_lists,
    compared,
    exchanges,
    jobs,
    outcomes,
    ratings,
)

# Read in pieces, so that a busy day needs no more memory than a quiet one.
_PIECE = 2_000
_NOTHING = "{}"
_NO_TEAMS = "[]"
_IS_PROGRAM = exchanges.c.owner.startswith(PROGRAM)
_IS_OF_LIST = func.coalesce(exchanges.c.origin == BULK, literal(value=False))
# Whether an exchange had a wait, as its figures count it.
_HAD: Mapping[Wait, ColumnElement[bool]] = {
    Wait.FIRST_TOKEN: outcomes.c.first_token_ms.is_not(None),
    Wait.TOKEN: and_(
        outcomes.c.writing_ms.is_not(None),
        func.coalesce(outcomes.c.further_tokens, 0) > 0,
    ),
    Wait.QUEUE: outcomes.c.queue_ms.is_not(None),
    Wait.TOTAL: outcomes.c.total_ms.is_not(None),
}
_QUEUED = exchanges.c.state == str(ExchangeState.QUEUED)


class Seen:
    """The figures of exchanges, whoever answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ended(
        self,
        since: datetime,
        until: datetime,
        *,
        purposes: Collection[str] | None = None,
        most: int | None = None,
    ) -> Iterator[Ended]:
        """Read exchanges that ended, or were held, in a period; newest first.

        They come as they are read, in one transaction.

        Args:
            since: First moment, aware UTC.
            until: First moment after.
            purposes: Only these; None for every one.
            most: How many at most; None for all.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            _rows()
            .where(_within(outcomes.c.ended_at, since, until))
            .order_by(outcomes.c.ended_at.desc(), outcomes.c.exchange)
            .limit(most)
        )
        if purposes is not None:
            query = query.where(outcomes.c.purpose.in_(sorted(purposes)))
        yield from self._read(query)

    def concluded(self, since: datetime, until: datetime) -> Iterator[Ended]:
        """Read what was held before a period, and decided on in it; newest first.

        Args:
            since: First moment, aware UTC.
            until: First moment after.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            _rows()
            .where(
                _within(outcomes.c.concluded_at, since, until),
                outcomes.c.ended_at < since,
            )
            .order_by(outcomes.c.concluded_at.desc(), outcomes.c.exchange)
        )
        yield from self._read(query)

    def _read(self, query: Select[Any]) -> Iterator[Ended]:
        with self._database.reading() as connection:
            rows = connection.execution_options(yield_per=_PIECE).execute(query)
            for row in rows:
                *values, findings, teams, tiers = row
                counts, shares = _counts(findings), read_shares(tiers)
                yield Ended._make((*values, counts, _teams(teams), shares))

    def rated(self, since: datetime, until: datetime) -> Sequence[tuple[str, bool]]:
        """List what people rated in a period: the purpose, and whether it was down.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            select(outcomes.c.purpose, ratings.c.thumb)
            .join(outcomes, outcomes.c.exchange == ratings.c.exchange)
            .where(_within(ratings.c.rated_at, since, until))
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return [(row.purpose, row.thumb == str(Thumb.DOWN)) for row in found]

    def amended(
        self, since: datetime, until: datetime
    ) -> Mapping[tuple[str, str, str, str], int]:
        """Count the answers that their owners first wrote anew in a period.

        Returns:
            Purpose, release, arm and tier of the answers to how many there were.

        Raises:
            StoreError: They cannot be counted.
        """
        first = (
            select(amendments.c.exchange)
            .group_by(amendments.c.exchange)
            .having(_within(func.min(amendments.c.written_at), since, until))
        )
        of = (
            outcomes.c.purpose,
            outcomes.c.release,
            outcomes.c.arm,
            func.coalesce(outcomes.c.tier, literal("")),
        )
        query = (
            select(*of, func.count())
            .where(outcomes.c.exchange.in_(first))
            .group_by(*of)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}

    def mix(
        self, since: datetime, until: datetime, *, purposes: Collection[str] | None
    ) -> Mapping[tuple[str, str], int]:
        """Count what was asked in a period by purpose and language; no list, no shadow.

        Raises:
            StoreError: They cannot be counted.
        """
        language = func.coalesce(outcomes.c.language, literal(""))
        query = (
            select(outcomes.c.purpose, language, func.count())
            .outerjoin(compared, compared.c.exchange == outcomes.c.exchange)
            .outerjoin(exchanges, exchanges.c.id == outcomes.c.exchange)
            .where(
                _within(outcomes.c.ended_at, since, until),
                compared.c.exchange.is_(None),
                ~_IS_OF_LIST,
            )
            .group_by(outcomes.c.purpose, language)
        )
        if purposes is not None:
            query = query.where(outcomes.c.purpose.in_(sorted(purposes)))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {(purpose, spoken): count for purpose, spoken, count in rows}

    def people_of_teams(
        self, since: datetime, until: datetime, *, purposes: Collection[str] | None
    ) -> Mapping[str, Mapping[Wait, int]]:
        """Count of each team the people who waited in a period; nobody is named.

        Programs are left out, as one person may have many, and so are lists, which
        nobody waits for.

        Returns:
            How many people had each wait, by team; none of what no one of it asked.

        Raises:
            StoreError: They cannot be counted.
        """
        query = (
            select(outcomes.c.teams, exchanges.c.owner, *_HAD.values())
            .join(exchanges, exchanges.c.id == outcomes.c.exchange)
            .where(
                _within(outcomes.c.ended_at, since, until),
                outcomes.c.teams != _NO_TEAMS,
                ~_IS_PROGRAM,
                ~_IS_OF_LIST,
            )
            .distinct()
        )
        if purposes is not None:
            query = query.where(outcomes.c.purpose.in_(sorted(purposes)))
        people: dict[str, dict[Wait, set[str]]] = {}
        with self._database.reading() as connection:
            for teams, owner, *had in connection.execute(query):
                waited = list(compress(_HAD, had))
                for team in _teams(teams):
                    of_team = people.setdefault(team, {wait: set() for wait in _HAD})
                    for wait in waited:
                        of_team[wait].add(owner)
        return {
            team: {wait: len(found) for wait, found in of_team.items()}
            for team, of_team in people.items()
        }

    def waiting(self) -> int:
        """Count the texts that wait: long ones, and those whose model is away.

        Texts of lists are not among them: they wait for everybody.

        Raises:
            StoreError: They cannot be counted.
        """
        query = (
            select(func.count())
            .select_from(exchanges)
            .where(_QUEUED, exchanges.c.origin != BULK)
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def waiting_in_lists(self) -> Mapping[BulkState, int]:
        """Count the texts of lists that are read in and not begun, by how lists stand.

        Raises:
            StoreError: They cannot be counted.
        """
        query = (
            select(bulk_lists.c.state, func.count())
            .join(bulk_items, bulk_items.c.list == bulk_lists.c.id)
            .join(exchanges, exchanges.c.id == bulk_items.c.exchange)
            .where(_QUEUED)
            .group_by(bulk_lists.c.state)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        found = {row.state: row[1] for row in rows}
        # What a list that has ended leaves waits for nothing.
        standing = (BulkState.RUNNING, BulkState.PAUSED)
        return {state: found.get(str(state), 0) for state in standing}

    def longest_waiting(self, before: datetime) -> tuple[int, datetime | None]:
        """Count the texts whose model was away and that wait since before a moment.

        Texts of lists are not among them: they wait for everybody.

        Returns:
            How many, and since when the first of them waits.

        Raises:
            StoreError: They cannot be counted.
        """
        query = select(func.count(), func.min(jobs.c.created_at)).where(
            jobs.c.kind == str(JobKind.ANSWER),
            jobs.c.state.in_([str(JobState.QUEUED), str(JobState.RUNNING)]),
            jobs.c.not_before.is_not(None),
            jobs.c.created_at < before,
        )
        with self._database.reading() as connection:
            count, since = connection.execute(query).one()
        return count, since


def _rows() -> Select[Any]:
    """Select the columns of `Ended`, in its order."""
    shadow = case((compared.c.exchange.is_not(None), "shadow"), else_=outcomes.c.arm)
    # One person rates their own answer, so an exchange has one thumb at most.
    return (
        select(
            outcomes.c.ended_at,
            outcomes.c.purpose,
            outcomes.c.release,
            shadow,
            outcomes.c.state,
            func.coalesce(outcomes.c.tier, literal("")),
            outcomes.c.cause,
            outcomes.c.grave,
            outcomes.c.well_formed,
            outcomes.c.held,
            outcomes.c.edited,
            exists().where(amendments.c.exchange == outcomes.c.exchange),
            ratings.c.thumb,
            outcomes.c.queue_ms,
            outcomes.c.first_token_ms,
            outcomes.c.writing_ms,
            func.coalesce(outcomes.c.further_tokens, 0),
            outcomes.c.total_ms,
            func.coalesce(outcomes.c.prompt_tokens, 0),
            func.coalesce(outcomes.c.output_tokens, 0),
            func.coalesce(outcomes.c.engine_ms, 0),
            func.coalesce(outcomes.c.language, literal("")),
            outcomes.c.confidence_permille,
            outcomes.c.withdrawn,
            outcomes.c.again,
            _IS_OF_LIST,
            outcomes.c.findings,
            case((_IS_PROGRAM, _NO_TEAMS), else_=outcomes.c.teams),
            outcomes.c.tiers,
        )
        .outerjoin(ratings, ratings.c.exchange == outcomes.c.exchange)
        .outerjoin(compared, compared.c.exchange == outcomes.c.exchange)
        .outerjoin(exchanges, exchanges.c.id == outcomes.c.exchange)
    )


def _within(moment: Any, since: datetime, until: datetime) -> Any:
    return and_(moment >= since, moment < until)


def _teams(teams: str) -> tuple[str, ...]:
    return () if teams == _NO_TEAMS else tuple(json.loads(teams))


def _counts(findings: str) -> dict[str, int]:
    if findings == _NOTHING:
        return {}
    counted: dict[str, int] = json.loads(findings)
    return counted
