"""Trains the shipped name detector (models/pii/) on public and generated text.

Usage: python -m models.training.train_names --data FOLDER --out models/pii

FOLDER holds `pii/` and `tasks/` as models/pii/README.md lists them. Reads, splits into
words, learns on one thread in minutes, quantises to eight bits, measures on held-back
texts and writes weights, manifest and `figures.json`. Nothing of the data is copied.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch

from appliance.detect.name_features import (
    BUCKETS,
    GIVEN,
    PLACE,
    SURNAME,
    TRADE,
    Token,
    WordLists,
    features_of,
    tokens_of,
)
from appliance.detect.names import MANIFEST_NAME, WEIGHTS_NAME, load_names
from models.training.name_lists import ORG_ENDINGS, ORG_TRADES, PLACES, REGIONS
from models.training.names_corpora import Sample, fillers, public_sets, vocabulary
from models.training.names_text import recase, write_texts

SEED = 20
HIDDEN = 14
EPOCHS = 8
BATCH = 1024
DROPPED = 0.12
GENERATED = 12_000
PASS_ABOVE = 0.95
# Share of texts whose names are hidden from the word lists, and of words whose own
# spelling is hidden: most names a tagger meets at work stand in no list.
HIDDEN_LISTS = 0.4
HIDDEN_WORDS = 0.2
# Columns of `features_of` that hold the word itself.
OWN_WORD_COLUMNS = [9, 13, 33]
# Parts of listed names that are no name by themselves.
_NOT_NAMES = ("-", "'", ".", "&", "de", "del", "da", "la", "le", "van", "von", "der")
_SMALL = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "no",
        "the",
        "of",
        "and",
        "a",
        "in",
        "for",
    )
)
LABEL_INDEX = {"PERSON": 1, "ORG": 2, "LOCATION": 3}


def word_lists(samples: Sequence[Sample], more: Sequence[str]) -> WordLists:
    """Collect the known names and the ordinary words, which stand in lower case."""
    names: dict[str, int] = {}
    for given, surnames in REGIONS.values():
        for bit, words in ((GIVEN, given), (SURNAME, surnames)):
            for token in tokens_of(words.replace("_", " ").lower()):
                names[token.text] = names.get(token.text, 0) | bit
    for bit, words in ((PLACE, PLACES), (TRADE, f"{ORG_TRADES} {ORG_ENDINGS}")):
        for token in tokens_of(words.replace("_", " ").lower()):
            names[token.text] = names.get(token.text, 0) | bit
    for word in _NOT_NAMES:
        names.pop(word, None)
    counts: Counter[str] = Counter()
    for sample in samples:
        counts.update(_ordinary(sample))
    for text in more:
        counts.update(t.text for t in tokens_of(text) if t.text.islower())
    common = {w: n for w, n in counts.items() if n > 1 and w.isalpha()}
    return WordLists(names, common)


def _ordinary(sample: Sample) -> list[str]:
    """List the lower-case words of a text that name nobody, unless it is all lower."""
    if sample.text.islower():
        return []
    return [
        t.text
        for t in tokens_of(sample.text)
        if t.text.islower() and sample.labels[t.start] == 0
    ]


def token_labels(tokens: Sequence[Token], sample: Sample) -> list[int]:
    """Give each token the label of its first labelled character; -1 is not learned."""
    labels = []
    for token in tokens:
        inside = sample.labels[token.start : token.end]
        labels.append(int(inside.max()) if inside.max() > 0 else int(inside.min()))
    return labels


def tensors(
    samples: Sequence[Sample], lists: WordLists, random: Random
) -> tuple[torch.Tensor, torch.Tensor]:
    """Turn texts into rows of features and labels, (T, F) and (T,)."""
    rows, labels = [], []
    nameless = WordLists({}, lists.common)
    for sample in samples:
        tokens = tokens_of(sample.text)
        if not tokens:
            continue
        own = Counter(_ordinary(sample))
        used = nameless if random.random() < HIDDEN_LISTS else lists
        rows.append(features_of(tokens, used, own))
        labels += token_labels(tokens, sample)
    return torch.from_numpy(np.concatenate(rows)), torch.tensor(labels)


def learn(
    rows: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.nn.EmbeddingBag, torch.nn.Linear, torch.nn.Parameter]:
    """Fit the tagger; a dropped feature points at the all-zero last row."""
    torch.manual_seed(SEED)
    table = torch.nn.EmbeddingBag(
        BUCKETS + 1, HIDDEN, mode="sum", sparse=True, padding_idx=BUCKETS
    )
    torch.nn.init.uniform_(table.weight, -0.05, 0.05)
    with torch.no_grad():
        table.weight[BUCKETS] = 0
    bias = torch.nn.Parameter(torch.full((HIDDEN,), 0.1))
    output = torch.nn.Linear(HIDDEN, 1 + len(LABEL_INDEX))
    sparse = torch.optim.Adagrad(table.parameters(), lr=0.06)
    dense = torch.optim.Adam([bias, *output.parameters()], lr=3e-3)
    loss_of = torch.nn.CrossEntropyLoss(
        ignore_index=-1, label_smoothing=0.01, weight=torch.tensor([1.0, 2.0, 1.6, 1.6])
    )
    for epoch in range(EPOCHS):
        total, began = 0.0, time.monotonic()
        order = torch.randperm(len(rows))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            batch = rows[chosen].long()
            batch[torch.rand(batch.shape) < DROPPED] = BUCKETS
            hidden_rows = (torch.rand(len(batch)) < HIDDEN_WORDS).nonzero()
            batch[hidden_rows, torch.tensor(OWN_WORD_COLUMNS)] = BUCKETS
            hidden = torch.relu(table(batch) + bias)
            loss = loss_of(output(hidden), labels[chosen])
            sparse.zero_grad()
            dense.zero_grad()
            loss.backward()
            sparse.step()
            dense.step()
            total += loss.item() * len(chosen)
        seconds = time.monotonic() - began
        print(f"epoch {epoch + 1}: loss {total / len(rows):.4f}, {seconds:.0f} s")
    return table, output, bias


def save(
    out: Path,
    lists: WordLists,
    learned: tuple[torch.nn.EmbeddingBag, torch.nn.Linear, torch.nn.Parameter],
) -> None:
    """Quantise per column to eight bits and write weights and manifest."""
    table, output, bias = learned
    weights = table.weight.detach().numpy()[:BUCKETS]
    # A few outliers may saturate; the rest keep their resolution.
    peak = np.quantile(np.abs(weights), 0.99995, axis=0) / 127
    quantised = np.clip(np.round(weights / peak), -127, 127).astype(np.int8)
    common = sorted(lists.common)
    names = sorted(lists.names)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out / WEIGHTS_NAME,
        table=quantised,
        # Training drops some features, so the sum at work is scaled to its mean.
        scale=(peak * (1 - DROPPED)).astype(np.float32),
        hidden_bias=bias.detach().numpy(),
        output=output.weight.detach().numpy().T.copy(),
        output_bias=output.bias.detach().numpy(),
        names=np.frombuffer("\n".join(names).encode(), np.uint8),
        name_bits=np.array([lists.names[w] for w in names], np.uint8),
        common=np.frombuffer("\n".join(common).encode(), np.uint8),
        common_counts=np.array([lists.common[w] for w in common], np.uint32),
    )
    digest = hashlib.sha256((out / WEIGHTS_NAME).read_bytes()).hexdigest()
    manifest = {"sha256": {WEIGHTS_NAME: digest}, "pass_above": PASS_ABOVE}
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (out / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")


def measure(folder: Path, samples: Sequence[Sample]) -> dict[str, float]:
    """Measure masked recall, per label, character precision and false-hit texts.

    A name counts as masked only if every word of it is covered, whatever the label;
    titles and small words of `_SMALL` name nobody and are left out, as in the
    evaluation of the Text Anonymization Benchmark.
    """
    tagger = load_names(folder)
    found, named = Counter[int](), Counter[int]()
    masked = right = false_texts = clean = 0
    for sample in samples:
        covered = np.zeros(len(sample.text), bool)
        for span in tagger.find(sample.text, "en"):
            covered[span.start : span.end] = True
        letters = np.array([c.isalnum() for c in sample.text], bool)
        names = sample.labels > 0
        masked += int((covered & letters).sum())
        right += int((covered & letters & (sample.labels != 0)).sum())
        if not names.any():
            clean += 1
            false_texts += bool((covered & (sample.labels == 0)).any())
        for start, end, label in sample.spans:
            named[label] += 1
            words = [
                token
                for token in tokens_of(sample.text[start:end])
                if token.text[0].isalnum() and token.text.lower() not in _SMALL
            ]
            found[label] += all(
                covered[start + word.start : start + word.end].all() for word in words
            )
    figures = {
        "masked_recall": found.total() / max(1, named.total()),
        "char_precision": right / max(1, masked),
        "names": float(named.total()),
        "clean_texts": float(clean),
        "false_hit_texts": float(false_texts),
    }
    for name, label in LABEL_INDEX.items():
        if named[label]:
            figures[f"recall_{name}"] = found[label] / named[label]
    return {key: round(value, 4) for key, value in figures.items()}


def held_back(
    held: dict[str, list[Sample]], ordinary: Sequence[str]
) -> dict[str, list[Sample]]:
    """Add generated texts with unseen names, and texts that name nobody."""
    own = write_texts(Random(SEED + 1), 800, ordinary, held_back=True)
    held["generated, unseen names"] = [Sample.of(text) for text in own]
    for case in ("lower", "upper"):
        recased = [Sample.of(text).recased(case) for text in own]
        held[f"generated, {case} case"] = recased
    held["customer questions without names"] = [Sample.plain(t) for t in ordinary]
    return held


def main() -> None:
    """Train and save unless told only to measure; measure, print."""
    arguments = argparse.ArgumentParser(description="Train the name detector.")
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--measure-only", action="store_true")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    train, held = public_sets(options.data)
    say, say_held = fillers(options.data)
    if not options.measure_only:
        random = Random(SEED)
        written = write_texts(random, GENERATED, say, held_back=False)
        train += [Sample.of(text) for text in written]
        train += [
            Sample.of(recase(sample.labelled(), random))
            for sample in train
            if random.random() < 0.1 and sample.is_whole()
        ]
        lists = word_lists(train, vocabulary(options.data))
        rows, labels = tensors(train, lists, random)
        print(f"{len(train)} texts, {len(rows)} words, {len(lists.common)} ordinary")
        save(options.out, lists, learn(rows, labels))
    figures = {
        name: measure(options.out, samples)
        for name, samples in held_back(held, say_held).items()
    }
    text = json.dumps(figures, indent=2, sort_keys=True)
    (options.out / "figures.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
