"""The interface catalogue is whole, and so is each translation of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from appliance.error_table import TABLE
from appliance.release import Release, build_release
from appliance.release.purpose_folder import SCHEMA_FILE
from appliance.settings import Site
from appliance.web import catalogue
from appliance.web.catalogue import CATALOGUE, FOLDER, collect, reasons_in
from appliance.web.laid_out import in_words
from tests import fakes

LANGUAGES = sorted(path.parents[1].name for path in FOLDER.glob("*/*/messages.po"))
# What a sentence must carry over: fields for values, and stand-ins that it names.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|\[PERSON_.\]|%%|‰")


def test_the_catalogue_holds_every_sentence_of_the_interface_and_no_other() -> None:
    with CATALOGUE.open("rb") as source:
        kept = {message.id for message in read_po(source) if message.id}
    assert kept == {message.id for message in collect() if message.id}


def test_every_sentence_about_an_error_can_be_translated() -> None:
    ids = {message.id for message in collect()}
    assert {row.message for row in TABLE.values()} <= ids


def test_pages_are_looked_through() -> None:
    assert "What the model will see" in {message.id for message in collect()}


def test_reasons_of_the_steps_and_of_the_detectors_are_found() -> None:
    ids = {message.id for message in collect()}
    assert "The model was less sure than this purpose asks for." in ids
    assert "checksum of an IBAN holds" in ids


def test_what_operators_read_is_no_reason() -> None:
    source = '''
"""A module. It says things."""
def act(n):
    """Act. Say so."""
    if n:
        raise ValueError("Something is wrong.")
    log.info(f"Done {n} times.")
    return "You may read this."
'''
    form = re.compile(r"[A-Z][^\n]* [^\n]*\.")
    assert list(reasons_in(source, form)) == ["You may read this."]


def test_every_language_that_is_offered_without_a_setting_has_a_catalogue() -> None:
    assert set(Site(name="Any").languages) == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_every_sentence_and_no_other(language: str) -> None:
    assert {m.id for m in messages(language)} == {m.id for m in collect() if m.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_translation_is_empty_or_a_guess(language: str) -> None:
    unsure = [m.id for m in messages(language) if m.fuzzy or not all(strings_of(m))]
    assert unsure == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_a_sentence_carries(language: str) -> None:
    wrong = [
        (message.id, said)
        for message in messages(language)
        for meant, said in pairs_of(message)
        if sorted(PLACEHOLDER.findall(meant)) != sorted(PLACEHOLDER.findall(said))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_the_sentence_does(language: str) -> None:
    def ending(text: str) -> str:
        return text[-1] if text[-1] in ".?:" else ""

    wrong = [
        (meant, said)
        for message in messages(language)
        for meant, said in pairs_of(message)
        if ending(meant) != ending(said) or said != said.strip()
    ]
    assert wrong == []


def test_different_kinds_of_data_have_different_words() -> None:
    said = {m.id: m.string for m in messages("de")}
    kinds = ["Person", "Organisation", "Place", "Address", "Date", "Date of birth"]
    assert len({said[kind] for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_rules_and_purposes_speak_the_language(language: str) -> None:
    release = build_release(fakes.POLICIES, model="0" * 64)
    untranslated = [
        (rule.id, text)
        for rule in release.bundle.rules.values()
        for text in (rule.sentence, rule.source)
        if re.search("Regulation|GDPR|[a-z]+ [a-z]+", text)
        and text not in rule.words.get(language, {})
    ]
    for purpose in release.purposes:
        words, shown = purpose.words.get(language, {}), shown_of(release, purpose.name)
        untranslated += [(purpose.name, text) for text in shown - set(words)]
    assert untranslated == []


def shown_of(release: Release, name: str) -> set[str]:
    """Name what people read of a purpose besides answers."""
    purpose = next(p for p in release.purposes if p.name == name)
    headings = {
        p.heading for p in release.passages if p.template.startswith(f"{name}/")
    }
    schema = json.loads(release.templates.get(f"{name}/{SCHEMA_FILE}", "{}"))
    fields: dict[str, Any] = schema.get("properties", {})
    codes = {
        code
        for field in fields.values()
        for code in (*field.get("enum", ()), *field.get("items", {}).get("enum", ()))
        if code and code not in purpose.reason_texts
    }
    return {
        purpose.title,
        purpose.description,
        *purpose.reason_texts.values(),
        *headings,
        *map(in_words, (*fields, *codes)),
    }


def messages(language: str) -> Iterator[Message]:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        read: Catalog = read_po(source, locale=language, abort_invalid=True)
    assert not read.obsolete
    yield from (message for message in read if message.id)


def strings_of(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, (list, tuple)) else (str(said),)


def pairs_of(message: Message) -> Iterator[tuple[str, str]]:
    """Pair each form with its translation; plural forms with the plural."""
    if isinstance(message.id, str):
        yield message.id, strings_of(message)[0]
        return
    one, many = message.id
    first, *others = strings_of(message)
    yield one, first
    yield from ((many, other) for other in others)


def test_a_new_language_is_begun_and_an_old_one_brought_in_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "messages.pot")
    kept = tmp_path / "de" / "LC_MESSAGES" / "messages.po"
    kept.parent.mkdir(parents=True)
    old = 'msgid "Send"\nmsgstr "Senden"\n\nmsgid "Gone."\nmsgstr "Fort."\n'
    kept.write_text(old, encoding="utf-8")

    catalogue.main(["fr"])

    begun = (tmp_path / "fr" / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    assert '"Language: fr\\n"' in begun
    assert '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"' in begun
    with kept.open("rb") as source:
        found = {m.id: m.string for m in read_po(source, locale="de") if m.id}
    assert set(found) == {m.id for m in collect() if m.id}
    assert (found["Send"], found["Yes"]) == ("Senden", "")
