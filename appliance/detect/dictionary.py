"""The customer dictionary: names the site knows, and words that are never masked.

A folder of `*.txt` and `*.csv` files, one entry per line (of a CSV its first column);
the file name is the kind: `person.txt`, `org.csv`, `custom.txt`. `allow.txt` holds what
stays readable. Entries that two people of the site agreed on come beside the folder's.
The digest says which entries are in force without showing them.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.detect.fuzzy import FuzzyIndex
from appliance.detect.phrases import Phrase, PhraseIndex, words_of
from appliance.domain.entity import EntityKind
from appliance.domain.proposal import ALLOW
from appliance.domain.span import Span
from appliance.errors import SettingsError

_MAX_ENTRY_CHARS = 200
_REASON = "stands in the dictionary of your organisation"
_REASON_LIKE = "is spelt much like an entry of your dictionary"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What a site's dictionary folder holds.

    Args:
        index: Entries that are always masked.
        like: The same, for where they are spelt a little differently.
        allowed: Entries that are never masked.
        counts: Entries per file name without its ending.
        digest: SHA-256 hex of all entries in order; names nobody.
        folder: The folder's entries by file name without its ending.
    """

    index: PhraseIndex
    like: FuzzyIndex
    allowed: PhraseIndex
    counts: dict[str, int]
    digest: str
    folder: Mapping[str, tuple[str, ...]]
    name: str = "dictionary"

    def find(self, text: str, language: str) -> list[Span]:
        """Find the entries in a text."""
        del language
        found = [
            Span(f.start, f.end, f.kind, 1000, "dictionary", _REASON)
            for f in self.index.find(text)
        ]
        exact = {(span.start, span.end) for span in found}
        # Another detector's name: what is only like an entry yields to the allow list.
        return found + [
            Span(f.start, f.end, f.kind, 700, "like-dictionary", _REASON_LIKE)
            for f in self.like.find(text)
            if (f.start, f.end) not in exact
        ]

    def with_approved(self, approved: Iterable[tuple[str, str]]) -> "Dictionary":
        """Give the folder's entries with these besides, and no others.

        Args:
            approved: A file name without its ending, and the entry.
        """
        entries = {kind: list(lines) for kind, lines in self.folder.items()}
        for kind, words in sorted(set(approved)):
            entries.setdefault(kind, []).append(words)
        return _dictionary(entries, self.folder, self.like.is_ordinary)


def load_dictionary(
    folder: Path | None, is_ordinary: Callable[[str], bool]
) -> Dictionary:
    """Read a dictionary folder; without one the dictionary is empty.

    Args:
        is_ordinary: Tells whether a lower-case word is one that texts use for anything.

    Raises:
        SettingsError: The folder or a file of it cannot be used; names file and line.
    """
    entries: dict[str, list[str]] = {}
    if folder is not None:
        if not folder.is_dir():
            raise SettingsError(f"masker.dictionary: {folder} is not a folder")
        for path in sorted(folder.iterdir()):
            if path.suffix in {".txt", ".csv"}:
                entries.setdefault(_kind_of(path), []).extend(_entries(path))
    kept = {kind: tuple(lines) for kind, lines in entries.items()}
    return _dictionary(entries, kept, is_ordinary)


def _dictionary(
    entries: Mapping[str, Iterable[str]],
    folder: Mapping[str, tuple[str, ...]],
    is_ordinary: Callable[[str], bool],
) -> Dictionary:
    phrases = [
        Phrase(entry, EntityKind(kind.upper()))
        for kind, lines in entries.items()
        if kind != ALLOW
        for entry in lines
    ]
    allowed = [Phrase(entry, EntityKind.CUSTOM) for entry in entries.get(ALLOW, [])]
    digest = hashlib.sha256()
    for kind, lines in sorted(entries.items()):
        for line in lines:
            digest.update(f"{kind}\0{line}\0".encode())
    return Dictionary(
        PhraseIndex(phrases),
        FuzzyIndex(phrases, is_ordinary),
        PhraseIndex(allowed),
        {kind: len(list(lines)) for kind, lines in sorted(entries.items())},
        digest.hexdigest(),
        folder,
    )


def _kind_of(path: Path) -> str:
    kind = path.stem.lower()
    if kind != ALLOW and kind.upper() not in EntityKind.__members__:
        known = ", ".join(sorted(k.lower() for k in EntityKind))
        raise SettingsError(f"{path}: the file name is no kind; use allow or {known}")
    return kind


def _entries(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise SettingsError(f"{path}: {type(err).__name__}") from err
    lines = text.splitlines()
    if path.suffix == ".csv":
        lines = [row[0] if row else "" for row in csv.reader(lines)]
    for number, line in enumerate(lines, start=1):
        entry = " ".join(line.split())
        if not entry or entry.startswith("#"):
            continue
        if len(entry) > _MAX_ENTRY_CHARS:
            raise SettingsError(
                f"{path}: line {number} is over {_MAX_ENTRY_CHARS} long"
            )
        if not any(word[:1].isalnum() for word in words_of(entry)):
            raise SettingsError(f"{path}: line {number} has no letter or digit")
        yield entry
