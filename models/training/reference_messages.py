"""Dresses a customer's question as it arrives in real life: as a letter, masked.

The question itself comes from BANKING77 or from `reference_other.py`. Around it go
greetings, remarks, contact details and signatures (`reference_phrases.py`) and
sentences of public sets that have nothing to do with it (`reference_corpora.py`), with
surrogates where a person's details would stand.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .reference_labels import NONCE_ALPHABET
from .reference_phrases import HELD_BACK, TRAINED

HELD_BACK_SHARE = 0.1
SPLIT_SEED = 77
OWN_KINDS = frozenset({"IBAN", "ACCOUNT", "CARD", "ID", "EMAIL", "PHONE"})
"""Kinds that a reply may name when the writer gave them as their own."""

_PLACES = re.compile(
    r"\b(?:Spain|France|Germany|Italy|Australia|Russia|America|London|Paris|Europe|"
    r"United States|United Kingdom|Poland|Switzerland|Canada|China|Japan|Mexico|"
    r"Thailand|Turkey|Ireland|India|Brazil|Sweden|Portugal|Vietnam|Budapest|Dublin)\b"
)
_DAYS = re.compile(r"\b(?:yesterday|last week|last month|this morning|on Saturday)\b")
_PEOPLE = re.compile(r"\bmy (?:friend|mother|brother|sister|wife|husband|landlord)\b")
_SHOPS = re.compile(r"\b(?:the|a) (?:store|shop|merchant|seller|retailer|restaurant)\b")
_INSIDE = (
    (_PLACES, "{LOCATION}", 0.7),
    (_DAYS, "on {DATE}", 0.3),
    (_PEOPLE, "{PERSON}", 0.4),
    (_SHOPS, "{ORG}", 0.4),
)
_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{([A-Z]+)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(slots=True)
class Case:
    """The surrogates of one case: one nonce, numbered by kind."""

    random: Random
    nonce: str = ""
    issued: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.nonce = "".join(self.random.choices(NONCE_ALPHABET, k=4))
        if self.random.random() < 0.4:  # a case with exchanges before this one
            highest = self.random.choice((6, 12, 30, 120))
            for kind in ("PERSON", "ORG", "LOCATION", "DATE", *sorted(OWN_KINDS)):
                self.issued[kind] = self.random.randrange(highest)

    def issue(self, kind: str) -> str:
        """Name the next surrogate of a kind; rarely one that stands further on."""
        self.issued[kind] += 1 if self.random.random() < 0.9 else 2
        return f"[{kind}_{self.nonce}_{self.issued[kind]}]"


@dataclass(frozen=True, slots=True)
class Message:
    """A masked message and what is known about it.

    Attributes:
        text: What the model reads.
        question: The part of `text` that carries the intent.
        facts: Surrogates a reply may name: `writer`, and kinds the writer gave as
            their own (`IBAN`, `EMAIL`, ...).
    """

    text: str
    question: str
    facts: dict[str, str]


def read_banking77(path: Path) -> list[tuple[str, str]]:
    """Read rows (message, label) of BANKING77's train.csv, white space made single."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return [(" ".join(row["text"].split()), row["category"]) for row in rows]


def split_held_back(
    rows: list[tuple[str, str]],
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Split rows into those to train on and a tenth of each label held back.

    Rows that differ only in letter case stay on one side.
    """
    by_label: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for text, label in rows:
        by_label.setdefault(label, {}).setdefault(text.casefold(), []).append(
            (text, label)
        )
    random = Random(SPLIT_SEED)
    train: list[tuple[str, str]] = []
    held: list[tuple[str, str]] = []
    for label in sorted(by_label):
        groups = [by_label[label][key] for key in sorted(by_label[label])]
        random.shuffle(groups)
        cut = round(len(groups) * HELD_BACK_SHARE)
        held += [row for group in groups[:cut] for row in group]
        train += [row for group in groups[cut:] for row in group]
    return train, held


def sentences_of(text: str) -> list[str]:
    """Split a text after `.`, `!`, `?` and at line ends; the same rule quotes use."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def quote_of(question: str) -> str:
    """The sentence to quote: the first that asks, else the longest."""
    sentences = sentences_of(question)
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    return asking[0] if asking else max(sentences, key=len)


def dress_message(
    question: str,
    random: Random,
    *,
    remarks: Sequence[str],
    held_back: bool = False,
    plain_share: float = 0.5,
) -> Message:
    """Put a question into a letter, or leave it alone.

    Args:
        question: One or more sentences; may hold slots for surrogates.
        random: Decides the form.
        remarks: Sentences of public sets, with slots for surrogates.
        held_back: Use the held-back wordings, and only those.
        plain_share: How often the message is the question alone.
    """
    writer = _Writer(random, remarks, held_back=held_back)
    question = writer.write(_open_slots(question, random))
    if random.random() < plain_share:
        return Message(question, question, {})
    if question[-1] not in ".!?":
        question += "."  # else it would run into the next remark
    return Message(writer.letter(question), question, writer.facts)


def _open_slots(question: str, random: Random) -> str:
    """Put places for surrogates where the masker would find something."""
    for pattern, slot, share in _INSIDE:
        if random.random() < share:
            question = pattern.sub(slot, question)
    return question


class _Writer:
    """One customer while they write."""

    def __init__(
        self, random: Random, remarks: Sequence[str], *, held_back: bool
    ) -> None:
        self.facts: dict[str, str] = {}
        self._random = random
        self._remarks = remarks
        self._phrases = HELD_BACK if held_back else TRAINED
        self._lower = not held_back and random.random() < 0.06
        self._case = Case(random)

    def write(self, wording: str) -> str:
        """Fill the slots of a wording."""
        text = _SLOT.sub(lambda slot: self._fill(slot[1]), wording)
        return lower_text(text) if self._lower else text

    def letter(self, question: str) -> str:
        """Write a letter around a question."""
        phrases, random = self._phrases, self._random
        most = random.choice((0, 0, 1, 1, 1, 2, 2, 3, 6))
        head = [line for _ in range(3) for line in self._pick(0.1, phrases.headers)]
        head += self._pick(0.7, phrases.greetings)
        body = self._pick(0.35, phrases.introductions)
        body += self._say(phrases.before, random.randint(0, most))
        if not body or random.random() < 0.1:
            body += self._pick(0.4, phrases.introductions)
        body.append(question)
        body += self._say(phrases.after, random.randint(0, most))
        body += self._pick(0.2, phrases.haste)
        body += self._pick(0.3, phrases.contacts)
        if random.random() < 0.1:
            random.shuffle(body)
        joint = random.choice((" ", " ", " ", "\n", "\n\n"))
        parts = [*head, joint.join(body), *self._farewell()]
        return random.choice(("\n", "\n\n")).join(parts)

    def _farewell(self) -> list[str]:
        said = self.facts
        if "writer" in said and self._random.random() < 0.1:
            self.facts = {}  # signs in another spelling
        tail = self._pick(0.65, self._phrases.farewells)
        self.facts = {**self.facts, **said}
        return tail

    def _pick(self, share: float, wordings: tuple[str, ...]) -> list[str]:
        if self._random.random() >= share:
            return []
        return [self.write(vary(self._random.choice(wordings), self._random))]

    def _say(self, wordings: tuple[str, ...], count: int) -> list[str]:
        said: list[str] = []
        for _ in range(count):
            if self._remarks and self._random.random() < 0.4:
                said.append(self.write(self._random.choice(self._remarks)))
            else:
                said += self._pick(1.0, wordings)
        return said

    def _fill(self, slot: str) -> str:
        if slot == "WRITER":
            if "writer" not in self.facts:
                self.facts["writer"] = self._case.issue("PERSON")
            return self.facts["writer"]
        kind = "PERSON" if slot == "CLERK" else slot.removeprefix("THEIR")
        surrogate = self._case.issue(kind)
        if slot in OWN_KINDS:
            self.facts.setdefault(slot, surrogate)
        return surrogate


def vary(wording: str, random: Random) -> str:
    """Take one of each `<a|b>`, and mend the white space that an empty choice left."""
    text = _CHOICE.sub(lambda match: random.choice(match[1].split("|")), wording)
    return re.sub(r" +(?=[.,!?]|$)", "", re.sub(r" {2,}", " ", text)).strip()


def lower_text(text: str) -> str:
    """Put a text into lower case, but not its surrogates."""
    return re.sub(r"\[[^\]]*\]|[^\[]+", lambda m: _lower(m[0]), text)


def _lower(part: str) -> str:
    return part if part.startswith("[") else part.lower()


def roughen(question: str, random: Random) -> str:
    """Type a question carelessly: a word lost, two swapped, lower case, a slip."""
    words = question.split()
    for position in range(len(words) - 1):
        if random.random() < 0.05:
            words[position], words[position + 1] = words[position + 1], words[position]
    kept = [word for word in words if random.random() >= 0.06] or words
    text = " ".join(kept)
    if random.random() < 0.2:
        text = text.lower()
    if random.random() < 0.15 and len(text) > 8:
        position = random.randrange(1, len(text) - 1)
        text = text[:position] + text[position + 1 :]
    return text.strip() or question
