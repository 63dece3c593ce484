"""Labelled texts: what a set says stands in each of its documents.

Offsets count code points. A document's text belongs to people; nothing here shows it.
"""

from dataclasses import dataclass, field
from typing import Literal

import click

from appliance.commands.privacy.labels import is_personal, kind_of
from appliance.domain.entity import EntityKind

Identifier = Literal["DIRECT", "QUASI", "NO_MASK"]


class UnreadableSetError(click.ClickException):
    """A labelled set cannot be read; the message says where, and shows no text."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled stretch.

    Args:
        start: First code point.
        end: One past the last code point.
        name: What the set calls it.
        identifier: What it is to the person, where the set says so (TAB).
        entity: Whom or what it names, the same for each mention of it (TAB).
    """

    start: int
    end: int
    name: str
    identifier: Identifier | None = None
    entity: str | None = None

    @property
    def kind(self) -> EntityKind | None:
        """Which of our kinds it is."""
        return kind_of(self.name)

    @property
    def type(self) -> str:
        """Name it among the figures: our kind, or else what the set calls it."""
        kind = self.kind
        return str(kind) if kind is not None else self.name

    @property
    def must_be_masked(self) -> bool:
        """Tell whether it is personal data, as the set or else its type says."""
        if self.identifier is not None:
            return self.identifier != "NO_MASK"
        return is_personal(self.name)


@dataclass(frozen=True, slots=True)
class Document:
    """One text and its labels.

    Args:
        place: Where it stands in its file: "line 3", "item 3".
        text: The text.
        labels: In any order; they may overlap where several people labelled.
        language: Of the text, if the set says so.
    """

    place: str
    text: str = field(repr=False)
    labels: tuple[Label, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One file of labelled documents.

    Args:
        name: The file, as seen from the folder that was asked for.
        form: The format it was recognised as.
        documents: Its documents.
    """

    name: str
    form: str
    documents: tuple[Document, ...]
