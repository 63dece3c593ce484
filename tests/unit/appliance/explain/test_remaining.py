"""What a masked text still tells: named, and never called anonymous."""

import time

import pytest

from appliance.domain.entity import EntityKind as K
from appliance.explain.remaining import (
    NONE_LEFT,
    ONE_LEFT,
    RARE_LEFT,
    SENTENCES,
    SEVERAL_LEFT,
    remaining,
)

WIDOW = (
    "[PERSON_ab2c_1], a 46-year-old Somali nurse and widow, has lived here since 2019. "
    "Her income is \u00a33,200."
)
WITWE = (
    "[PERSON_ab2c_1], 46 Jahre alt, verwitwet, polnische Krankenschwester, zog im "
    "M\u00e4rz 2019 her und verdient 3.200 EUR."
)


def found_in(text: str) -> dict[K, tuple[str, ...]]:
    return {detail.kind: detail.found for detail in remaining(text).details}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            WIDOW,
            {
                K.AGE: ("46-year-old",),
                K.TITLE: ("nurse",),
                K.DEMOGRAPHIC: ("Somali", "widow"),
                K.DATE: ("2019",),
                K.QUANTITY: ("\u00a33,200",),
            },
            id="en",
        ),
        pytest.param(
            WITWE,
            {
                K.AGE: ("46 Jahre alt",),
                K.TITLE: ("Krankenschwester",),
                K.DEMOGRAPHIC: ("verwitwet", "polnische"),
                K.DATE: ("M\u00e4rz 2019",),
                K.QUANTITY: ("3.200 EUR",),
            },
            id="de",
        ),
        pytest.param("aged 71, retired", {K.AGE: ("aged 71",)}, id="age after"),
        pytest.param("48 months", {K.QUANTITY: ("48 months",)}, id="duration"),
        pytest.param("NURSE, nurse, Nurse", {K.TITLE: ("NURSE",)}, id="each once"),
        pytest.param("on 03.04.2019 at 10", {K.DATE: ("03.04.2019",)}, id="figures"),
    ],
)
def test_details_are_named_by_kind(
    text: str, expected: dict[K, tuple[str, ...]]
) -> None:
    assert expected == found_in(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("My card has not come. [PERSON_ab2c_1]", NONE_LEFT),
        ("The nurse has called.", ONE_LEFT),
        (WIDOW, SEVERAL_LEFT),
        (WITWE, SEVERAL_LEFT),
        ("The bishop has called.", RARE_LEFT),
        ("Die B\u00fcrgermeisterin hat angerufen.", RARE_LEFT),
    ],
)
def test_one_sentence_says_what_they_mean(text: str, sentence: str) -> None:
    assert sentence == remaining(text).sentence


def test_a_rare_detail_is_among_those_named() -> None:
    assert found_in("The bishop has called.") == {K.TITLE: ("bishop",)}


@pytest.mark.parametrize(
    "text",
    [
        "Please send it, and let me know in general how it works.",
        "The article no. 4711 costs more than 10 %.",
        "[TITLE_ab2c_2019] and [PERSON_ab2c_46] are stand-ins.",
        "The engineering and nursing departments, the poles and the danes.",
        "Version 2.0.2019.1",
        "",
    ],
)
def test_ordinary_words_numbers_and_stand_ins_are_no_details(text: str) -> None:
    assert found_in(text) == {}


def test_a_kept_kind_that_names_somebody_is_told_whatever_stands_there() -> None:
    told = remaining("The branch in Leeds.", (K.LOCATION, K.QUANTITY))
    assert [(d.kind, d.found) for d in told.details] == [(K.LOCATION, ())]
    assert told.sentence == ONE_LEFT


def test_a_long_list_is_cut() -> None:
    many = ", ".join(f"{year}" for year in range(1950, 1980))
    assert len(found_in(many)[K.DATE]) == 6


def test_no_sentence_claims_that_a_text_is_anonymous() -> None:
    assert all("is anonymous" not in s.replace("not anonymous", "") for s in SENTENCES)


@pytest.mark.parametrize("hostile", ["1", "1.", "a" * 9, "\u00e4", "1,1", "1 ", "-"])
def test_time_grows_with_length_and_no_faster(hostile: str) -> None:
    text = hostile * (60_000 // len(hostile))
    begun = time.process_time()
    remaining(text)
    # A pattern that backtracks without bound would take hours.
    assert time.process_time() - begun < 10
