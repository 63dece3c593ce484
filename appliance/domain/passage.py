"""A passage of a purpose's own references: signed template text, not a person's."""

from dataclasses import dataclass

# The shipped model's context is small; one passage is what it was trained with.
MAX_PASSAGES = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a reference document.

    Args:
        template: Its id among the release's templates,
            e.g. "complaint-triage/references/fees.md#2".
        digest: SHA-256 hex of the text, as signed in the release.
        heading: The heading it stands under, to show as its source.
        text: The passage.
    """

    template: str
    digest: str
    heading: str
    text: str
