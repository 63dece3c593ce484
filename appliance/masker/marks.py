"""What people said must be masked in a case: kept in the vault under the case's key.

Marks are masked in every text of their case, whoever writes it, and go with the case.
"""

from sqlalchemy import Row, insert, select

from appliance.detect.phrases import Phrase, words_of
from appliance.domain.entity import EntityKind
from appliance.errors import MaskerError
from appliance.masker.tables import MARKS
from appliance.masker.vault import Vault
from appliance.masker.vault_key import CaseKey

# Of one case; far more than anybody marks by hand.
MAX_MARKS = 1_000


class CaseMarks:
    """The marks of every case; safe to share between threads and processes."""

    def __init__(self, vault: Vault, *, most: int = MAX_MARKS) -> None:
        """Take over an opened vault.

        Args:
            most: Marks that one case may have.
        """
        self._vault = vault
        self._most = most

    def add(self, case: str, phrase: Phrase) -> None:
        """Keep a mark of a case; one that is there already stays as it is.

        Raises:
            MaskerError: The database cannot be used, or the case has no more room.
        """
        with self._vault.opened(case) as (connection, key):
            tag = key.tag("mark", " ".join(words_of(phrase.text)))
            query = select(MARKS.c.tag).where(MARKS.c.case_id == case)
            tags = [bytes(row.tag) for row in connection.execute(query)]
            if tag in tags:
                return
            if len(tags) >= self._most:
                raise MaskerError(f"a case has at most {self._most} marks")
            row = {
                "case_id": case,
                "tag": tag,
                "kind": str(phrase.kind),
                "sealed": key.seal_row(_place(tag), phrase.text),
            }
            connection.execute(insert(MARKS), row)

    def of(self, case: str) -> tuple[Phrase, ...]:
        """Read the marks of a case; a new one has none.

        Raises:
            MaskerError: The database cannot be used, or a row is not what was written.
        """
        with self._vault.opened(case) as (connection, key):
            query = select(MARKS).where(MARKS.c.case_id == case).order_by(MARKS.c.tag)
            return tuple(_phrase(key, row) for row in connection.execute(query).all())


def _phrase(key: CaseKey, row: Row[tuple[object, ...]]) -> Phrase:
    return Phrase(key.open_row(_place(row.tag), row.sealed), EntityKind(row.kind))


def _place(tag: bytes) -> str:
    return f"mark {bytes(tag).hex()}"
