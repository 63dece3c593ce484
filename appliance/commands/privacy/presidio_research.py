"""Reads the generated texts of presidio-research: full_text and spans in characters."""

from appliance.commands.privacy.fields import Fields
from appliance.commands.privacy.labelled import Document, Label

FORM = "presidio-research"


def is_presidio_research(row: Fields) -> bool:
    """Tell whether an object has this form."""
    return "full_text" in row.values


def read(row: Fields, place: str) -> Document:
    """Read one document.

    Raises:
        UnreadableSetError: A field is missing or does not fit.
    """
    text = row.text("full_text")
    labels = []
    for span in row.rows("spans", what="span"):
        start, end = span.stretch("start_position", "end_position", text)
        labels.append(Label(start, end, span.name("entity_type")))
    return Document(place, text, tuple(labels))
