"""Writes a labelled document in one case, as people type in chat or fill in forms."""

from dataclasses import replace
from typing import Literal

from appliance.commands.privacy.labelled import Document

Case = Literal["lower", "upper"]


def recase(document: Document, case: Case) -> Document:
    """Write a document in lower or upper case; its labels move with their letters."""
    # Some letters become two ("\u00df" is "SS" in upper case), so places are counted.
    places = [0]
    written = []
    for char in document.text:
        written.append(char.lower() if case == "lower" else char.upper())
        places.append(places[-1] + len(written[-1]))
    return replace(
        document,
        text="".join(written),
        labels=tuple(
            replace(label, start=places[label.start], end=places[label.end])
            for label in document.labels
        ),
    )
