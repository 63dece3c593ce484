"""The probe's texts: known values in them, right check digits, the same for a seed."""

import re
from collections import Counter

import phonenumbers
import pytest

from appliance.domain.entity import EntityKind
from appliance.observe.made_texts import MadeText, made_texts
from appliance.worker.probe import readable_values, words_of

SEEDS = range(5)
ALL = [made for seed in SEEDS for made in made_texts(seed)]


def values(kind: EntityKind) -> list[str]:
    return [value for made in ALL for one, value in made.values if one is kind]


def test_a_seed_gives_the_same_texts_and_another_gives_others() -> None:
    assert list(made_texts(3)) == list(made_texts(3))
    assert not {m.text.reveal() for m in made_texts(3)} & {
        m.text.reveal() for m in made_texts(4)
    }


def test_every_language_has_as_many_texts_and_every_kind() -> None:
    languages = Counter(made.language for made in made_texts(1))
    assert languages == dict.fromkeys(("en", "de", "fr", "es"), 24)
    for language in languages:
        kinds = {
            k for m in made_texts(1) if m.language == language for k, _ in m.values
        }
        assert len(kinds) == 15


def test_every_value_stands_in_its_text_and_no_slot_is_left() -> None:
    for made in ALL:
        text = made.text.reveal()
        assert all(value in text for _, value in made.values)
        assert not re.search(r"\{[a-z]+\}", text)


def test_values_and_the_rest_are_the_whole_text() -> None:
    for made in ALL:
        of_values = sum(
            (
                words_of(value)
                for _, value in made.values
                for _ in range(made.text.reveal().count(value))
            ),
            Counter(),
        )
        assert words_of(made.text.reveal()) == of_values + words_of(made.rest)


def test_names_are_not_words_of_the_letters_themselves() -> None:
    for made in ALL:
        for kind, value in made.values:
            if kind in {EntityKind.PERSON, EntityKind.LOCATION, EntityKind.EMAIL}:
                assert not words_of(value) & words_of(made.rest)


def test_ibans_and_cards_have_their_check_digits() -> None:
    for iban in values(EntityKind.IBAN):
        bare = iban.replace(" ", "")
        turned = "".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])
        assert int(turned) % 97 == 1
    for card in values(EntityKind.CARD):
        figures = [int(sign) for sign in reversed(card.replace(" ", ""))]
        doubled = [sum(divmod(2 * figure, 10)) for figure in figures[1::2]]
        assert (sum(figures[::2]) + sum(doubled)) % 10 == 0


def test_telephone_numbers_can_be_read_as_such() -> None:
    for phone in values(EntityKind.PHONE):
        assert phonenumbers.is_possible_number(phonenumbers.parse(phone))


LETTER = next(made for made in ALL if made.language == "en")


def test_a_text_that_nobody_masked_leaks_every_value() -> None:
    everything = frozenset(value for _, value in LETTER.values)
    assert readable_values(LETTER, LETTER.text.reveal()) == everything


def test_a_text_with_every_value_masked_leaks_none() -> None:
    assert readable_values(LETTER, masked(LETTER)) == frozenset()


@pytest.mark.parametrize("kind", [EntityKind.PERSON, EntityKind.CARD])
def test_one_word_of_a_value_is_enough_to_leak_it(kind: EntityKind) -> None:
    value = next(value for one, value in LETTER.values if one is kind)
    text = f"{masked(LETTER)} {value.split()[-1].upper()}"
    assert readable_values(LETTER, text) == {value}


def masked(made: MadeText) -> str:
    text = made.text.reveal()
    for kind, value in made.values:
        text = text.replace(value, f"[{kind}_ab2c_1]")
    return text
