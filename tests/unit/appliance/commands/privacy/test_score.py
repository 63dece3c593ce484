import pytest

from appliance.commands.privacy.content import words_that_tell
from appliance.commands.privacy.labelled import Document, Label
from appliance.commands.privacy.labels import alike
from appliance.commands.privacy.recase import recase
from appliance.commands.privacy.score import Score, Share, score_document
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span

K = EntityKind


def labels_in(text: str, *named: tuple[str, str]) -> tuple[Label, ...]:
    places = [(text.index(part), part, name) for part, name in named]
    return tuple(Label(at, at + len(part), name) for at, part, name in places)


def hits_in(text: str, *found: tuple[str, EntityKind]) -> tuple[Span, ...]:
    places = [(text.index(part), part, kind) for part, kind in found]
    return tuple(
        Span(at, at + len(part), kind, 900, "names", "a reason")
        for at, part, kind in places
    )


def score(
    document: Document,
    hits: tuple[Span, ...],
    kept: frozenset[EntityKind] = frozenset(),
) -> Score:
    kinds = frozenset(alike(x.kind) for x in document.labels if x.kind is not None)
    return score_document(document, hits, labelled_kinds=kinds - kept, kept=kept)[0]


def test_a_stretch_is_masked_when_every_word_of_it_is_whatever_the_kind():
    text = "Ann Lee met Bob Ray"
    document = Document(
        "1", text, labels_in(text, ("Ann Lee", "PER"), ("Bob Ray", "PER"))
    )
    hits = hits_in(text, ("Ann Lee", K.ORG), ("Bob", K.PERSON))

    found, missed = score_document(document, hits, labelled_kinds=frozenset())

    assert {"PERSON": Share(1, 2)} == found.types
    assert [text[x.start : x.end] for x in missed] == ["Bob Ray"]


def test_titles_and_function_words_may_stay_readable():
    text = "Mr Li and the Bank of Rome, no. 36110/97, el 4 de julio, Mme E. Roy"
    named = labels_in(
        text,
        ("Mr Li", "PER"),
        ("the Bank of Rome", "ORG"),
        ("no. 36110/97", "CODE"),
        ("el 4 de julio", "DATE"),
        ("Mme E. Roy", "PER"),
    )
    hits = hits_in(
        text,
        ("Li", K.PERSON),
        ("Bank", K.ORG),
        ("Rome", K.ORG),
        ("36110/97", K.CODE),
        ("4", K.DATE),
        ("julio", K.DATE),
        ("Roy", K.PERSON),
    )
    # The initial of the last one is read.
    expected = {
        "PERSON": Share(1, 2),
        "ORG": Share(1, 1),
        "CODE": Share(1, 1),
        "DATE": Share(1, 1),
    }
    assert expected == score(Document("1", text, named), hits).types


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr Li", ["Li"]),
        ("Ms M. Roy", ["M", "Roy"]),
        ("M. Roy", ["Roy"]),
        ("Ann Lee's", ["Ann", "Lee"]),
        ("S. Lee", ["S", "Lee"]),
        ("E. Roy y Paz", ["E", "Roy", "Paz"]),
        ("Viasat AB", ["Viasat", "AB"]),
        ("EL 4 DE JULIO", ["4", "JULIO"]),
        ("une", ["une"]),
        ("the no. of 36110/97", ["36110", "97"]),
        ("Herr", []),
        ("(...)", []),
    ],
)
def test_these_words_tell_something(text: str, expected: list[str]):
    places = words_that_tell(text, 0, len(text))
    assert expected == [text[first:last] for first, last in places]


def test_a_stretch_of_titles_alone_counts_nowhere():
    text = "Mr. or Ms."
    assert score(Document("1", text, labels_in(text, ("Ms.", "TITLE"))), ()).types == {}


def test_names_of_things_need_not_be_masked_and_are_counted_apart():
    text = "Ann plays Tetris in X1"
    named = labels_in(text, ("Ann", "PER"), ("Tetris", "product"), ("X1", "BADGE"))
    found = score(Document("1", text, named), hits_in(text, ("Ann", K.PERSON)))

    assert {"PERSON": Share(1, 1), "BADGE": Share(0, 1)} == found.types
    assert {"product": Share(0, 1)} == found.things
    assert found.masked == Share(1, 2)


def test_an_entity_is_masked_only_with_all_of_its_mentions():
    text = "Ann Lee, or Ann. Bob, aged 60, a Pole. Zoe"
    labels = (
        Label(0, 7, "PERSON", "DIRECT", "ann"),
        Label(12, 15, "PERSON", "DIRECT", "ann"),
        Label(17, 20, "PERSON", "DIRECT", "bob"),
        Label(27, 29, "QUANTITY", "QUASI", "age"),
        Label(31, 37, "DEM", "NO_MASK", "pole"),
        Label(39, 42, "PERSON", "NO_MASK", "zoe"),
        Label(39, 42, "PERSON", "QUASI", "zoe"),
    )
    hits = hits_in(text, ("Ann Lee", K.PERSON), ("Bob", K.PERSON), ("60", K.AGE))

    found = score(Document("1", text, labels), hits)

    assert found.direct == Share(1, 2)
    assert found.quasi == Share(1, 2)
    assert found.masked == Share(3, 5)


def test_the_entities_of_each_annotator_count():
    labels = (
        Label(0, 3, "PERSON", "DIRECT", "one/e1"),
        Label(0, 7, "PERSON", "QUASI", "two/e1"),
    )
    found = score(
        Document("1", "Ann Lee", labels), hits_in("Ann Lee", ("Ann", K.PERSON))
    )
    assert (Share(1, 1), Share(0, 1)) == (found.direct, found.quasi)


def test_precision_counts_masked_letters_and_digits_in_any_label():
    text = "Ann Lee saw 2 cats."
    document = Document("1", text, labels_in(text, ("Ann Lee", "PER"), ("2", "MISC")))
    # "Ann Lee" has 6 letters, "2 cats." one digit and 4 letters that no label has.
    hits = hits_in(text, ("Ann Lee", K.PERSON), ("2 cats.", K.ORG))
    found = score(document, hits)
    assert found.chars == Share(7, 11)
    assert {"PERSON": Share(1, 1), "ORG": Share(1, 1)} == found.found
    # The set labels no organisation.
    assert found.own_chars == Share(6, 6)


def test_typed_matches_need_the_kind_and_half_of_the_stretch():
    text = "Ann Mary Lee of Rome on 4 May 2001 with 12345"
    named = labels_in(
        text,
        ("Ann Mary Lee", "PER"),
        ("Rome", "LOC"),
        ("4 May 2001", "DATE"),
        ("12345", "CODE"),
    )
    hits = hits_in(
        text,
        ("Ann", K.PERSON),  # 3 of 12: too little
        ("Rome", K.ORG),  # the set labels no organisation: says nothing
        ("May 2001", K.BIRTHDATE),  # a date is a date, 8 of 10
        ("12345", K.ID),  # a number is a number
        ("with", K.LOCATION),
    )
    found = score(Document("1", text, named), hits)
    assert (Share(2, 4), Share(2, 4)) == (found.typed_hits, found.typed_labels)


def test_titles_do_not_spoil_a_typed_match():
    text = "Mr Li left"
    found = score(
        Document("1", text, labels_in(text, ("Mr Li", "PER"))),
        hits_in(text, ("Li", K.PERSON)),
    )
    assert (Share(1, 1), Share(1, 1)) == (found.typed_hits, found.typed_labels)


def test_a_label_without_a_word_is_nothing_to_match():
    text = "@ ann"
    document = Document("1", text, labels_in(text, ("@", "PER"), ("ann", "PER")))
    found = score(document, hits_in(text, ("ann", K.PERSON)))
    assert (Share(1, 1), Share(1, 1)) == (found.typed_hits, found.typed_labels)


def test_a_false_hit_is_one_in_a_document_without_labels():
    text = "God bless you"
    clean = Document("1", text, ())
    thing = Document("1", text, labels_in(text, ("God", "MISC")))
    hits = hits_in(text, ("God", K.PERSON))

    assert score(clean, hits).false_hits == Share(1, 1)
    assert {"PERSON": Share(0, 1)} == score(clean, hits).found
    assert score(clean, ()).false_hits == Share(0, 1)
    assert score(thing, hits).false_hits == Share(0, 0)


def test_labels_of_a_kept_kind_need_not_be_masked():
    text = "Ann paid 40 euros"
    document = Document(
        "1", text, labels_in(text, ("Ann", "PER"), ("40 euros", "MONEY"))
    )
    found = score(document, hits_in(text, ("Ann", K.PERSON)), frozenset({K.QUANTITY}))

    assert {"PERSON": Share(1, 1)} == found.types
    assert {"QUANTITY": Share(0, 1)} == found.things
    assert (Share(1, 1), Share(1, 2)) == (found.typed_hits, found.typed_labels)


def test_scores_of_documents_add_up():
    text = "Ann and Bob"
    one = score(
        Document("1", text, labels_in(text, ("Ann", "PER"))),
        hits_in(text, ("Ann", K.ORG)),
    )
    two = score(Document("2", text, labels_in(text, ("Bob", "LOC"))), ())
    assert {"PERSON": Share(1, 1), "LOCATION": Share(0, 1)} == (one + two).types
    assert (one + two).documents == 2


def test_labels_move_with_their_letters_in_another_case():
    text = "Straße von Ute Weiß, ©"
    document = Document("1", text, labels_in(text, ("Ute Weiß", "PER")))

    upper = recase(document, "upper")

    assert upper.text == "STRASSE VON UTE WEISS, ©"
    assert [upper.text[x.start : x.end] for x in upper.labels] == ["UTE WEISS"]
    lower = recase(Document("1", "İpek", (Label(1, 4, "PER"),)), "lower")
    assert [lower.text[x.start : x.end] for x in lower.labels] == ["pek"]
