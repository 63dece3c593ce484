"""Reads the Text Anonymization Benchmark (Pilan et al. 2022), two forms of it.

The official one has annotations per annotator; in a well-known part of it each
document has the mentions of one annotator as `entities`. A document that several
people labelled keeps the entities of each: figures are a mean over the annotators.
"""

from collections.abc import Iterator
from typing import cast

from appliance.commands.privacy.fields import Fields
from appliance.commands.privacy.labelled import Document, Identifier, Label

FORM = "TAB"
_IDENTIFIERS = ("DIRECT", "QUASI", "NO_MASK")


def is_tab(row: Fields) -> bool:
    """Tell whether an object has this form."""
    mentions = row.values.get("entities")
    of_one = isinstance(mentions, list) and all(
        isinstance(mention, dict) and "start_offset" in mention for mention in mentions
    )
    return "text" in row.values and ("annotations" in row.values or of_one)


def read(row: Fields, place: str) -> Document:
    """Read one document.

    Raises:
        UnreadableSetError: A field is missing or does not fit.
    """
    text = row.text("text")
    labels: list[Label] = []
    if "annotations" in row.values:
        by_person = row.below(row.values["annotations"], "annotations")
        for number, (person, work) in enumerate(by_person.values.items(), start=1):
            mentions = by_person.below(work, f"annotator {number}")
            rows = mentions.rows("entity_mentions", what="mention")
            labels += _labels(rows, text, person)
    else:
        labels += _labels(row.rows("entities", what="mention"), text, "")
    return Document(place, text, tuple(labels))


def _labels(mentions: list[Fields], text: str, person: str) -> Iterator[Label]:
    for mention in mentions:
        start, end = mention.stretch("start_offset", "end_offset", text)
        identifier = mention.name("identifier_type")
        if identifier not in _IDENTIFIERS:
            raise mention.fault(f"identifier_type must be one of {_IDENTIFIERS}")
        yield Label(
            start,
            end,
            mention.name("entity_type"),
            cast("Identifier", identifier),
            f"{person}/{mention.name('entity_id')}",
        )
