"""The vault: which surrogate stands for whom, per case, encrypted.

A case has its own key and nonce, so nothing in the database links two cases. Numbers
are given out in one transaction per text under a lock on the case: two threads or
processes that meet the same new name get one surrogate. A case that is not used for
`keep_s` is erased. Each exact way of writing has its own number, so that restoring is
exact to the byte.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    delete,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from appliance.detect.phrases import words_of
from appliance.domain.entity import EntityKind
from appliance.domain.ports.masker import VAULT_ITSELF
from appliance.domain.surrogate import MAX_NUMBER, Surrogate
from appliance.errors import LookAlikeError, MaskerError
from appliance.masker.linking import same_subject
from appliance.masker.tables import (
    CASES,
    ITSELF,
    PSEUDONYMS,
    transaction,
    wipe_erased,
)
from appliance.masker.vault_key import CaseKey, VaultKey

_NONCE_TRIES = 50
# Rows asked for by number in one statement; both databases take many more.
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """A surrogate and what stands behind it; its `repr` shows no original."""

    surrogate: Surrogate
    original: str = field(repr=False)
    subject: int


@dataclass(frozen=True, slots=True)
class _OpenCase:
    key: CaseKey
    nonce: str


class Vault:
    """Pseudonyms of every case; safe to share between threads and processes."""

    def __init__(
        self, engine: Engine, key: VaultKey, *, keep_s: int, now_s: Callable[[], int]
    ) -> None:
        """Take over an opened database.

        Args:
            keep_s: How long a case can be restored after its last use.
            now_s: Tells the Unix time.
        """
        self._engine = engine
        self._key = key
        self._keep_s = keep_s
        self._now_s = now_s

    def nonce_of(self, case: str) -> str:
        """Read a case's nonce; a new case gets one.

        Raises:
            MaskerError: The database cannot be used.
        """
        with self._transaction() as connection:
            return self._open_or_make(connection, case).nonce

    def weeks_of(self, case: str) -> int:
        """Tell by how many weeks a case's dates move; a new case is made.

        Raises:
            MaskerError: The database cannot be used.
        """
        with self.opened(case) as (_, key):
            return key.weeks()

    @contextmanager
    def opened(self, case: str) -> Iterator[tuple[Connection, CaseKey]]:
        """Work on a case's rows in one transaction; a new case is made.

        Raises:
            MaskerError: The database cannot be used.
        """
        with self._transaction() as connection:
            yield connection, self._open_or_make(connection, case).key

    def known_nonce(self, case: str) -> str | None:
        """Read a case's nonce, or None for a case never masked in, or expired.

        Raises:
            MaskerError: The database cannot be used.
        """
        with self._transaction() as connection:
            opened = self._open(connection, case)
            return None if opened is None else opened.nonce

    def names(self, case: str, kinds: Collection[EntityKind]) -> tuple[Pseudonym, ...]:
        """Read what a case has issued of these kinds; empty for an unknown case."""
        with self._transaction() as connection:
            opened = self._open(connection, case)
            if opened is None:
                return ()
            rows = connection.execute(
                select(PSEUDONYMS).where(
                    PSEUDONYMS.c.case_id == case,
                    PSEUDONYMS.c.kind.in_([str(kind) for kind in kinds]),
                )
            ).all()
            return tuple(_pseudonym(opened, row) for row in rows)

    def assign(
        self, case: str, wanted: Sequence[tuple[EntityKind, str]]
    ) -> Mapping[str, Pseudonym]:
        """Give each text its surrogate of this case: the one it has, or a new one.

        Raises:
            LookAlikeError: The case has no numbers left.
            MaskerError: The database cannot be used.
        """
        with self._transaction() as connection:
            opened = self._open_or_make(connection, case)
            known = self._by_surface(connection, opened, wanted)
            new = [
                (kind, text)
                for kind, text in dict.fromkeys(wanted)
                if text not in known
            ]
            if new:
                self._add(connection, opened, new, known)
            return known

    def look_up(
        self, case: str, wanted: Collection[tuple[EntityKind, int]]
    ) -> Mapping[tuple[EntityKind, int], Pseudonym]:
        """Read the pseudonyms with these numbers; what was never issued is absent."""
        found: dict[tuple[EntityKind, int], Pseudonym] = {}
        keys = [(str(kind), number) for kind, number in wanted]
        with self._transaction() as connection:
            opened = self._open(connection, case)
            if opened is None:
                return found
            self._touch(connection, case)
            for start in range(0, len(keys), _BATCH):
                rows = connection.execute(
                    select(PSEUDONYMS).where(
                        PSEUDONYMS.c.case_id == case,
                        tuple_(PSEUDONYMS.c.kind, PSEUDONYMS.c.number).in_(
                            keys[start : start + _BATCH]
                        ),
                    )
                )
                for row in rows:
                    pseudonym = _pseudonym(opened, row)
                    surrogate = pseudonym.surrogate
                    found[surrogate.kind, surrogate.number] = pseudonym
        return found

    def erase_expired(self, *, record: Callable[[int], None]) -> int:
        """Erase the cases that nobody used for `keep_s`; returns how many.

        Args:
            record: Called with how many, before it is final; what it raises undoes it.

        Raises:
            MaskerError: The database cannot be used.
        """
        return self._erase(CASES.c.used_at_s < self._now_s() - self._keep_s, record)

    def erase(self, cases: Collection[str], *, record: Callable[[int], None]) -> int:
        """Erase these cases with all they have issued; returns how many there were.

        Args:
            record: As for `erase_expired`.

        Raises:
            MaskerError: The database cannot be used.
        """
        return self._erase(CASES.c.id.in_(list(cases)), record)

    def _erase(self, which: ColumnElement[bool], record: Callable[[int], None]) -> int:
        with self._transaction() as connection:
            count = connection.execute(delete(CASES).where(which)).rowcount
            if count:
                record(count)
        if count:
            try:
                wipe_erased(self._engine)
            except SQLAlchemyError as err:
                raise MaskerError(f"the vault failed: {type(err).__name__}") from err
        return count

    def commit(self, case: str, pseudonyms: Sequence[Pseudonym]) -> tuple[str, ...]:
        """Commit to pseudonyms of a case, under its own key; 64 hex digits each.

        Raises:
            MaskerError: The case is gone, or the database cannot be used.
        """
        if not pseudonyms:
            return ()
        key = self._key_of(case)
        if key is None:
            raise MaskerError("the case was erased meanwhile")
        return tuple(key.commit(str(p.surrogate), p.original) for p in pseudonyms)

    def digest(self, case: str, text: str) -> str:
        """Commit to a masked text of a case, under its own key; 64 hex digits.

        Of a case that the vault does not know, no two digests are equal. Under
        `VAULT_ITSELF` they are of this vault, and stay so whatever is erased.

        Raises:
            MaskerError: The database cannot be used.
        """
        key = self._own_key() if case == VAULT_ITSELF else self._key_of(case)
        return secrets.token_hex(32) if key is None else key.digest(text)

    def _own_key(self) -> CaseKey:
        with self._transaction() as connection:
            row = connection.execute(select(ITSELF)).first()
            if row is not None:
                return self._key.open_case(VAULT_ITSELF, row.wrapped_key)
            key, wrapped = self._key.new_case(VAULT_ITSELF)
            connection.execute(insert(ITSELF).values(id=1, wrapped_key=wrapped))
            return key

    def _key_of(self, case: str) -> CaseKey | None:
        with self._transaction() as connection:
            opened = self._open(connection, case)
            return None if opened is None else opened.key

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, "the vault")

    def _open(
        self, connection: Connection, case: str, *, lock: bool = False
    ) -> _OpenCase | None:
        query = select(CASES).where(CASES.c.id == case)
        row = connection.execute(query.with_for_update() if lock else query).first()
        if row is None or row.used_at_s < self._now_s() - self._keep_s:
            return None
        return _OpenCase(self._key.open_case(case, row.wrapped_key), row.nonce)

    def _open_or_make(self, connection: Connection, case: str) -> _OpenCase:
        opened = self._open(connection, case, lock=True)
        if opened is not None:
            self._touch(connection, case)
            return opened
        # An expired case of this id starts anew: nothing of it can come back.
        old = CASES.c.used_at_s < self._now_s() - self._keep_s
        connection.execute(delete(CASES).where(CASES.c.id == case, old))
        for attempt in range(_NONCE_TRIES):
            key, wrapped = self._key.new_case(case)
            nonce = key.nonce(attempt)
            try:
                with connection.begin_nested():
                    connection.execute(
                        insert(CASES).values(
                            id=case,
                            nonce=nonce,
                            wrapped_key=wrapped,
                            used_at_s=self._now_s(),
                        )
                    )
            except IntegrityError:
                # Another transaction made the case, or the nonce is another case's.
                opened = self._open(connection, case, lock=True)
                if opened is not None:
                    return opened
                continue
            return _OpenCase(key, nonce)
        raise MaskerError("no nonce is left for a new case")

    def _touch(self, connection: Connection, case: str) -> None:
        now_s = self._now_s()
        # To the hour: a streamed answer must not write a row per window.
        stale = CASES.c.used_at_s < now_s - min(3_600, self._keep_s // 2)
        connection.execute(
            update(CASES).where(CASES.c.id == case, stale).values(used_at_s=now_s)
        )

    def _by_surface(
        self,
        connection: Connection,
        opened: _OpenCase,
        wanted: Sequence[tuple[EntityKind, str]],
    ) -> dict[str, Pseudonym]:
        tags = list({opened.key.tag("surface", text) for _, text in wanted})
        known: dict[str, Pseudonym] = {}
        for start in range(0, len(tags), _BATCH):
            rows = connection.execute(
                select(PSEUDONYMS).where(
                    PSEUDONYMS.c.case_id == opened.key.case,
                    PSEUDONYMS.c.surface_tag.in_(tags[start : start + _BATCH]),
                )
            )
            for row in rows:
                pseudonym = _pseudonym(opened, row)
                known[pseudonym.original] = pseudonym
        return known

    def _add(
        self,
        connection: Connection,
        opened: _OpenCase,
        new: Sequence[tuple[EntityKind, str]],
        known: dict[str, Pseudonym],
    ) -> None:
        """Number new texts; the caller's transaction holds the case's lock."""
        case = opened.key.case
        all_rows = connection.execute(
            select(PSEUDONYMS).where(PSEUDONYMS.c.case_id == case)
        ).all()
        issued = [
            (p.surrogate.kind, p.original, p.subject)
            for p in (_pseudonym(opened, row) for row in all_rows)
        ]
        highest: dict[EntityKind, int] = {}
        for row in all_rows:
            kind = EntityKind(row.kind)
            highest[kind] = max(highest.get(kind, 0), row.number)
        rows = []
        for kind, text in new:
            if text in known:
                # The same text came up twice as two kinds; the first one stands.
                continue
            number = highest.get(kind, 0) + 1
            if number > MAX_NUMBER:
                raise LookAlikeError(f"a case has at most {MAX_NUMBER} of one kind")
            highest[kind] = number
            subject = same_subject(kind, text, issued) or number
            surrogate = Surrogate(kind, opened.nonce, number)
            issued.append((kind, text, subject))
            known[text] = Pseudonym(surrogate, text, subject)
            rows.append(
                {
                    "case_id": case,
                    "kind": str(kind),
                    "number": number,
                    "subject": subject,
                    "surface_tag": opened.key.tag("surface", text),
                    "value_tag": opened.key.tag("value", " ".join(words_of(text))),
                    "sealed": opened.key.seal_row(str(surrogate), text),
                }
            )
        connection.execute(insert(PSEUDONYMS), rows)


def _pseudonym(opened: _OpenCase, row: Row[tuple[object, ...]]) -> Pseudonym:
    surrogate = Surrogate(EntityKind(row.kind), opened.nonce, row.number)
    original = opened.key.open_row(str(surrogate), row.sealed)
    return Pseudonym(surrogate, original, row.subject)
