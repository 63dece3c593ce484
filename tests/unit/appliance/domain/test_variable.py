"""What a prompt may ask for besides the text: each type takes its own and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.text import PersonText
from appliance.domain.variable import (
    MAX_INTEGER,
    NOT_ASKED,
    Variable,
    VariableType,
    read_values,
)
from appliance.errors import VariableError

TERM = Variable("term", VariableType.INTEGER, "Term", least=6, most=120)
DUE = Variable("due", VariableType.DATE, "Answer by")
NOTE = Variable("note", VariableType.TEXT, "Note", max_chars=10)
PRODUCT = Variable("product", VariableType.CHOICE, "Product", words=("card", "loan"))
ALL = (TERM, DUE, NOTE, PRODUCT)

TAKEN = [
    (TERM, "48", "48"),
    (TERM, " 0048 ", "48"),
    (DUE, "2028-02-29", "2028-02-29"),
    (NOTE, " For Anna ", "For Anna"),
    (NOTE, "a\nb", "a\nb"),
    (PRODUCT, "loan", "loan"),
]
REFUSED = [
    (TERM, "5"),
    (TERM, "121"),
    (TERM, "48.0"),
    (TERM, "4 8"),
    (TERM, "٤٨"),
    (TERM, "1_0"),
    (TERM, "1234567890"),
    (DUE, "2027-02-29"),
    (DUE, "21.11.2026"),
    (DUE, "20261121"),
    (DUE, "２０２６-11-21"),
    (NOTE, "more than ten"),
    (NOTE, "a\x00b"),
    (NOTE, "a\ud800"),
    (PRODUCT, "Loan"),
    (PRODUCT, "loan, card"),
]


@pytest.mark.parametrize(("variable", "typed", "read"), TAKEN)
def test_a_value_is_read_in_one_spelling(
    variable: Variable, typed: str, read: str
) -> None:
    assert variable.read(typed) == read
    assert variable.read(read) == read


@pytest.mark.parametrize(("variable", "typed"), REFUSED)
def test_a_value_of_another_kind_is_refused_with_what_is_expected(
    variable: Variable, typed: str
) -> None:
    with pytest.raises(VariableError) as caught:
        variable.read(typed)
    assert caught.value.label == variable.label
    assert caught.value.hint
    told = f"{caught.value} {caught.value.hint}"
    assert typed not in told


@pytest.mark.parametrize("variable", ALL)
@pytest.mark.parametrize("typed", ["", "  \n"])
def test_a_missing_value_is_refused(variable: Variable, typed: str) -> None:
    with pytest.raises(VariableError, match=f"{variable.name}: missing"):
        variable.read(typed)


GIVEN = {"term": "12", "due": "2026-11-21", "note": "Anna", "product": "card"}


def texts(values: dict[str, str]) -> dict[str, PersonText]:
    return {name: PersonText(value) for name, value in values.items()}


def test_values_come_in_the_order_in_which_they_are_declared() -> None:
    read = read_values(ALL, texts(dict(reversed(GIVEN.items()))))
    assert [(name, value.reveal()) for name, value in read.items()] == list(
        GIVEN.items()
    )


def test_what_is_not_declared_is_refused_and_not_repeated() -> None:
    with pytest.raises(VariableError, match=r"^1 not declared$") as caught:
        read_values(ALL, texts({**GIVEN, "Marta Kowalczyk": "x"}))
    assert (caught.value.label, caught.value.hint) == ("", NOT_ASKED)


@pytest.mark.parametrize("name", GIVEN)
def test_each_declared_value_has_to_be_there(name: str) -> None:
    given_ = {key: value for key, value in GIVEN.items() if key != name}
    with pytest.raises(VariableError, match=f"{name}: missing"):
        read_values(ALL, texts(given_))


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_as_its_type_or_refused(typed: str) -> None:
    for variable in ALL:
        try:
            value = variable.read(typed)
        except VariableError:
            continue
        assert variable.read(value) == value
        if variable is TERM:
            assert 6 <= int(value) <= 120 <= MAX_INTEGER
        if variable is PRODUCT:
            assert value in PRODUCT.words
