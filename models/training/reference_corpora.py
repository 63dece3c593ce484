"""Reads sentences that have nothing to do with a bank from public sets.

They stand around a customer's question in training, so that the model learns to look
for the question, and stand alone as texts out of scope. Names that the sets mark become
places for surrogates, `{PERSON}`, `{ORG}` or `{LOCATION}`, as the masker would leave
them. The sets and their licences: model card. What is held back from training: the
validation part of MTS-Dialog, the dev part of WNUT17 and the last tenth of the others.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from .names_corpora import Sample, read_columns

_KINDS = {1: "PERSON", 2: "ORG", 3: "LOCATION"}
_SPEAKER = re.compile(r"^(?:Patient|\[patient\])\s*:?\s*(.+)$", re.MULTILINE)
_BANK = re.compile(
    r"\b(?:bank|card|account|payment|transfer|cash|atm|refund|loan|credit|debit|"
    r"pin|currency|deposit|fee)s?\b",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 15, 160


def read_remarks(data: Path, *, held_back: bool = False) -> list[str]:
    """Read sentences to stand around a question, names as places for surrogates."""
    pii, tasks = data / "pii", data / "tasks"
    found: list[str] = []
    for path in (
        pii / "wikigold/wikigold.conll.txt",
        pii / "re3d/train.conll",
        *sorted((pii / "btc").glob("*.conll")),
    ):
        found += _part(list(_sentences(read_columns(path))), held_back=held_back)
    part = "emerging.dev.conll" if held_back else "wnut17train.conll"
    found += _sentences(read_columns(pii / "wnut17" / part))
    visits = json.loads((tasks / "aci_bench/train.json").read_text("utf-8"))["data"]
    spoken = _split(" ".join(_SPEAKER.findall(visit["src"])) for visit in visits)
    found += _part(list(spoken), held_back=held_back)
    found += _split(read_talk(data, held_back=held_back))
    return _usable(found)


def read_talk(data: Path, *, held_back: bool = False) -> list[str]:
    """Read patients' turns of MTS-Dialog: requests that are out of scope."""
    part = "ValidationSet.csv" if held_back else "TrainingSet.csv"
    with (data / "tasks/mts_dialog" / part).open(encoding="utf-8", newline="") as file:
        dialogues = [row["dialogue"] for row in csv.DictReader(file)]
    turns = (turn for text in dialogues for turn in _SPEAKER.findall(text))
    return [turn for turn in map(_tidy, turns) if 6 <= len(turn.split()) <= 60]


def read_foreign(data: Path, *, held_back: bool = False) -> list[str]:
    """Read German, French and Spanish sentences, which are out of scope as well."""
    found: list[str] = []
    german = read_columns(data / "pii/germeval/NER-de-test.tsv", word=1, label=2)
    found += _part(list(_sentences(german)), held_back=held_back)
    part = "dev" if held_back else "train"
    for language in ("FR", "ES"):
        path = data / f"pii/echr_fr_es/{language}-manual-{part}.tsv"
        found += _sentences(read_columns(path))
    return _usable(found)


def read_requests(data: Path, *, held_back: bool = False) -> list[str]:
    """Read texts that are out of scope as they are.

    Patients' turns, tasks for an assistant and orders to a machine (BIPIA and
    langchain-prompt-injection, each fifth held back), sentences in other languages.
    """
    hostile = data / "hostile"
    tasks = json.loads((hostile / "bipia/text_attack_train.json").read_text("utf-8"))
    orders = [order for group in tasks.values() for order in group]
    lines = (hostile / "langchain_pi/injections.jsonl").read_text("utf-8").splitlines()
    orders += [json.loads(line)["text"] for line in lines]
    orders = [order for order in map(_tidy, orders) if len(order) < _LONGEST]
    kept = [o for index, o in enumerate(orders) if (index % 5 == 0) == held_back]
    foreign = Random(5).sample(read_foreign(data, held_back=held_back), 300)
    return _plain([*read_talk(data, held_back=held_back), *foreign, *kept * 2])


def _plain(texts: Iterable[str]) -> list[str]:
    return [text.replace("[", "(") for text in texts if text]


def _part(sentences: list[str], *, held_back: bool) -> list[str]:
    cut = len(sentences) - len(sentences) // 10
    return sentences[cut:] if held_back else sentences[:cut]


def _sentences(samples: Iterable[Sample]) -> Iterator[str]:
    """Put places for surrogates where names stand, and cut at line ends."""
    for sample in samples:
        text = sample.text.replace("{", "(").replace("}", ")")
        for start, end, code in sorted(sample.spans, reverse=True):
            text = f"{text[:start]}{{{_KINDS[code]}}}{text[end:]}"
        yield from text.split("\n")


def _split(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from re.split(r"(?<=[.!?])\s+", text)


def _usable(sentences: Iterable[str]) -> list[str]:
    """Keep sentences of a fit length that are not about a bank and end as sentences."""
    kept: dict[str, None] = {}
    for sentence in map(_tidy, sentences):
        if "[" in sentence or _BANK.search(sentence):
            continue
        if _SHORTEST <= len(sentence) <= _LONGEST and sentence.count(" ") > 1:
            kept.setdefault(sentence if sentence[-1] in ".!?" else sentence + ".")
    return list(kept)


def _tidy(text: str) -> str:
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
