"""Search in the purposes' own references: SQLite FTS5, ranked by BM25.

Implements the `References` port over the passages of the signed release, in memory: a
few hundred paragraphs at most. A text that shares too little with a passage finds
nothing; a wrong source is worse than none. Nothing of the text is kept, and it is never
read as FTS5 query syntax. https://www.sqlite.org/fts5.html
"""

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable

from appliance.domain.passage import Passage
from appliance.domain.surrogate import EXACT
from appliance.errors import StoreError

_WORD = re.compile(r"[^\W_]{2,40}")
# Words looked up of one text, and words that then rank: both bound the work.
_MAX_LOOKED_UP = 2_000
_MAX_RANKED = 64
# A passage must share this many different words with the text, and reach this BM25
# score (FTS5 gives it negated); see tests/unit/appliance/stores/test_index.py.
MIN_SHARED_WORDS = 2
MIN_SCORE = 2.0
# Words that say nothing about what an English text is about.
# One string, because a list would be formatted into a hundred lines.
_EMPTY_WORDS = frozenset(
    """
    about after again all also am an and any are as ask asked at be because been before
    being but by call can could day days dear did do does for from get got had has have
    he hello her hi his how if in into is it its just know last let like may me more
    most much my need no not now of off on one only or other our out over please put
    say see she should so some still such take tell than thank thanks that the their
    them then there these they this time to too two under up us use very want was way
    we week weeks were what when where which who whom why will with would yes yet you
    your regards sincerely kind best sir madam mr mrs ms today yesterday tomorrow
    """.split()  # noqa: SIM905 - see above
)
_LANGUAGE = re.compile(r"/references/[^/#]*\.([a-z]{2,3})\.md#")


class PassageIndex:
    """The references of every purpose, searchable; safe to share between threads."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = tuple(passages)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            ":memory:", check_same_thread=False, isolation_level=None
        )
        self._connection.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(text, purpose UNINDEXED, "
            "language UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._connection.executemany(
            "INSERT INTO passages (rowid, text, purpose, language) VALUES (?, ?, ?, ?)",
            [
                (row, passage.text, _purpose_of(passage), _language_of(passage))
                for row, passage in enumerate(self._passages)
            ],
        )

    def search(
        self, purpose: str, language: str, text: str, limit: int
    ) -> tuple[Passage, ...]:
        """Find the passages nearest to a masked text, best first.

        Args:
            purpose: Only its own references are looked at.
            language: References in another named language are left out.
            text: Masked text; its surrogates do not count as words.
            limit: At most so many passages.

        Raises:
            StoreError: The index cannot be read.
        """
        try:
            with self._lock:
                found = self._rank(purpose, language, words_of(text), limit)
        except sqlite3.Error as err:
            raise StoreError(f"index: {type(err).__name__}") from err
        return tuple(self._passages[row] for row in found)

    def _rank(
        self, purpose: str, language: str, words: tuple[str, ...], limit: int
    ) -> list[int]:
        shared: Counter[int] = Counter()
        ranking: list[str] = []
        for word in words:
            rows = self._connection.execute(
                "SELECT rowid FROM passages WHERE passages MATCH ? "
                "AND purpose = ? AND language IN ('', ?)",
                (_quoted(word), purpose, language),
            ).fetchall()
            shared.update(row for (row,) in rows)
            if rows and len(ranking) < _MAX_RANKED:
                ranking.append(_quoted(word))
        if not ranking:
            return []
        ranked = self._connection.execute(
            "SELECT rowid, -bm25(passages) AS score FROM passages "
            "WHERE passages MATCH ? AND purpose = ? AND language IN ('', ?) "
            "ORDER BY score DESC, rowid",
            (" OR ".join(ranking), purpose, language),
        ).fetchall()
        near = [
            row
            for row, score in ranked
            if score >= MIN_SCORE and shared[row] >= MIN_SHARED_WORDS
        ]
        return near[:limit]


def words_of(text: str) -> tuple[str, ...]:
    """List the words of a text that say what it is about, each once, in order."""
    found = (w.casefold() for w in _WORD.findall(EXACT.sub(" ", text)))
    words = dict.fromkeys(
        word for word in found if word not in _EMPTY_WORDS and not word.isdigit()
    )
    return tuple(words)[:_MAX_LOOKED_UP]


def _quoted(word: str) -> str:
    """Write a word as an FTS5 string; `words_of` leaves no quotation mark in it."""
    return f'"{word}"'


def _purpose_of(passage: Passage) -> str:
    return passage.template.partition("/")[0]


def _language_of(passage: Passage) -> str:
    """Read the language from "fees.de.md"; a reference without one is for all."""
    match = _LANGUAGE.search(passage.template)
    return match.group(1) if match else ""
