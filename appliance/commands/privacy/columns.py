r"""Reads labelled words in columns: CoNLL, GermEval and their like.

One word a line, columns parted by tabs or spaces, labels in IOB, BIO or BIOES; a blank
line ends a sentence, `-DOCSTART-` a document. Which columns hold word and label is seen
from what stands in them. Words are joined as they would be written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from appliance.commands.privacy.join_words import Writer
from appliance.commands.privacy.labelled import Document, Label, UnreadableSetError

FORM = "columns"
# Sentences to a document where the file does not say where one ends: names are found
# with what stands around them.
SENTENCES = 8
_LABEL = re.compile(r"O|[BIESLU]-\S{1,100}")
_BEGINS = frozenset("BSU")
# CoNLL-2000 labels phrases in the same way as names.
_PHRASES = frozenset(
    ("NP", "VP", "PP", "ADVP", "SBAR", "ADJP", "PRT", "CONJP", "INTJ", "LST", "UCP")
)
_SAMPLE_ROWS = 2_000
_LABELLED_SHARE = 0.9
_DOCUMENT = "-DOCSTART-"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where word and label stand in a row."""

    tabs: bool
    word: int
    label: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    label: str


def recognise(lines: Sequence[str]) -> Columns | None:
    """Find the columns of a file; None if it has no labels in columns."""
    told = [line for line in lines if line.strip() and not line.startswith(_DOCUMENT)]
    sample = told[:_SAMPLE_ROWS]
    tabs = sum("\t" in line for line in sample) * 2 > len(sample)
    rows = [_cells(line, tabs=tabs) for line in sample]
    rows = [row for row in rows if len(row) > 1 and row[0] != "#"] or rows
    best = None
    for column in range(1, max(map(len, rows), default=0)):
        values = [row[column] for row in rows if len(row) > column]
        labels = [value for value in values if _LABEL.fullmatch(value)]
        if len(labels) < _LABELLED_SHARE * len(rows):
            continue
        types = {label[2:] for label in labels} - {""}
        if types and types <= _PHRASES:
            continue
        if types:
            best = column
            break
        best = best if best is not None else column
    if best is None:
        return None
    numbered = best > 1 and all(row[0].isdigit() for row in rows if row[0] != "#")
    return Columns(tabs, int(numbered), best)


def read(name: str, lines: Sequence[str], columns: Columns) -> Iterator[Document]:
    """Read the documents of a file.

    Raises:
        UnreadableSetError: A row has no label where the others have one.
    """
    writer = Writer(_words_seen(lines, columns))
    for line, sentences in _documents(name, lines, columns):
        text = ""
        labels: list[Label] = []
        for sentence in sentences:
            places = writer.write([word.text for word in sentence])
            start = len(text) + 1 if text else 0
            text += ("\n" if text else "") + places.text
            labels += _labels(sentence, places.starts, start)
        yield Document(f"line {line}", text, tuple(labels))


def _cells(line: str, *, tabs: bool) -> list[str]:
    if tabs:
        return [cell.strip(" ") for cell in line.split("\t")]
    return re.split(r"[ \t]+", line.strip(" \t"))


def _word(line: str, columns: Columns) -> _Word | None:
    """Read a row; None if it is not one."""
    cells = _cells(line, tabs=columns.tabs)
    if len(cells) <= columns.label:
        return None
    label = cells[columns.label]
    if not (_LABEL.fullmatch(label) and label.isprintable()):
        return None
    return _Word(cells[columns.word], label)


def _words_seen(lines: Iterable[str], columns: Columns) -> Iterator[str]:
    for line in lines:
        word = _word(line, columns)
        if word is not None and word.text:
            yield word.text


def _sentences(
    name: str, lines: Sequence[str], columns: Columns
) -> Iterator[tuple[int, list[_Word] | None]]:
    """Give each sentence with its first line, and None where a document begins."""
    sentence: list[_Word] = []
    for number, line in enumerate([*lines, ""], start=1):
        document = line.startswith(_DOCUMENT)
        if document or not line.strip():
            if sentence:
                yield number - len(sentence), sentence
            sentence = []
            if document:
                yield number, None
            continue
        word = _word(line, columns)
        if word is not None:
            # Public sets have rows whose word was lost.
            sentence += [word] if word.text else []
        elif not line.startswith("#"):
            raise UnreadableSetError(
                f"{name}, line {number}: expected a word and, in column "
                f"{columns.label + 1}, a label as O or B-PER"
            )


def _documents(
    name: str, lines: Sequence[str], columns: Columns
) -> Iterator[tuple[int, list[list[_Word]]]]:
    tells_documents = any(line.startswith(_DOCUMENT) for line in lines)
    first, sentences = 1, list[list[_Word]]()
    for number, sentence in _sentences(name, lines, columns):
        full = not tells_documents and len(sentences) == SENTENCES
        if sentences and (sentence is None or full):
            yield first, sentences
            sentences = []
        if sentence is not None:
            first = first if sentences else number
            sentences.append(sentence)
    if sentences:
        yield first, sentences


def _labels(
    sentence: Sequence[_Word], starts: Sequence[int], offset: int
) -> Iterator[Label]:
    """Join the words of one name: a new one begins at B, and where the type changes."""
    open_type, first, end = "", 0, 0
    for word, start in zip(sentence, starts, strict=True):
        mark, _, name = word.label.partition("-")
        if open_type and (mark in _BEGINS or name != open_type):
            yield Label(first, end, open_type)
            open_type = ""
        if name and not open_type:
            open_type, first = name, offset + start
        end = offset + start + len(word.text)
    if open_type:
        yield Label(first, end, open_type)
