"""The site's approved dictionary entries, encrypted in the masker's own database.

They stand beside the dictionary's folder. An entry is where it is listed, a kind or
"allow", and its words; the same words stand once in each list.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from appliance.detect.phrases import words_of
from appliance.masker.tables import ENTRIES, transaction
from appliance.masker.vault_key import VaultKey

Entry = tuple[str, str]


class ApprovedEntries:
    """Every approved entry; safe to share between threads."""

    def __init__(self, engine: Engine, key: VaultKey) -> None:
        """Take over an opened database."""
        self._engine = engine
        self._key = key.of_dictionary()

    def all(self) -> tuple[Entry, ...]:
        """Read every entry, sorted.

        Raises:
            MaskerError: The database cannot be used, or a row is not what was written.
        """
        with self._transaction() as connection:
            rows = connection.execute(select(ENTRIES)).all()
        return tuple(sorted(map(self._entry, rows)))

    @contextmanager
    def changed(self, entry: Entry, *, adds: bool) -> Iterator[None]:
        """Add or remove an entry; what is raised inside undoes it.

        Raises:
            MaskerError: The database cannot be used.
        """
        listed, words = entry
        tag = self._key.tag(*_folded(entry))
        with self._transaction() as connection:
            connection.execute(delete(ENTRIES).where(ENTRIES.c.tag == tag))
            if adds:
                sealed = self._key.seal_row(_place(listed, tag), words)
                row = {"tag": tag, "listed": listed, "sealed": sealed}
                connection.execute(insert(ENTRIES), row)
            yield

    def _entry(self, row: Row[Any]) -> Entry:
        place = _place(row.listed, row.tag)
        return row.listed, self._key.open_row(place, row.sealed)

    def _transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self._engine, "the dictionary")


def change_in(
    entries: Iterable[Entry], entry: Entry, *, adds: bool
) -> tuple[Entry, ...]:
    """Give these entries with one added or removed, sorted; repeated, no change."""
    others = [other for other in entries if _folded(other) != _folded(entry)]
    return tuple(sorted([*others, entry] if adds else others))


def _folded(entry: Entry) -> tuple[str, str]:
    """Bring an entry into the form in which two are the same."""
    listed, words = entry
    return f"listed {listed}", " ".join(words_of(words))


def _place(listed: str, tag: bytes) -> str:
    return f"entry {listed} {bytes(tag).hex()}"
