"""What a purpose keeps readable hides nothing else."""

from collections.abc import Iterator

import pytest

from appliance.detect.detector import Finder
from appliance.detect.detectors import Detectors
from appliance.detect.dictionary import load_dictionary
from appliance.detect.phone import PhoneDetector
from appliance.domain.entity import EntityKind
from appliance.domain.progress import Progress
from appliance.domain.span import Span


class NoNames:
    """Stands for the name detector, of which only the list of words is asked."""

    name = "names"

    def find(self, text: str, language: str, progress: Progress) -> list[Span]:
        del text, language, progress
        return []

    def is_ordinary(self, word: str) -> bool:
        del word
        return False


def finding(name: str, *found: tuple[str, EntityKind, int]) -> Finder:
    """Make a detector that finds these parts of any text."""

    def search(text: str) -> Iterator[Span]:
        for part, kind, score in found:
            at = text.find(part)
            if at >= 0:
                yield Span(at, at + len(part), kind, score, name, "a reason")

    return Finder(name, search)


def masked(text: str, kept: EntityKind, *finders: Finder) -> set[str]:
    names = NoNames()
    detectors = Detectors(
        (*finders, names),
        load_dictionary(None, names.is_ordinary),
        names,  # type: ignore[arg-type] # only its word list is asked
        PhoneDetector(()),
    )
    spans = detectors.detect(text, "en", kept=frozenset({kept}))
    return {text[span.start : span.end] for span in spans}


def test_a_kept_kind_stays_readable() -> None:
    amounts = finding("amount", ("18,500", EntityKind.QUANTITY, 900))
    assert masked("EUR 18,500", EntityKind.QUANTITY, amounts) == set()


def test_digits_inside_a_kept_number_are_explained_by_it() -> None:
    account = finding("account", ("37 0400 44", EntityKind.ACCOUNT, 900))
    inside = finding("identifier", ("0400", EntityKind.CODE, 500))
    assert masked("no. 37 0400 44", EntityKind.ACCOUNT, account, inside) == set()


@pytest.mark.parametrize("kind", [EntityKind.ACCOUNT, EntityKind.ID, EntityKind.CODE])
def test_a_guessed_amount_hides_no_number_that_has_a_form(kind: EntityKind) -> None:
    guess = finding("names", ("account 4477812", EntityKind.QUANTITY, 999))
    number = finding("account", ("4477812", kind, 850))
    text = "my account 4477812 is empty"
    assert masked(text, EntityKind.QUANTITY, guess, number) == {"4477812"}


def test_a_name_inside_what_is_kept_is_masked() -> None:
    title = finding("names", ("Dr Weber", EntityKind.TITLE, 950))
    name = finding("names", ("Weber", EntityKind.PERSON, 300))
    assert masked("Dr Weber called", EntityKind.TITLE, title, name) == {"Weber"}
