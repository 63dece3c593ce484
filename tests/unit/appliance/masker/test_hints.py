from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.written_date import DateOrder
from appliance.domain.entity import EntityKind
from appliance.domain.surrogate import Surrogate, parse_surrogate
from appliance.masker.hints import Hints, shifted
from appliance.masker.vault import Pseudonym
from appliance.masker.vault_key import CaseKey

DAY, NONE = DateOrder.DAY_FIRST, DateOrder.UNSETTLED
WEEKS = st.integers(4, 104).flatmap(lambda n: st.sampled_from([n, -n]))
KEYS = st.binary(min_size=32, max_size=32)


def pseudonym(kind: EntityKind, original: str) -> Pseudonym:
    return Pseudonym(Surrogate(kind, "k7d2", 1), original, 1)


@given(
    st.dates(date(1000, 1, 1), date(9990, 1, 1)),
    WEEKS,
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"]),
)
def test_every_date_moves_by_the_same_whole_weeks(day: date, weeks: int, form: str):
    hints = Hints(frozenset({EntityKind.DATE}), weeks, DAY)
    hint = hints.written(pseudonym(EntityKind.DATE, day.strftime(form))).hint
    moved = date.fromisoformat(hint)
    assert moved - day == timedelta(days=7 * weeks)
    assert moved.weekday() == day.weekday()


@pytest.mark.parametrize(
    ("day", "weeks"),
    [(date.max, 4), (date.min, -4), (date(2024, 3, 12), 0)],
)
def test_what_cannot_be_moved_has_no_hint(day: date, weeks: int):
    assert shifted(day, weeks) == ""


@pytest.mark.parametrize(
    ("kind", "original", "told"),
    [
        (EntityKind.BIRTHDATE, "31 December 1936", False),
        (EntityKind.BIRTHDATE, "1 January 1937", True),
        (EntityKind.DATE, "31 December 1936", True),
        (EntityKind.DATE, "03/04/2024", False),
        (EntityKind.DATE, "last Tuesday", False),
    ],
)
def test_a_hint_tells_no_birth_over_89_years_ago_and_nothing_unsettled(
    kind: EntityKind, original: str, *, told: bool
):
    hints = Hints(frozenset({kind}), 5, NONE, year=2026)
    assert bool(hints.written(pseudonym(kind, original)).hint) is told


@given(KEYS)
def test_a_case_moves_its_dates_by_4_to_104_weeks(secret: bytes):
    weeks = CaseKey("c", secret).weeks()
    assert 4 <= abs(weeks) <= 104
    assert weeks == CaseKey("c", secret).weeks()


def test_cases_move_their_dates_both_ways_and_by_all_lengths():
    drawn = {CaseKey("c", n.to_bytes(32, "big")).weeks() for n in range(4_000)}
    assert drawn == {*range(-104, -3), *range(4, 105)}


def test_only_kinds_of_the_purpose_have_a_hint():
    hints = Hints(frozenset({EntityKind.DATE, EntityKind.AGE}), 5, DAY)
    written = {
        kind: str(hints.written(pseudonym(kind, original)))
        for kind, original in [
            (EntityKind.DATE, "12.03.2024"),
            (EntityKind.BIRTHDATE, "12.03.2024"),
            (EntityKind.AGE, "93"),
            (EntityKind.PERSON, "93"),
        ]
    }
    assert written == {
        EntityKind.DATE: "[DATE_k7d2_1~2024-04-16]",
        EntityKind.BIRTHDATE: "[BIRTHDATE_k7d2_1]",
        EntityKind.AGE: "[AGE_k7d2_1~90+]",
        EntityKind.PERSON: "[PERSON_k7d2_1]",
    }


def test_without_kinds_nothing_has_a_hint():
    assert str(Hints().written(pseudonym(EntityKind.AGE, "93"))) == "[AGE_k7d2_1]"


@given(
    st.sampled_from(EntityKind), st.text(max_size=20), WEEKS, st.sampled_from(DateOrder)
)
def test_every_surrogate_with_its_hint_reads_back(
    kind: EntityKind, original: str, weeks: int, order: DateOrder
):
    written = Hints(frozenset(EntityKind), weeks, order).written(
        pseudonym(kind, original)
    )
    assert parse_surrogate(str(written)) == written


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("[DATE_k7d2_1~2024-04-16]", "[DATE_k7d2_1~2024-04-16]"),
        ("[DATE_k7d2_1]", "[DATE_k7d2_1]"),
        ("[DATE_k7d2_1~2024-03-12]", "[DATE_k7d2_1]"),
        ("[DATE_k7d2_1~40-49]", "[DATE_k7d2_1]"),
    ],
)
def test_a_typed_hint_stays_only_if_it_is_the_cases_own(typed: str, stays: str):
    hints = Hints(frozenset({EntityKind.DATE}), 5, DAY)
    assert str(hints.standing(pseudonym(EntityKind.DATE, "12.03.2024"), typed)) == stays


def test_a_repr_does_not_tell_the_weeks():
    assert "71" not in repr(Hints(frozenset({EntityKind.DATE}), 71, DAY))
