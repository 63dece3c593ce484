"""Writes measured figures beside a model, keeping those that were not measured anew."""

import json
from collections.abc import Mapping
from pathlib import Path

FIGURES = "figures.json"


def write_figures(folder: Path, measured: Mapping[str, Mapping[str, float]]) -> None:
    """Merge sections of figures into the folder's file, in the order of their names."""
    path = folder / FIGURES
    figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    merged = dict(sorted({**figures, **measured}.items()))
    path.write_text(json.dumps(merged, indent=2) + "\n", encoding="utf-8")
