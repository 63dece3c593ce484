"""Claims about the texts written to teach the name detector."""

import csv
import re
from pathlib import Path
from random import Random

import pytest

from models.training import pii_lists_held_back as held_back_lists
from models.training.pii_corpora import LABELS, Document
from models.training.pii_lists_names import REGIONS
from models.training.pii_lists_places import PLACES
from models.training.pii_noise import roughen
from models.training.pii_texts import templates, write_documents
from models.training.pii_texts_people import LANGUAGES, People, words
from models.training.pii_texts_values import Values

ORDINARY = [
    "The lift has been out of order since then.",
    "Where can I see the fee?",
    "Nobody told me about the change.",
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("data")
    for name, column in (
        ("banking77/train.csv", "text"),
        ("mts_dialog/TrainingSet.csv", "section_text"),
    ):
        path = folder / "tasks" / name
        path.parent.mkdir(parents=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column])
            for number in range(30):
                letters = "".join(chr(97 + int(digit)) for digit in str(number))
                sentence = ORDINARY[number % 3].lower().rstrip(".?")
                writer.writerow([f"it is so: {letters} {sentence}."])
            writer.writerow(["I paid 30 pounds two weeks ago to Mr Ek in Leeds."])
    return folder


@pytest.fixture(scope="module")
def written(data: Path):
    return list(write_documents(Random(1), 3000, data))


@pytest.fixture(scope="module")
def kept_apart(data: Path):
    return list(write_documents(Random(1), 1500, data, held_back=True))


def check_places(document: Document):
    position = 0
    places = [*document.spans, *((s, e, "?") for s, e in document.unsure)]
    for start, end, label in sorted(places):
        assert position <= start < end <= len(document.text)
        assert label in LABELS or label == "?"
        assert not document.text[start].isspace()
        assert not document.text[end - 1].isspace()
        position = end


def outside(document: Document):
    ends = [0, *(end for _, end, _ in document.spans)]
    starts = [*(start for start, _, _ in document.spans), len(document.text)]
    return " ".join(document.text[e:s] for e, s in zip(ends, starts, strict=True))


def labelled(documents: list[Document], label: str):
    return [d.text[s:e] for d in documents for s, e, kind in d.spans if kind == label]


def test_spans_of_written_texts_lie_in_place(
    written: list[Document], kept_apart: list[Document]
):
    for document in [*written, *kept_apart]:
        check_places(document)
        assert frozenset(LABELS) == document.annotated
        assert not re.search(r"\{[a-z]+\d?\}|\|[A-Z]+\]", document.text)


def test_every_label_and_language_is_written(written: list[Document]):
    assert set(LABELS) == {label for d in written for _, _, label in d.spans}
    assert set(LANGUAGES) == {d.language for d in written}


def test_about_a_tenth_of_the_texts_name_nobody(written: list[Document]):
    share = sum(not document.spans for document in written) / len(written)
    assert 0.08 < share < 0.2


def test_the_same_seed_writes_the_same_texts(data: Path, written: list[Document]):
    again = list(write_documents(Random(1), 300, data))
    assert written[:300] == again
    assert again != list(write_documents(Random(2), 300, data))


def test_names_and_places_kept_apart_are_in_no_training_list():
    trained = names_in(REGIONS) | places_in(PLACES)
    apart = names_in(held_back_lists.REGIONS_HELD_BACK)
    assert set() == trained & apart
    assert set() == trained & places_in(held_back_lists.PLACES_HELD_BACK)


def names_in(regions: dict[str, tuple[str, str]]):
    return {
        name.casefold()
        for given, surnames in regions.values()
        for name in [*words(given), *words(surnames)]
    }


def places_in(places: dict[str, str]):
    return {name.casefold() for text in places.values() for name in words(text)}


def test_training_knows_thousands_of_names_and_repeats_none_within_a_list():
    assert len(names_in(REGIONS)) > 4000
    for given, surnames in REGIONS.values():
        for text in (given, surnames):
            assert len(text.split()) == len(set(text.split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_of_the_two_halves_are_disjoint(language: str):
    trained = templates(language, held_back=False)
    apart = templates(language, held_back=True)
    for kind, lines in trained.items():
        assert apart[kind]
        short = {line for line in lines if len(line) < 12}
        assert set() == (set(lines) - short) & set(apart[kind])


def test_there_are_more_than_400_templates():
    lines = {
        line
        for language in LANGUAGES
        for half in (False, True)
        for kind in templates(language, held_back=half).values()
        for line in kind
    }
    assert len(lines) > 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_of_every_template_can_be_filled(language: str):
    values = Values(Random(3), People(Random(3), held_back=False), language)
    for half in (False, True):
        for lines in templates(language, held_back=half).values():
            for slot in set(re.findall(r"\{([a-z]+\d?)\}", "\n".join(lines))):
                if slot not in {"s", "n", "p"}:
                    assert "".join(piece for piece, _ in values.fill(slot)).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_written_into_templates_are_known(language: str):
    marks = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)\]")
    for half in (False, True):
        for lines in templates(language, held_back=half).values():
            for line in lines:
                assert {label for _, label in marks.findall(line)} <= set(LABELS)


def test_an_unknown_slot_is_refused():
    values = Values(Random(3), People(Random(3), held_back=False), "en")
    with pytest.raises(KeyError):
        values.fill("nosuchslot")


def test_ordinary_sentences_that_name_anybody_are_left_out(written: list[Document]):
    assert not any("Mr Ek" in document.text for document in written)
    assert any("it is so" in document.text for document in written)


def test_ordinary_sentences_of_the_two_halves_are_disjoint(
    written: list[Document], kept_apart: list[Document]
):
    pattern = re.compile(r"it is so: ([a-z]+ [a-z ]+)")
    seen = [
        {m[1] for d in half for m in pattern.finditer(d.text)}
        for half in (written, kept_apart)
    ]
    assert seen[1]
    assert set() == seen[0] & seen[1]


def test_words_that_are_also_names_stand_outside_of_labels_too(
    written: list[Document],
):
    named = set(labelled(written, "PERSON"))
    plain = " ".join(outside(document) for document in written)
    for word in ("God", "May", "Mark", "Grace"):
        assert re.search(rf"\b{word}\b", plain)
    assert {"Mark", "Grace"} <= {name.split()[0] for name in named}
    assert "God" not in named


def test_a_roughened_text_keeps_its_labels_in_place(written: list[Document]):
    random = Random(4)
    for document in written:
        rough = roughen(document, random)
        check_places(rough)
        assert [label for *_, label in document.spans] == [
            label for *_, label in rough.spans
        ]
        assert document.annotated == rough.annotated


def test_recased_names_are_the_same_names(written: list[Document]):
    random, seen = Random(5), set()
    for document in written:
        rough = roughen(document, random)
        for case in (str.lower, str.upper):
            if rough.text == case(document.text) != document.text:
                seen.add(case)
                assert [case(document.text[s:e]) for s, e, _ in document.spans] == [
                    rough.text[s:e] for s, e, _ in rough.spans
                ]
    assert {str.lower, str.upper} == seen


def test_damage_that_changes_lengths_moves_the_labels():
    text = "Frau Weiß wohnt in Łódź und Gießen."
    spans = tuple(
        (text.index(name), text.index(name) + len(name), label)
        for name, label in (
            ("Weiß", "PERSON"),
            ("Łódź", "LOCATION"),
            ("Gießen", "LOCATION"),
        )
    )
    document = Document(text, spans, ((0, 4),), frozenset(LABELS), "test", "de")
    texts = {}
    for seed in range(60):
        rough = roughen(document, Random(seed))
        texts[rough.text] = [rough.text[s:e] for s, e, _ in rough.spans]
    assert texts["FRAU WEISS WOHNT IN ŁÓDŹ UND GIESSEN."] == [
        "WEISS",
        "ŁÓDŹ",
        "GIESSEN",
    ]
    assert texts["Frau Weiss wohnt in Lodz und Giessen."] == [
        "Weiss",
        "Lodz",
        "Giessen",
    ]


def test_roughening_is_the_same_for_the_same_seed(written: list[Document]):
    first = [roughen(document, Random(6)) for document in written[:50]]
    assert first == [roughen(document, Random(6)) for document in written[:50]]
