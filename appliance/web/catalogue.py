"""Collect every English sentence of the interface, and bring each translation in step.

`python -m appliance.web.catalogue` writes translations/messages.pot anew and, in every
translations/<language>/LC_MESSAGES/messages.po, adds what is new (untranslated) and
removes what is gone; with a language's code it begins that one (gettext PO format;
docs/languages.md). Words of purposes and rules belong to the site and are not here.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from appliance.error_table import TABLE
from appliance.explain import words
from appliance.explain.remaining import SENTENCES
from appliance.release import refusals
from appliance.release.rollout import asked, ending

_ROOM = Path(__file__).parent
_APPLIANCE = _ROOM.parent
FOLDER = _ROOM / "translations"
CATALOGUE = FOLDER / "messages.pot"
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
# Where reasons are made. A sentence has a capital and a full stop; why a span was
# masked is a clause of a few words (a longer row of words is a list to look for).
_SENTENCES = re.compile(r"[A-Z][^\n]* [^\n]*\.")
_CLAUSES = re.compile(r"[A-Za-z][A-Za-z0-9\-]*( [A-Za-z0-9\-]+){1,8}")
_REASONS = (
    ("steps", _SENTENCES),
    ("domain", _SENTENCES),
    ("worker", _SENTENCES),
    ("detect", _CLAUSES),
)


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
    for table in (
        *(words.KIND_WORDS, words.FINDING_WORDS, words.ENDING_WORDS),
        words.CHOICE_WORDS,
        *(words.TRACE_WORDS, words.TRACE_UNKNOWN),
        words.RECALLED_WORDS,
        words.COMBINED_WORDS,
    ):
        yield from table.values()
    yield words.FALL_BACK_WORDS
    yield words.COMBINED_BY_MODEL
    yield from ending.METRIC_WORDS.values()
    yield from ending.REASON_WORDS.values()
    yield ending.SLOWER_THAN
    yield from asked.SENTENCES
    yield from refusals.REFUSAL_WORDS.values()
    for steps in words.NEXT_STEPS.values():
        yield from steps
    yield from (sentence for _, sentence in words.CONFIDENCE_WORDS)
    yield words.CONFIDENCE_MEANING
    yield words.CONFIDENCE_UNKNOWN
    yield from SENTENCES
    for room, form in _REASONS:
        for path in sorted((_APPLIANCE / room).rglob("*.py")):
            yield from reasons_in(path.read_text(encoding="utf-8"), form)


def reasons_in(source: str, form: re.Pattern[str]) -> Iterator[str]:
    """Name the texts of a module that a person reads, by their form."""
    for text in _texts_in(ast.parse(source)):
        if form.fullmatch(text):
            yield text


def _texts_in(node: ast.AST) -> Iterator[str]:
    """Walk the texts of a module, but for docstrings and what operators read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise | ast.JoinedStr):
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        yield from _texts_in(child)


def main(languages: list[str]) -> None:
    """Write the catalogue, and every translation of it or the ones named."""
    template = collect()
    _write(CATALOGUE, template, header="")
    known = {path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    for name in sorted(known | set(languages)):
        path = FOLDER / name / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = Catalog(locale=name)
        if path.exists():
            with path.open("rb") as source:
                kept = read_po(source, locale=name)
        kept.update(template, no_fuzzy_matching=True)
        kept.obsolete.clear()
        _write(path, kept, header=_header(name, kept.plural_forms))


def _header(language: str, plural_forms: str) -> str:
    """Give what editors of translations need; no date, so nothing changes in vain."""
    fields = (
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural_forms}",
    )
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    return f'msgid ""\nmsgstr ""\n{lines}\n'


def _write(path: Path, catalogue: Catalog, *, header: str) -> None:
    with path.open("wb") as out:
        out.write(header.encode())
        write_po(
            out, catalogue, omit_header=True, sort_output=True, include_lineno=False
        )


if __name__ == "__main__":
    main(sys.argv[1:])
