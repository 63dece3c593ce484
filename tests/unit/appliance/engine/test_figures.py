import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.surrogate import surrogates_in
from appliance.engine.figures import MAX_FIGURES, figures_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amount: EUR 31,500", ("31,500",)),
        ("EUR31,500.00 or £1.234,50", ("31,500.00", "1.234,50")),
        ("€9200 and 18 500 EUR", ("9200", "18 500")),
        (
            "18\u00a0500 / 18\u202f500 / 18'500",
            ("18\u00a0500", "18\u202f500", "18'500"),
        ),
        ("a loan of 31.5k, perhaps 40 K", ("31.5k", "40 K")),
        ("40 kg and 3kids", ("40", "3")),
        ("42%, 35 % or 19.5 percent", ("42", "35", "19.5")),
        ("for 18 months, for two years", ("18 months", "two")),
        ("eighteen months, one month", ("one month",)),
        ("No defaults. Never late, none at all", ("No", "Never", "none")),
        ("nobody, nonetheless, someone, no-one, one-off", ()),
        ("0", ("0",)),
        ("42, 42 and 42.", ("42",)),
        ("It cost 5.", ("5",)),
        ("1,2,3", ("1,2", "3")),
        ("24\n200", ("24", "200")),
        ("a2b", ("2",)),
        ("", ()),
        ("[PERSON_k7q2_13] owes [IBAN_22cd_4] 7", ("7",)),
        ("5[PERSON_k7q2_1]6", ("5", "6")),
        ("[PERSON_k7q2_13", ("7", "2", "13")),
        ("٣ ４２", ()),
        ("1234567890123456", ()),
    ],
)
def test_a_figure_is_given_as_it_stands(text: str, expected: tuple[str, ...]) -> None:
    assert expected == figures_of([text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Debt ratio: 42 %, monthly debts: 400", ("42",)),
        (
            "42%, 19.5 per cent, 7 percent, 3 PCT, 8\u202f%",
            ("42", "19.5", "7", "3", "8"),
        ),
        ("27 % of 2,950", ("27",)),
        ("Debts in % of income: 38", ("38",)),
        ("Ratio (percent) | 38", ("38",)),
        ("Interest 4.5 %: 400 euros", ("4.5",)),
        ("Interest 4.5%: 400 euros", ("4.5",)),
        ("In %:\n38", ()),
        ("Monthly debts: 400", ()),
        ("12 percentages", ()),
    ],
)
def test_a_percentage_is_a_figure_with_its_unit(
    text: str, expected: tuple[str, ...]
) -> None:
    assert figures_of([text], percent=True) == expected


def test_each_figure_comes_once_in_the_order_of_the_texts() -> None:
    assert figures_of(["7 and 3", "3 and 9"]) == ("7", "3", "9")


def test_after_so_many_the_rest_cannot_be_given() -> None:
    text = " ".join(str(number) for number in range(1_000, 1_000 + 2 * MAX_FIGURES))
    assert len(figures_of([text])) == MAX_FIGURES


_PIECES = st.sampled_from(
    [
        "[PERSON_k7q2_13]",
        "[IBAN_ab2c_4]",
        "[DATE_ab2c_5~2024-03-12]",
        "[AGE_ab2c_6~40-49]",
        "12,500",
        " months",
        "no",
        *"7k.\n%€,[]_a ",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_a_figure_stands_in_its_text_outside_every_surrogate(text: str) -> None:
    outside = text
    for surrogate in surrogates_in(text):
        outside = outside.replace(str(surrogate), "\n")
    for figure in figures_of([text]):
        assert figure in outside
        assert "\n" not in figure
        assert re.search(r"[\[\]_]", figure) is None


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{:,}.50", "{}k"]))
def test_a_number_between_words_is_found_whole(number: int, form: str) -> None:
    figure = form.format(number)
    assert figures_of([f"It says {figure} here."]) == (figure,)
