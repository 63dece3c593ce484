"""Made-up people for surrogates: the same for the same, fitting their hints."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import find_surrogates
from appliance.domain.variable import Variable, VariableType
from appliance.observe.made_values import LANGUAGES
from appliance.observe.stand_ins import StandIns

MASKED = (
    "[PERSON_k7q2_1] met [PERSON_k7q2_2]. [PERSON_k7q2_1] lives in [LOCATION_k7q2_1]."
)


def test_the_same_surrogate_is_the_same_person_and_another_is_another() -> None:
    people = StandIns("seed", "en")
    first, second, again, place = (
        people.put_in(one) for one in find_surrogates(MASKED)
    )
    assert first == again
    assert first != second
    assert people.put_in(MASKED) == f"{first} met {second}. {first} lives in {place}."
    assert people.hidden == (first, second, place)
    assert people.named_in("[PERSON_k7q2_2], [PERSON_k7q2_1]") == (second, first)


def test_the_same_seed_makes_the_same_people_whatever_the_case_is_called() -> None:
    once, again = StandIns("seed", "de"), StandIns("seed", "de")
    assert once.put_in(MASKED) == again.put_in(MASKED.replace("k7q2", "zzzz"))
    assert once.put_in(MASKED) != StandIns("other", "de").put_in(MASKED)


@pytest.mark.parametrize("language", [*LANGUAGES, "pl"])
def test_every_kind_has_a_stand_in_in_every_language(language: str) -> None:
    masked = " ".join(f"[{kind}_k7q2_{n}]" for kind in EntityKind for n in range(1, 4))
    text = StandIns("seed", language).put_in(masked)
    assert find_surrogates(text) == ()
    assert "[" not in text


def test_many_people_of_one_text_are_all_different() -> None:
    masked = [f"[PERSON_k7q2_{number}]" for number in range(1, 61)]
    people = StandIns("seed", "en")
    made = [people.put_in(one) for one in masked]
    assert all(one != other for one, other in itertools.combinations(made, 2))


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        ("[DATE_k7q2_1~2024-03-12]", "2024-03-12"),
        ("[AGE_k7q2_1~40-49]", "44"),
        ("[AGE_k7q2_1~90+]", "94"),
        ("[NOTHING_k7q2_1]", "[NOTHING_k7q2_1]"),
        ("[PERSON_1]", "[PERSON_1]"),
    ],
)
def test_a_hint_is_kept_to_and_what_is_no_surrogate_is_left(
    masked: str, expected: str
) -> None:
    assert StandIns("seed", "en").put_in(masked) == expected


def test_a_date_and_its_name_without_the_hint_are_one() -> None:
    people = StandIns("seed", "en")
    people.put_in("[DATE_k7q2_1~2024-03-12]")
    assert people.put_in("[DATE_k7q2_1]") == "2024-03-12"


def test_an_age_need_not_be_masked_again() -> None:
    people = StandIns("seed", "en")
    people.put_in("[AGE_k7q2_1] [TITLE_k7q2_1]")
    assert people.hidden == ()


TERM = Variable("term", VariableType.INTEGER, "Term", least=6, most=120)
DUE = Variable("due", VariableType.DATE, "Answer by")
NOTE = Variable("note", VariableType.TEXT, "Note")


@given(st.text(max_size=8), st.sampled_from([TERM, DUE]), st.sampled_from(EntityKind))
def test_a_day_or_a_number_that_was_masked_becomes_one_that_its_variable_takes(
    seed: str, variable: Variable, kind: EntityKind
) -> None:
    filled = StandIns(seed, "en").fill(variable, f"[{kind}_k7q2_1]")
    assert variable.read(filled) == filled


def test_what_stands_for_a_variable_stands_for_it_in_the_text_too() -> None:
    people = StandIns("seed", "en")
    due = people.fill(DUE, "[DATE_k7q2_1]")
    assert people.put_in("By [DATE_k7q2_1].") == f"By {due}."
    assert people.hidden == (due,)


def test_a_day_that_was_moved_stays_where_it_was_moved_to() -> None:
    people = StandIns("seed", "en")
    assert people.fill(DUE, "[DATE_k7q2_1~2024-03-12]") == "2024-03-12"


def test_a_text_gets_made_up_people_and_what_was_not_masked_is_left() -> None:
    people = StandIns("seed", "en")
    note = people.fill(NOTE, "[PERSON_k7q2_1] called.")
    assert note == f"{people.hidden[0]} called."
    assert people.fill(DUE, "2026-11-21") == "2026-11-21"
    assert people.fill(TERM, "48") == "48"
