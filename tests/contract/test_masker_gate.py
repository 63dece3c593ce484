"""What a case masks anywhere is masked everywhere, or does not leave: the real masker."""

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.masked import MaskedText
from appliance.domain.text import PersonText
from appliance.errors import (
    BlockedKindError,
    LeakError,
    MaskerError,
    UnknownLanguageError,
)
from tests.contract.masker_house import MaskerHouse
from tests.fakes import make_purpose

EXCHANGE = "e1" * 16


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    built = MaskerHouse()
    yield built
    built.close()


def case_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def mask(
    house: MaskerHouse, text: str, case: str, *kept: EntityKind, language: str = "en"
) -> MaskedText:
    treatments = dict.fromkeys(kept, Treatment.KEEP)
    return house.masker.mask(
        PersonText(text),
        exchange=EXCHANGE,
        case=case_id(case),
        purpose=make_purpose(treatments=treatments),
        language=language,
    )


def check(house: MaskerHouse, text: str, case: str, *kept: EntityKind) -> int:
    return house.masker.check_outgoing([text], case=case_id(case), kinds_kept=kept)


LATER = {
    "in a sentence": "What about KX-471182 and its fee?",
    "as a value in JSON": '{"ref": "KX-471182", "note": "none"}',
    "as a key in JSON": '{"KX-471182": {"open": true}}',
    "as a file's name": "See KX-471182.txt for the rest.",
    "in lower case": "kx-471182",
    "in a table": "| a | KX-471182 |",
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_a_number_known_by_its_label_is_masked_without_it(
    house: MaskerHouse, later: str
) -> None:
    mask(house, "Customer number: KX-471182.", "label")
    masked = mask(house, later, "label")
    assert "471182" not in masked.text
    restored = house.masker.restore(
        masked.text, exchange=EXCHANGE, case=case_id("label"), reader="r"
    )
    assert restored.text.reveal() == later


def test_a_piece_of_a_judged_text_may_be_in_a_language_that_nobody_reads(
    house: MaskerHouse,
) -> None:
    polish = "W zeszłym tygodniu zgubiłem kartę i nie mogę zapłacić za leki. KX-471190"

    def piece(language: str, *, judged: bool) -> MaskedText:
        return house.masker.mask(
            PersonText(polish),
            exchange=EXCHANGE,
            case=case_id("judged"),
            purpose=make_purpose(),
            language=language,
            accept_surrogates=True,
            judged=judged,
        )

    mask(house, "Customer number: KX-471190.", "judged")
    assert "471190" not in piece("en", judged=True).text
    for language, judged in (("en", False), ("pl", True)):
        with pytest.raises(UnknownLanguageError):
            piece(language, judged=judged)


def test_the_same_number_is_masked_further_down_the_text(house: MaskerHouse) -> None:
    text = "Customer number: KX-471183. Is KX-471183 closed? I asked about KX-471183."
    assert "471183" not in mask(house, text, "twice").text


def test_another_case_knows_nothing_of_it(house: MaskerHouse) -> None:
    mask(house, "Customer number: KX-471184.", "here")
    assert check(house, "KX-471184 again", "elsewhere") == 0


def test_what_was_masked_before_the_case_knew_a_number_does_not_leave(
    house: MaskerHouse,
) -> None:
    # Two windows of one person: the first text was masked before the second came.
    first = "Is qx471185 closed?"
    assert check(house, first, "late") == 0
    mask(house, "Customer number: qx471185.", "late")
    with pytest.raises(LeakError, match="1 places of") as told:
        check(house, first, "late")
    assert "471185" not in str(told.value)


def test_a_kind_that_the_purpose_keeps_may_be_read(house: MaskerHouse) -> None:
    text = "The till is at 203.0.113.7 again."
    mask(house, text, "kept")
    with pytest.raises(LeakError, match="IP"):
        check(house, text, "kept")
    assert mask(house, text, "kept", EntityKind.IP).text == text
    assert check(house, text, "kept", EntityKind.IP) == 0


def test_what_one_purpose_masks_and_another_does_not_take_is_refused_there(
    house: MaskerHouse,
) -> None:
    mask(house, "Customer number: KX-471186.", "blocked")
    strict = make_purpose(treatments=dict.fromkeys(EntityKind, Treatment.BLOCK))
    with pytest.raises(BlockedKindError):
        house.masker.mask(
            PersonText("Is KX-471186 closed?"),
            exchange=EXCHANGE,
            case=case_id("blocked"),
            purpose=strict,
            language="en",
        )


def test_surrogates_may_leave_and_say_nothing(house: MaskerHouse) -> None:
    masked = mask(house, "I am Anna Weber, jane.doe@example.com.", "surrogates")
    assert check(house, masked.text, "surrogates") == 2


PIECES = st.one_of(
    st.sampled_from(
        [
            "Anna Weber",
            "ANNA WEBER",
            "weber",
            "Customer number: KX-4711",
            "KX-4711",
            "4711.50",
            "jane@corp.local",
            "[PERSON_ab2c_1]",
            "12/03/1971",
            "1971",
            "DE89 3704 0044 0532 0130 00",
            "e\u0301",
            "\u200b",
            "\n",
            "Will",
            "will",
            '{"',
            '":"',
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=st.lists(PIECES, max_size=12), glue=st.sampled_from(["", " ", "'"]))
def test_what_was_just_masked_always_may_leave(
    house: MaskerHouse, pieces: list[str], glue: str
) -> None:
    masked = mask(house, glue.join(pieces), "fuzz")
    check(house, masked.text, "fuzz")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("check_outgoing", {"texts": "x", "case": "c", "kinds_kept": []}),
        ("check_outgoing", {"texts": [1], "case": "c", "kinds_kept": []}),
        ("check_outgoing", {"texts": [], "case": "c", "kinds_kept": ["NOBODY"]}),
        ("find_names", {"draft": 1, "language": "en"}),
        ("erase", {"cases": ["c"], "why": "expired"}),
        ("erase", {"cases": "c", "why": "asked"}),
        ("erase", {"cases": ["c"] * 1001, "why": "asked"}),
        ("measured", {"measurement": {}}),
        ("measured", {"measurement": None}),
    ],
)
def test_a_malformed_request_is_refused(
    house: MaskerHouse, verb: str, body: dict[str, object]
) -> None:
    with pytest.raises(MaskerError, match="broke off"):
        house.masker._ask(verb, body, dict)
