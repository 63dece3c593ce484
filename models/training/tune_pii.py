"""Chooses the limits of the exported name model by cost, and writes its manifest.

    python -m models.training.tune_pii --data DATA --folder models/pii

For each kind: the probability of being ordinary above which a word passes that costs
least on the development texts, where a missed word of a person's name costs so many
times what an ordinary word masked for nothing costs. Also writes `ordinary.txt`, the
lower-case words that the training texts use outside every name.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random

from appliance.detect.names import ORDINARY, words_of
from appliance.detect.tagger import MANIFEST, MODEL, TOKENIZER, open_tagger

from .pii_corpora import (
    LABELS,
    Document,
    development_documents,
    training_documents,
)
from .pii_model import TAGS
from .pii_texts import write_documents

MISSED = {
    "PERSON": 30.0, "CODE": 30.0, "ADDRESS": 20.0, "AGE": 5.0, "DATE": 10.0,
    "ORG": 6.0, "LOCATION": 10.0, "DEMOGRAPHIC": 3.0, "QUANTITY": 2.0, "TITLE": 1.0,
}  # fmt: skip
"""What a missed word costs, by the kind it is, where a false hit costs 1."""

UNKNOWN = 0.3
"""What a hit costs where the set leaves its kind out, so that some hits are right."""

GRID = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97,
        0.98, 0.99, 0.995)  # fmt: skip
WHOLE = frozenset({"tab"})
"""Sets whose annotators marked whatever could tell who a person is: what they left
readable may stay so, whatever its kind."""

ORDINARY_COUNT = 4
WRITTEN, WRITTEN_SEED = 600, 23
_LOWER = re.compile(r"[^\W\d_]+")


def choose(folder: Path, sets: dict[str, list[Document]]) -> dict[str, float]:
    """Choose the cheapest limit of each kind; each set counts by its words."""
    tagger = open_tagger(folder, TAGS)
    costs: dict[str, dict[float, float]] = defaultdict(lambda: defaultdict(float))
    for documents in sets.values():
        for document in documents:
            gold = [""] * len(document.text)
            for start, end in document.unsure:
                gold[start:end] = ["?"] * (end - start)
            for start, end, label in document.spans:
                gold[start:end] = [label] * (end - start)
            for word in words_of(*tagger.read(document.text), TAGS):
                label = gold[word.start]
                if word.is_mark or label == "?":
                    continue
                known = document.source in WHOLE or word.kind in document.annotated
                cost = MISSED[label] if label else 1.0 if known else UNKNOWN
                for limit in GRID:
                    masked = word.ordinary <= limit
                    costs[word.kind][limit] += cost * (masked != bool(label))
    return {
        label: min(GRID, key=lambda limit: costs[label][limit]) if costs[label] else 0.5
        for label in LABELS
    }


def ordinary_words(documents: Iterable[Document]) -> list[str]:
    """List the words that stand in lower case outside every span, often enough."""
    counts: Counter[str] = Counter()
    for document in documents:
        if document.text.islower():
            continue
        covered = bytearray(len(document.text))
        for start, end, _ in document.spans:
            covered[start:end] = b"\1" * (end - start)
        for match in _LOWER.finditer(document.text):
            if match.group().islower() and not covered[match.start()]:
                counts[match.group()] += 1
    return sorted(word for word, count in counts.items() if count >= ORDINARY_COUNT)


def main() -> None:
    """Read the command line, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    folder: Path = options.folder
    sets = development_documents(options.data)
    # The public sets hold next to no ages, titles and addresses.
    own = write_documents(Random(WRITTEN_SEED), WRITTEN, options.data, held_back=True)
    limits = choose(folder, {**sets, "written": list(own)})
    words = ordinary_words(training_documents(options.data))
    (folder / ORDINARY).write_text("\n".join(words) + "\n", encoding="utf-8")
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (MODEL, TOKENIZER, ORDINARY)
    }
    manifest = {"limits": limits, "sha256": digests, "tags": list(TAGS)}
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    print(json.dumps(limits, indent=2), f"{len(words)} ordinary words", sep="\n")


if __name__ == "__main__":
    main()
