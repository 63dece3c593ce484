"""Pairs of texts that mean the same, and of texts that nearly do, as JSON lines.

    python -m tests.bench.pairs > pairs.jsonl
    cloister cache bench --data pairs.jsonl

With `--banking train.csv` (BANKING77, Casanueva et al. 2020) each customer's message
beside the one of another intent that shares most of its words, instead.

Each request below stands with others that mean the same and with others that do not, by
what they differ in. All are put into letters by chance, with greetings, wrappings and
spellings that mean nothing. Requests of odd numbers are "seen": what is set aside
(domain/reading.py) may be chosen by them; the even ones are held back.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from tests.bench.pair_texts import ASKED_FOR, MARKED, REQUESTS

SEED = 20_261_122
GREETINGS = (
    "",
    "Hello, ",
    "Hi. ",
    "Dear Sir or Madam, ",
    "Good morning. ",
    "Dear team, ",
)
FAREWELLS = ("", " Thank you.", " Thanks in advance!", " Kind regards", " Many thanks.")
MANNERS = 5
_BLOCK = 500


def pairs() -> Iterator[dict[str, object]]:
    """Write every pair, each in a few letters."""
    random = Random(SEED)
    for number, (request, others, misses) in enumerate(REQUESTS, 1):
        part = "seen" if number % 2 else "held back"
        for _ in range(MANNERS):
            for family, change in SPELLINGS.items():
                yield _pair(request, change(request), random, part, family, same=True)
            for other in others:
                yield _pair(request, other, random, part, "other words", same=True)
            for family, texts in misses.items():
                for text in texts:
                    yield _pair(request, text, random, part, family, same=False)
    for number, (family, one, other) in enumerate((*MARKED, *ASKED_FOR), 1):
        part = "seen" if number % 2 else "held back"
        for _ in range(MANNERS):
            yield _pair(one, other, random, part, family, same=False)


def _pair(
    one: str, other: str, random: Random, part: str, family: str, *, same: bool
) -> dict[str, object]:
    """Put both into letters that differ in nothing that means anything."""
    return {
        "one": _letter(one, random),
        "other": _letter(other, random),
        "same": same,
        "family": family,
        "part": part,
    }


def _letter(request: str, random: Random) -> str:
    return random.choice(GREETINGS) + request + random.choice(FAREWELLS)


def _long(text: str) -> str:
    """Write contractions out."""
    for short, whole in (
        ("don't", "do not"),
        ("can't", "can not"),
        ("won't", "will not"),
        ("isn't", "is not"),
        ("I'm", "I am"),
        ("You've", "You have"),
    ):
        text = text.replace(short, whole)
    return text


def _wrapped(text: str) -> str:
    """Ask whether somebody could tell, in the order of the words that are told."""
    return f"Could you tell me: {text}" if text.endswith("?") else text


SPELLINGS = {
    "manners": lambda text: text,
    "please": lambda text: f"Please, {text}",
    "contraction": _long,
    "white space": lambda text: text.replace(" ", "  "),
    "capitals": lambda text: text[0].lower() + text[1:],
    "marks": lambda text: text.removesuffix("."),
    "wrapping": _wrapped,
}


def neighbours(path: Path) -> Iterator[dict[str, object]]:
    """Write each message of a set beside its nearest of another intent (Jaccard)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"].strip() for row in rows]
    known: dict[str, int] = {}
    words = [
        {known.setdefault(word, len(known)) for word in text.casefold().split()}
        for text in texts
    ]
    has = np.zeros((len(texts), len(known)), np.float32)
    for row, one in enumerate(words):
        has[row, list(one)] = 1
    sizes = has.sum(1)
    intents = np.array([row["category"] for row in rows])
    for begin in range(0, len(texts), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        shared = has[part] @ has.T
        like = shared / (sizes[part, None] + sizes[None] - shared)
        like[intents[part, None] == intents[None]] = -1
        for at, other in enumerate(like.argmax(1), begin):
            yield {"one": texts[at], "other": texts[other], "same": False}


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banking", type=Path)
    path = parser.parse_args().banking
    for one in neighbours(path) if path else pairs():
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
