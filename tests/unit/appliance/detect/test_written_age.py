import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.age import find_ages
from appliance.detect.written_age import age_group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("0", "0-17"),
        ("17", "0-17"),
        ("18", "18-29"),
        ("29", "18-29"),
        ("30", "30-39"),
        ("49", "40-49"),
        ("89", "80-89"),
        ("90", "90+"),
        ("124", "90+"),
        ("aged 42", "40-49"),
        ("42 years old", "40-49"),
        ("42-year-old", "40-49"),
        ("42 y/o", "40-49"),
        ("42 Jahre alt", "40-49"),
        ("42-j\u00e4hrige", "40-49"),
        ("42 ans", "40-49"),
        ("42 A\u00d1OS", "40-49"),
        ("ninety-three", "90+"),
        ("dreiundneunzig", "90+"),
        ("quatre-vingt-dix", "90+"),
        ("noventa y dos", "90+"),
    ],
)
def test_an_age_has_its_group(text: str, group: str):
    assert age_group(text) == group


@pytest.mark.parametrize(
    "text",
    [
        "",
        "125",
        "1000",
        "-4",
        "4.5",
        "42%",
        "18 months",
        "6 weeks",
        "40s",
        "40-49",
        "over 90",
        "forty-two",
        "42 or 43",
        "\u0664\u0662",
        "4\u00b2",
        "42" + " " * 60,
    ],
)
def test_what_is_no_whole_age_has_no_group(text: str):
    assert age_group(text) == ""


@given(st.integers(0, 124))
def test_a_group_holds_its_age(years: int):
    first, _, last = age_group(str(years)).rstrip("+").partition("-")
    assert int(first) <= years <= int(last or 124)


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reader(text: str):
    assert age_group(text) == "" or any(c.isalnum() for c in text)


@pytest.mark.parametrize("text", ["aged 93", "ninety-one years old", "97 Jahre alt"])
def test_what_the_detector_finds_is_over_89(text: str):
    (span,) = find_ages(text)
    assert age_group(text[span.start : span.end]) == "90+"
