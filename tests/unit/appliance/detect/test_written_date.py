from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.date import find_dates
from appliance.detect.written_date import DateOrder, order_of, read_date

DAY, MONTH, NONE = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.UNSETTLED
MARCH = date(2024, 3, 12)

ONE_READING = [
    "2024-03-12",
    "2024/03/12",
    "2024-03-12T10:22:00Z",
    "2024-03-12 10:22:00+01:00",
    "12 March 2024",
    "12th of March, 2024",
    "the 12th day of March 2024",
    "March 12, 2024",
    "MARCH 12TH, 2024",
    "March the 12th, 2024",
    "Mar. 12, 2024",
    "12-Mar-2024",
    "2024 March 12",
    "Tuesday, 12 March 2024",
    "12. M\u00e4rz 2024",
    "12.M\u00c4RZ 2024",
    "12. Ma\u0308rz 2024",
    "12. Mrz. 2024",
    "Dienstag, den 12. M\u00e4rz 2024",
    "12 mars 2024",
    "le 12 mars 2024",
    "mardi 12 mars 2024",
    "12 de marzo de 2024",
    "12 de marzo del 2024",
    "martes, 12 de marzo de 2024",
    " 12\u00a0March\n2024 ",
]


@pytest.mark.parametrize("order", DateOrder)
@pytest.mark.parametrize("text", ONE_READING)
def test_a_date_of_one_reading_is_read_in_any_order(text: str, order: DateOrder):
    assert read_date(text, order) == MARCH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 January 2024", date(2024, 1, 1)),
        ("1er f\u00e9vrier 2024", date(2024, 2, 1)),
        ("3 Mai 2024", date(2024, 5, 3)),
        ("3 de agosto de 2024", date(2024, 8, 3)),
        ("3 ao\u00fbt 2024", date(2024, 8, 3)),
        ("3. J\u00e4nner 2024", date(2024, 1, 3)),
        ("3 Sept 2024", date(2024, 9, 3)),
        ("3. Dez. 2024", date(2024, 12, 3)),
        ("29 February 2024", date(2024, 2, 29)),
        # Not "de" and a month called "cember".
        ("1 December 2024", date(2024, 12, 1)),
        ("1 d\u00e9cembre 2024", date(2024, 12, 1)),
    ],
)
def test_months_are_read_in_four_languages(text: str, expected: date):
    assert read_date(text, NONE) == expected


@pytest.mark.parametrize(
    ("text", "day_first", "month_first", "unsettled"),
    [
        ("03/04/2024", date(2024, 4, 3), date(2024, 3, 4), None),
        ("3.4.2024", date(2024, 4, 3), date(2024, 3, 4), None),
        ("03 04 2024", date(2024, 4, 3), date(2024, 3, 4), None),
        ("3. 4. 2024", date(2024, 4, 3), date(2024, 3, 4), None),
        ("13/04/2024", *[date(2024, 4, 13)] * 3),
        ("04/13/2024", *[date(2024, 4, 13)] * 3),
        ("04/04/2024", *[date(2024, 4, 4)] * 3),
    ],
)
def test_figures_are_read_where_their_order_is_settled(
    text: str,
    day_first: date | None,
    month_first: date | None,
    unsettled: date | None,
):
    assert [read_date(text, order) for order in (DAY, MONTH, NONE)] == [
        day_first,
        month_first,
        unsettled,
    ]


@pytest.mark.parametrize("order", DateOrder)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "March 2024",
        "12 March",
        "12.3.",
        "12.3.24",
        "12-Mar-24",
        "12 March '24",
        "2024",
        "31/02/2024",
        "30 February 2024",
        "29 February 2023",
        "13/13/2024",
        "2024-13-01",
        "2024-03-12-01",
        "0000-03-12",
        "12 Smarch 2024",
        "Monday, 12 March 2024",
        "12 March 2024 or so",
        "12/03-2024",
        "20\u00b24-03-12",
        "\u0661\u0662 March 2024",
        "12 March 2024" + " " * 60,
    ],
)
def test_what_could_be_another_date_is_not_read(text: str, order: DateOrder):
    assert read_date(text, order) is None


@pytest.mark.parametrize(
    ("language", "countries", "expected"),
    [
        ("de", ("us",), DAY),
        ("fr", (), DAY),
        ("es", ("gb",), DAY),
        ("en", ("gb", "de"), DAY),
        ("en", ("ie",), DAY),
        ("en", ("us", "de"), MONTH),
        ("en", ("gb", "us"), NONE),
        ("en", ("gb", "ca"), NONE),
        ("en", ("de",), NONE),
        ("en", (), NONE),
        ("it", ("gb",), NONE),
    ],
)
def test_only_language_and_countries_settle_the_order(
    language: str, countries: tuple[str, ...], expected: DateOrder
):
    assert order_of(language, countries) is expected


@given(
    st.one_of(
        st.text(max_size=80),
        st.text("0123456789 ./-,'TZ:stndrhofde", max_size=40),
        st.from_regex(r"[0-9]{1,4}[ ./-][0-9]{1,4}[ ./-][0-9]{1,5}", fullmatch=True),
    ),
    st.sampled_from(DateOrder),
)
def test_nothing_typed_breaks_the_reader(text: str, order: DateOrder):
    found = read_date(text, order)
    assert found is None or str(found.year).zfill(4) in text


@given(
    st.dates(date(1800, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]),
    st.sampled_from(DateOrder),
)
def test_a_date_is_read_as_itself_or_by_the_other_order(
    day: date, form: str, order: DateOrder
):
    text = day.strftime(form)
    (span,) = find_dates(text)
    assert (span.start, span.end) == (0, len(text))
    right = {"%d/%m/%Y": DAY, "%m/%d/%Y": MONTH}.get(form, order)
    found = read_date(text, order)
    if order is right and (order is not NONE or "/" not in form):
        assert found == day
    else:
        assert found is None or {found.day, found.month} == {day.day, day.month}
