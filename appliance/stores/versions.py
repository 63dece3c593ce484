"""Versions of purposes: every edition that was ever written, and where each stands.

Rows are only added: there is no statement here that changes or removes one, and the
database refuses it too (migrations/versions/m0004_versions.py). Each row is told to the
log while its transaction is open, and holds the number of that record; if the log
refuses, there is no row. Files of purposes hold no text of a person and are kept as
they are. Which release answers is not decided here: the log decides.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from appliance.domain.version import FOLLOWS, Move, Version, VersionState
from appliance.errors import ConflictError, NotFoundError
from appliance.release.purpose_folder import digest_of_files
from appliance.stores.database import Database
from appliance.stores.tables import purpose_versions, version_moves

# Of versions and moves that are not in the log yet.
_NO_RECORD = -1


class Versions:
    """Every version of every purpose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(
        self,
        purpose: str,
        texts: Mapping[str, str],
        *,
        parent: int | None,
        author: str | None,
        why: str,
        at: datetime,
        record: Callable[[Version], int],
    ) -> Version:
        """Keep a new version.

        Args:
            texts: Its files, path to text, already parsed.
            parent: Number of the version it was made from.
            author: Directory key of who wrote it; None where it was found in a release.
            record: Appends the record of it, and gives its sequence number; what it
                raises undoes the write.

        Raises:
            ConflictError: The purpose has a version of exactly these files.
            NotFoundError: There is no such parent.
        """
        digest = digest_of_files(texts)
        with self._database.writing() as connection:
            _take_turn(connection)
            there = self._read(connection, purpose)
            for version in there:
                if version.digest == digest:
                    raise ConflictError(f"version {version.number} has the same files")
            if parent is not None and parent not in {v.number for v in there}:
                raise NotFoundError("no such version")
            draft = Version(
                purpose=purpose,
                number=len(there) + 1,
                digest=digest,
                parent=parent,
                author=author,
                why=why,
                written_at=at,
                record=_NO_RECORD,
            )
            written = replace(draft, record=record(draft))
            connection.execute(
                purpose_versions.insert().values(
                    purpose=purpose,
                    number=written.number,
                    digest=digest,
                    parent=parent,
                    author=author,
                    why=why,
                    written_at=at,
                    files=json.dumps(dict(texts), ensure_ascii=False, sort_keys=True),
                    record=written.record,
                )
            )
        return written

    def move(
        self,
        version: Version,
        after: VersionState,
        *,
        mover: str | None,
        why: str,
        at: datetime,
        record: Callable[[Move], int],
    ) -> tuple[Move, ...]:
        """Move a version on, from exactly the state in which the caller saw it.

        One version of a purpose is live: what was live before retires with it.

        Args:
            mover: Directory key of who moves it; None where it follows the log.
            record: Appends the record of a move, and gives its sequence number; what
                it raises undoes all of them.

        Returns:
            The moves that were made, in order.

        Raises:
            ConflictError: It was moved in the meantime, or cannot go there from there.
            NotFoundError: There is no such version.
        """
        with self._database.writing() as connection:
            _take_turn(connection)
            there = self._read(connection, version.purpose)
            now = _numbered(there, version.number)
            if len(now.moves) != len(version.moves):
                raise ConflictError(
                    f"version {version.number} was moved meanwhile, it is {now.state}"
                )
            if after not in FOLLOWS[now.state]:
                raise ConflictError(
                    f"a version does not go from {now.state} to {after}"
                )
            leaving = [v for v in there if v.state is VersionState.LIVE]
            steps = [(now, after)]
            if after is VersionState.LIVE:
                steps = [*((v, VersionState.RETIRED) for v in leaving), (now, after)]
            made = []
            for one, to in steps:
                draft = Move(
                    purpose=one.purpose,
                    number=one.number,
                    before=one.state,
                    after=to,
                    mover=mover,
                    why=why,
                    moved_at=at,
                    record=_NO_RECORD,
                )
                made.append(replace(draft, record=record(draft)))
                self._keep(connection, made[-1])
        return tuple(made)

    def of(self, purpose: str) -> tuple[Version, ...]:
        """List the versions of a purpose, oldest first; none if it never had one."""
        with self._database.reading() as connection:
            return self._read(connection, purpose)

    def get(self, purpose: str, number: int) -> Version:
        """Read a version.

        Raises:
            NotFoundError: There is none of this purpose and number.
        """
        return _numbered(self.of(purpose), number)

    def files(self, version: Version) -> dict[str, str]:
        """Read the files of a version, path to text.

        Raises:
            NotFoundError: There is no such version.
        """
        query = select(purpose_versions.c.files).where(
            purpose_versions.c.purpose == version.purpose,
            purpose_versions.c.number == version.number,
        )
        with self._database.reading() as connection:
            files = connection.execute(query).scalar_one_or_none()
        if files is None:
            raise NotFoundError("no such version")
        return dict(json.loads(files))

    def purposes(self) -> tuple[str, ...]:
        """Name every purpose that ever had a version."""
        query = select(purpose_versions.c.purpose).distinct()
        with self._database.reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    @staticmethod
    def _keep(connection: Connection, move: Move) -> None:
        # After the last there is, also where the database was written to by others.
        last = select(func.max(version_moves.c.step)).where(
            version_moves.c.purpose == move.purpose,
            version_moves.c.number == move.number,
        )
        connection.execute(
            version_moves.insert().values(
                purpose=move.purpose,
                number=move.number,
                step=(connection.execute(last).scalar() or 0) + 1,
                before=str(move.before),
                after=str(move.after),
                mover=move.mover,
                why=move.why,
                moved_at=move.moved_at,
                record=move.record,
            )
        )

    @staticmethod
    def _read(connection: Connection, purpose: str) -> tuple[Version, ...]:
        moves: dict[int, list[Move]] = {}
        moved = (
            select(version_moves)
            .where(version_moves.c.purpose == purpose)
            .order_by(version_moves.c.number, version_moves.c.step)
        )
        for row in connection.execute(moved):
            moves.setdefault(row.number, []).append(_move(row))
        written = (
            select(*(c for c in purpose_versions.c if c.name != "files"))
            .where(purpose_versions.c.purpose == purpose)
            .order_by(purpose_versions.c.number)
        )
        return tuple(
            _version(row, tuple(moves.get(row.number, ())))
            for row in connection.execute(written)
        )


def _take_turn(connection: Connection) -> None:
    """Let one writer after the other count; SQLite's transaction is the turn itself."""
    if connection.dialect.name == "postgresql":
        table = purpose_versions.name
        connection.exec_driver_sql(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _numbered(versions: tuple[Version, ...], number: int) -> Version:
    for version in versions:
        if version.number == number:
            return version
    raise NotFoundError("no such version")


def _move(row: Row[Any]) -> Move:
    return Move(
        purpose=row.purpose,
        number=row.number,
        before=VersionState(row.before),
        after=VersionState(row.after),
        mover=row.mover,
        why=row.why,
        moved_at=row.moved_at,
        record=row.record,
    )


def _version(row: Row[Any], moves: tuple[Move, ...]) -> Version:
    return Version(
        purpose=row.purpose,
        number=row.number,
        digest=row.digest,
        parent=row.parent,
        author=row.author,
        why=row.why,
        written_at=row.written_at,
        record=row.record,
        moves=moves,
    )
