"""Shifted dates and groups of ages, on the real masker: told to the model, not kept."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.detect.written_date import DateOrder, read_date
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.masked import MaskedText
from appliance.domain.surrogate import EXACT, Surrogate, surrogates_in
from appliance.domain.text import PersonText
from appliance.errors import LookAlikeError
from tests.contract.masker_house import MaskerHouse
from tests.fakes import make_purpose

SHIFT, BUCKET = Treatment.SHIFT, Treatment.BUCKET
HINTING = make_purpose(
    treatments={
        EntityKind.DATE: SHIFT,
        EntityKind.BIRTHDATE: SHIFT,
        EntityKind.AGE: BUCKET,
        EntityKind.QUANTITY: Treatment.KEEP,
    }
)
LETTER = (
    "Mrs Gray, aged 93 (born 12 March 1981), paid on 2024-03-01 and again on "
    "29/03/2024. Her son wrote on March 15th, 2024 and on 02/04/2024.\n"
)
EXCHANGE = "e1" * 16


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    built = MaskerHouse()
    yield built
    built.close()


def mask(
    house: MaskerHouse, text: str, case: str, *, language: str = "en", **options: object
) -> MaskedText:
    wanted = {"purpose": HINTING, **options}
    return house.masker.mask(
        PersonText(text),
        exchange=EXCHANGE,
        case=case,
        language=language,
        **wanted,  # type: ignore[arg-type] # a purpose and a flag, as tests name them
    )


def restored(house: MaskerHouse, text: str, case: str) -> str:
    found = house.masker.restore(text, exchange=EXCHANGE, case=case, reader="r")
    return found.text.reveal()


def by_original(
    house: MaskerHouse, text: str, case: str, *, language: str = "en"
) -> dict[str, Surrogate]:
    """Tell which surrogate stands for which words of a text."""
    masked = mask(house, text, case, language=language).text
    return {restored(house, str(found), case): found for found in surrogates_in(masked)}


def moved_by(
    house: MaskerHouse, case: str, text: str = "on 2024-03-01.", language: str = "en"
) -> timedelta:
    """Tell how far the one date of a text, 1 March 2024, was moved."""
    found = by_original(house, text, case, language=language).values()
    (hint,) = [one.hint for one in found if one.hint]
    return date.fromisoformat(hint) - date(2024, 3, 1)


def test_hinted_text_restores_byte_for_byte(house: MaskerHouse) -> None:
    masked = mask(house, LETTER, "exact")
    assert restored(house, masked.text, "exact") == LETTER


def test_neither_true_date_nor_age_can_be_read(house: MaskerHouse) -> None:
    masked = mask(house, LETTER, "hidden")
    outside = EXACT.sub("", masked.text)
    assert not re.search(r"[0-9]{2}|March|ninety", outside)
    # One date moved may happen to be another one's true day, never its own.
    for words, found in by_original(house, LETTER, "hidden").items():
        day = read_date(words, DateOrder.DAY_FIRST)
        assert found.hint not in {words, str(day)}
    gate = house.masker.check_outgoing([masked.text], case="hidden", kinds_kept=())
    assert gate == len(masked.surrogates())


def test_each_kind_has_the_hint_of_its_purpose(house: MaskerHouse) -> None:
    found = by_original(house, LETTER, "kinds")
    weeks = moved_by(house, "kinds")
    expected = {
        "12 March 1981": date(1981, 3, 12) + weeks,
        "2024-03-01": date(2024, 3, 1) + weeks,
        "29/03/2024": date(2024, 3, 29) + weeks,
        "March 15th, 2024": date(2024, 3, 15) + weeks,
    }
    assert {words: found[words].hint for words in expected} == {
        words: day.isoformat() for words, day in expected.items()
    }
    assert found["aged 93"].hint == "90+"
    # Both British and American offices: nothing settles it.
    assert found["02/04/2024"].hint == ""


def test_weekdays_and_intervals_stay(house: MaskerHouse) -> None:
    found = by_original(house, LETTER, "intervals")
    first, last = (
        date.fromisoformat(found[words].hint) for words in ("2024-03-01", "29/03/2024")
    )
    assert last - first == timedelta(days=28)
    assert first.strftime("%A") == last.strftime("%A") == "Friday"


def test_all_texts_of_a_case_move_alike_and_by_4_to_104_weeks(
    house: MaskerHouse,
) -> None:
    weeks = moved_by(house, "alike")
    assert weeks % timedelta(weeks=1) == timedelta(0)
    assert timedelta(weeks=4) <= abs(weeks) <= timedelta(weeks=104)
    assert moved_by(house, "alike", "bezahlt am 1. M\u00e4rz 2024.", "de") == weeks
    assert moved_by(house, "alike", "pay\u00e9 le 1er mars 2024.", "fr") == weeks
    assert moved_by(house, "alike", "pagado el 1 de marzo de 2024.", "es") == weeks
    again = mask(house, LETTER, "alike")
    assert again.text == mask(house, LETTER, "alike").text


def test_cases_move_differently(house: MaskerHouse) -> None:
    # 202 ways: that 12 cases share fewer than six is a chance of one in 10^9.
    assert len({moved_by(house, f"case{n}") for n in range(12)}) >= 6


def test_a_language_settles_how_figures_are_read(house: MaskerHouse) -> None:
    text = "Am 02.04.2024 bezahlt."
    (moved,) = by_original(house, text, "german", language="de").values()
    weeks = moved_by(house, "german")
    assert moved.hint == (date(2024, 4, 2) + weeks).isoformat()


def test_without_the_treatment_nothing_is_told(house: MaskerHouse) -> None:
    masked = mask(house, LETTER, "plain", purpose=make_purpose())
    assert "~" not in masked.text
    hinted = mask(house, LETTER, "plain")
    assert hinted.surrogates() == masked.surrogates()
    assert hinted.seal.kinds_kept == (EntityKind.QUANTITY,)
    assert restored(house, hinted.text, "plain") == LETTER


def test_spans_name_the_surrogate_and_cover_its_hint(house: MaskerHouse) -> None:
    masked = mask(house, LETTER, "spans")
    shown = [masked.text[s.start : s.end] for s in masked.spans]
    assert shown == [str(found) for found in surrogates_in(masked.text)]
    assert [s.surrogate for s in masked.spans] == [
        found.name for found in surrogates_in(masked.text)
    ]


def test_an_answer_restores_with_without_and_with_another_hint(
    house: MaskerHouse,
) -> None:
    found = by_original(house, LETTER, "answers")["29/03/2024"]
    for written in (
        str(found),
        found.name,
        f"{found.name[:-1]}~2001-01-01]",
        f"{found.name[:-1]} ~ 1 April 2024 ]",
        str(found).strip("[]"),
        str(found).lower().replace("_", "\\_").replace("~", "\\~"),
    ):
        answer = f"You paid on {written}, twice."
        assert restored(house, answer, "answers") == "You paid on 29/03/2024, twice."
        assert house.masker.commitments(answer, case="answers") == (
            house.masker.commitments(found.name, case="answers")
        )


def test_a_typed_hint_is_masked_like_any_look_alike(house: MaskerHouse) -> None:
    found = by_original(house, LETTER, "typed")["29/03/2024"]
    text = f"{found} {found.name} {str(found)[1:-1]} [DATE_zz22_1~2024-03-29] Mrs Gray"
    masked = mask(house, text, "typed")
    assert {str(span.kind) for span in masked.spans} >= {"CUSTOM"}
    assert not any(hinted.hint for hinted in surrogates_in(masked.text))
    assert restored(house, masked.text, "typed") == text


def test_an_edit_keeps_surrogates_but_no_hint_of_its_own(house: MaskerHouse) -> None:
    found = by_original(house, LETTER, "edited")["29/03/2024"]
    smuggled = f"{found.name[:-1]}~2024-03-29]"
    draft = f"On {found} and {found.name}, {smuggled}."
    edited = mask(house, draft, "edited", accept_surrogates=True)
    assert edited.text == f"On {found} and {found.name}, {found.name}."
    assert restored(house, edited.text, "edited") == (
        "On 29/03/2024 and 29/03/2024, 29/03/2024."
    )
    assert len(house.masker.commitments(edited.text, case="edited")) == 3


def test_an_edit_with_a_hinted_surrogate_of_no_one_is_refused(
    house: MaskerHouse,
) -> None:
    with pytest.raises(LookAlikeError, match="of no one"):
        mask(house, "On [DATE_zz22_7~2024-03-29].", "nobody", accept_surrogates=True)


PIECES = st.one_of(
    st.dates().map(str),
    st.dates(date(1000, 1, 1)).map(lambda day: day.strftime("%d/%m/%Y")),
    st.dates(date(1000, 1, 1)).map(lambda day: day.strftime("%B %d, %Y")),
    st.sampled_from(
        [
            "born 31.12.1929",
            "aged 97",
            "~",
            "~2024-03-12]",
            "[DATE_ab2c_1~2024-03-12]",
            "DATE_ab2c_1~",
            "[",
            "]",
            "\\",
            "Anna Weber",
            "\u200b",
        ]
    ),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=st.lists(PIECES, max_size=10), glue=st.sampled_from(["", " ", "\n", "~"]))
def test_every_text_with_hints_restores_byte_for_byte(
    house: MaskerHouse, pieces: list[str], glue: str
) -> None:
    text = glue.join(pieces)
    assert restored(house, mask(house, text, "fuzz").text, "fuzz") == text
