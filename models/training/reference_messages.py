"""Dresses a customer's question as it arrives in real life: as a letter, masked.

The question itself comes from BANKING77 or from `reference_other.py`. Around it go a
greeting, remarks, contact details and a signature of our own wording, with surrogates
where a person's details would stand. The last wording of each list is held back: no
training text holds it, the figures on the model card are measured with it.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .reference_labels import NONCE_ALPHABET

HELD_BACK_SHARE = 0.1
SPLIT_SEED = 77

GREETINGS = (
    "Hello,",
    "Hi,",
    "Dear team,",
    "Dear Sir or Madam,",
    "Good morning,",
    "Dear {CLERK},",
    "Hello {CLERK},",
    "To whom it may concern,",
    "Hi there,",
    "Good evening to all of you,",
)
INTRODUCTIONS = (
    "This is {WRITER}.",
    "My name is {WRITER}.",
    "I am {WRITER} and I have an account with you.",
    "My name is {WRITER} and my account is {IBAN}.",
    "This is {WRITER}, account {ACCOUNT}.",
    "I am {WRITER}, born on {BIRTHDATE}.",
    "{WRITER} here, customer number {ID}.",
    "My name is {WRITER}, I live at {ADDRESS}.",
    "I am writing on behalf of {ORG}, my name is {WRITER}.",
    "You know me as {WRITER}, my account number is {IBAN}.",
)
REMARKS_BEFORE = (
    "I have been a customer for many years.",
    "I tried to call you twice but nobody answered.",
    "I hope you are well.",
    "I noticed this on {DATE}.",
    "My wife {PERSON} told me to write to you.",
    "I am in {LOCATION} at the moment.",
    "I spoke to {PERSON} at your branch on {DATE}.",
    "I work for {ORG} and need my account every day.",
    "I looked at your help pages first.",
    "My brother {PERSON} is also your customer.",
    "I moved to {LOCATION} on {DATE}.",
    "Your branch in {LOCATION} sent me to you.",
    "Something has come up that I need to ask about.",
    "I use your app nearly every day.",
    "On {DATE} I was at {ORG} with my daughter {PERSON}.",
    "My neighbour {PERSON} suggested that I ask you directly.",
)
REMARKS_AFTER = (
    "I would be grateful for your help.",
    "Please let me know what I have to do.",
    "I look forward to your answer.",
    "I have not had this before.",
    "It is the card {CARD}.",
    "The reference you gave me is {ID}.",
    "This was at {ORG} in {LOCATION}.",
    "It happened on {DATE}.",
    "My husband {PERSON} knows about this.",
    "I do not want to wait for long.",
    "My old address was {ADDRESS}.",
    "I wrote to you about something else on {DATE}.",
    "Your colleague {PERSON} could not tell me.",
    "The page {URL} did not help me.",
    "I am not happy with how this goes.",
    "So far {PERSON} from {ORG} has not been able to help me.",
)
CONTACT_LINES = (
    "You can reach me at {EMAIL}.",
    "Please call me on {PHONE}.",
    "My e-mail address is {EMAIL}.",
    "My phone number is {PHONE}.",
    "Please write to {EMAIL} or call {PHONE}.",
    "Contact me under {PHONE} after work.",
    "For questions I am at {EMAIL} all day.",
)
HASTE_LINES = (
    "This is urgent.",
    "Please answer as soon as possible.",
    "I need this sorted out immediately.",
    "Please help me right away.",
    "It is an emergency.",
    "Please reply ASAP.",
    "I urgently need an answer from you.",
)
FAREWELLS = (
    "Regards,\n{WRITER}",
    "Kind regards,\n{WRITER}",
    "Thank you,\n{WRITER}",
    "Best wishes\n{WRITER}",
    "Yours faithfully,\n{WRITER}",
    "Thanks",
    "Thank you very much.",
    "Sincerely,\n{WRITER}\n{ADDRESS}",
    "Many thanks and regards,\n{WRITER}\n{PHONE}",
    "With best regards from {LOCATION},\n{WRITER}",
)

_PLACES = re.compile(
    r"\b(?:Spain|France|Germany|Italy|Australia|Russia|America|London|Paris|Europe|"
    r"United States|United Kingdom|Poland|Switzerland|Canada|China|Japan|Mexico|"
    r"Thailand|Turkey|Ireland|India|Brazil|Sweden|Portugal|Vietnam|Budapest|Dublin)\b"
)
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
        if self.random.random() < 0.25:  # a case with exchanges before this one
            for kind in ("PERSON", "IBAN", "EMAIL", "PHONE", "CARD", "ORG", "DATE"):
                self.issued[kind] = self.random.randrange(12)

    def issue(self, kind: str) -> str:
        """Name the next surrogate of a kind."""
        self.issued[kind] += 1
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
    question: str, random: Random, *, held_back: bool = False, plain_share: float = 0.5
) -> Message:
    """Put a question into a letter, or leave it alone.

    Args:
        question: One or more sentences.
        random: Decides the form.
        held_back: Use the held-back wordings, and only those.
        plain_share: How often the message is the question alone.
    """
    case = Case(random)
    question = _PLACES.sub(
        lambda place: case.issue("LOCATION") if random.random() < 0.7 else place[0],
        question,
    )
    if random.random() < plain_share:
        return Message(question, question, {})
    if question[-1] not in ".!?":
        question += "."  # else it would run into the next remark
    facts: dict[str, str] = {}

    def pick(wordings: tuple[str, ...]) -> str:
        wording = wordings[-1] if held_back else random.choice(wordings[:-1])
        return _SLOT.sub(lambda slot: _fill(slot[1], case, facts), wording)

    head = [pick(GREETINGS)] if random.random() < 0.7 else []
    body = [pick(INTRODUCTIONS)] if random.random() < 0.5 else []
    long = random.random() < 0.08
    remarks = random.choice((3, 4, 5, 6, 14) if long else (0, 0, 1, 2))
    body += [pick(REMARKS_BEFORE) for _ in range(remarks)]
    body.append(question)
    body += [pick(REMARKS_AFTER) for _ in range(remarks + 2 if long else remarks)]
    if random.random() < 0.25:
        body.append(pick(HASTE_LINES))
    if random.random() < 0.35:
        body.append(pick(CONTACT_LINES))
    tail = [pick(FAREWELLS)] if random.random() < 0.6 else []
    joint = random.choice((" ", " ", "\n"))
    parts = [*head, joint.join(body), *tail]
    return Message(random.choice(("\n", "\n\n")).join(parts), question, facts)


def _fill(slot: str, case: Case, facts: dict[str, str]) -> str:
    if slot == "WRITER":
        if "writer" not in facts:
            facts["writer"] = case.issue("PERSON")
        return facts["writer"]
    if slot == "CLERK":
        return case.issue("PERSON")
    surrogate = case.issue(slot)
    if slot in {"IBAN", "ACCOUNT", "CARD", "ID", "EMAIL", "PHONE"}:
        facts.setdefault(slot, surrogate)
    return surrogate


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
