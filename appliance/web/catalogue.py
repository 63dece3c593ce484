"""Collect every English sentence of the interface into translations/messages.pot.

`python -m appliance.web.catalogue` writes it anew (gettext PO format). The sentences
stand in pages, in the web room's code, in the table of errors and in the words of the
dossier. Titles of purposes and sentences of rules belong to the site and are not here.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from appliance.errors import TABLE
from appliance.explain import words

_ROOM = Path(__file__).parent
CATALOGUE = _ROOM / "translations" / "messages.pot"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}


def collect() -> Catalog:
    """Collect the sentences as they are now; the same code gives the same catalogue."""
    catalogue = Catalog(project="cloister", charset="utf-8", fuzzy=False)
    found = extract_from_dir(_ROOM, method_map=_METHODS, keywords=_KEYWORDS)
    for name, _, message, comments, context in sorted(found, key=lambda one: one[:2]):
        catalogue.add(
            message, locations=[(name, 0)], auto_comments=comments, context=context
        )
    for sentence in _elsewhere():
        catalogue.add(sentence)
    return catalogue


def _elsewhere() -> Iterator[str]:
    """Name the sentences that other rooms hold for the pages."""
    yield from (row.message for row in TABLE.values())
    for table in (words.KIND_WORDS, words.FINDING_WORDS, words.ENDING_WORDS):
        yield from table.values()
    for steps in words.NEXT_STEPS.values():
        yield from steps
    yield from (sentence for _, sentence in words.CONFIDENCE_WORDS)
    yield words.CONFIDENCE_MEANING
    yield words.CONFIDENCE_UNKNOWN


def main() -> None:
    """Write the catalogue."""
    with CATALOGUE.open("wb") as out:
        write_po(
            out, collect(), omit_header=True, sort_output=True, include_lineno=False
        )


if __name__ == "__main__":
    main()
