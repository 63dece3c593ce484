"""Runs the real detectors over labelled sets and scores what they find."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from appliance import __version__
from appliance.commands.privacy.figures import Figures, figures_of
from appliance.commands.privacy.labelled import Document, Label, LabelledSet
from appliance.commands.privacy.labels import alike
from appliance.commands.privacy.score import Score, score_document
from appliance.detect.detectors import NAMES_FOLDER, Detectors
from appliance.domain.entity import EntityKind

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Missed:
    """A label that was not masked, and where it is."""

    document: Document
    label: Label


@dataclass(frozen=True, slots=True)
class Measured:
    """One set and what came of it."""

    name: str
    form: str
    scores: tuple[Score, ...]
    missed: tuple[Missed, ...]
    figures: Figures

    def to_json(self) -> dict[str, Any]:
        """Write the figures as one object; no text of the set is in it."""
        return {"file": self.name, "format": self.form, **self.figures.to_json()}


def measure(
    labelled: LabelledSet,
    detectors: Detectors,
    *,
    language: str | None,
    kept: frozenset[EntityKind],
    done: Callable[[int], None],
) -> Measured:
    """Detect and score every document of a set.

    Args:
        language: Of all its texts; None takes what each document says.
        kept: Kinds that stay readable.
        done: Is told the characters of each document once it is scored.

    Raises:
        DetectionError: A detector failed.
    """
    kinds = frozenset(
        alike(kind)
        for document in labelled.documents
        for label in document.labels
        if (kind := label.kind) is not None
    )
    scores, missed = [], []
    for document in labelled.documents:
        said = language or document.language or DEFAULT_LANGUAGE
        hits = detectors.detect(document.text, said, kept=kept)
        score, labels = score_document(
            document, hits, labelled_kinds=kinds - kept, kept=kept
        )
        scores.append(score)
        missed += [Missed(document, label) for label in labels]
        done(len(document.text))
    return Measured(
        labelled.name, labelled.form, tuple(scores), tuple(missed), figures_of(scores)
    )


def figures_of_all(sets: Sequence[Measured]) -> Figures:
    """Give the figures of all documents of all sets together."""
    return figures_of([score for one in sets for score in one.scores])


def describe(detectors: Detectors, models: Path) -> dict[str, Any]:
    """Say what measured: names, versions, and digests of the models' files."""
    folder = models / NAMES_FOLDER
    return {
        "names": [detector.name for detector in detectors.all],
        "versions": {
            "cloister": __version__,
            **{part: version(part) for part in ("presidio-analyzer", "phonenumbers")},
        },
        "models": {
            path.relative_to(models).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
