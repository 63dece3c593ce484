"""Reads our own labelled texts: {"text", "spans": [{"start", "end", "type"}]}.

One object a line, or a list of them; "language" may say which one a text is in.
"""

from appliance.commands.privacy.fields import Fields
from appliance.commands.privacy.labelled import Document, Label

FORM = "cloister"


def is_own(row: Fields) -> bool:
    """Tell whether an object has this form."""
    return {"text", "spans"} <= row.values.keys()


def read(row: Fields, place: str) -> Document:
    """Read one document.

    Raises:
        UnreadableSetError: A field is missing or does not fit.
    """
    text = row.text("text")
    labels = []
    for span in row.rows("spans", what="span"):
        start, end = span.stretch("start", "end", text)
        labels.append(Label(start, end, span.name("type")))
    said = row.values.get("language")
    return Document(
        place, text, tuple(labels), row.name("language") if said is not None else None
    )
