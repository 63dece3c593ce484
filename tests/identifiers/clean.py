"""Count sentences of ordinary text in which a form is masked that is none.

Reads CoNLL files: a token and its label on a line, an empty line after a sentence. The
detector of names is left out, since names are what these texts are full of; dates are
counted apart, since a date that is masked is one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from appliance.detect.detectors import Detectors
from appliance.domain.entity import EntityKind
from tests.identifiers.measure import KEPT

TARGET = 0.01
SHOWN = 20
DATES = frozenset({EntityKind.DATE, EntityKind.BIRTHDATE})
_NO_SPACE_BEFORE = frozenset(".,;:!?)]%'\u2019")
_NO_SPACE_AFTER = frozenset("([")


def run(detectors: Detectors, folder: Path, *, as_json: bool) -> bool:
    """Print how many sentences have a false hit; tell whether few enough do."""
    sentences = hits = dated = 0
    by_detector: Counter[str] = Counter()
    shown: list[str] = []
    for sentence in sentences_in(folder):
        sentences += 1
        found = structured(detectors, sentence)
        dated += any(kind in DATES for _, kind, _ in found)
        false = [one for one in found if one[1] not in DATES]
        hits += bool(false)
        by_detector.update({detector for detector, _, _ in false})
        shown += [f"{detector} {kind}: {text}" for detector, kind, text in false]
    if not sentences:
        print(f"no CoNLL file with a sentence in {folder}")
        return False
    share = hits / sentences
    if as_json:
        told = {
            "sentences": sentences,
            "with_a_hit": hits,
            "share": share,
            "dated": dated,
        }
        print(json.dumps({**told, "by_detector": by_detector}))
    else:
        print(f"{hits} of {sentences} sentences ({share:.2%}) have a structured hit")
        print(f"{dated} have a date")
        for detector, count in by_detector.most_common():
            print(f"  {detector}: {count}")
        print("\n".join(f"    {line}" for line in shown[:SHOWN]))
    return share <= TARGET


def structured(
    detectors: Detectors, sentence: str
) -> list[tuple[str, EntityKind, str]]:
    """List what any detector but that of names masks: detector, kind and text."""
    spans = detectors.detect(sentence, "en", kept=KEPT)
    return [
        (span.detector, span.kind, sentence[span.start : span.end])
        for span in spans
        if span.detector not in ("names", "merge")
    ]


def sentences_in(folder: Path) -> Iterator[str]:
    """Read the sentences of every file of a folder, or of one file."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    for path in paths:
        words: list[str] = []
        for line in [*path.read_text("utf-8").splitlines(), ""]:
            if line.strip() and not line.startswith(("-DOCSTART-", "# ")):
                words.append(line.split()[0])
            elif words:
                yield joined(words)
                words = []


def joined(words: list[str]) -> str:
    """Write words as a sentence: no space before a comma or after a bracket."""
    text = ""
    for word in words:
        tight = word[0] in _NO_SPACE_BEFORE or text[-1:] in _NO_SPACE_AFTER
        text += word if tight or not text else f" {word}"
    return text
