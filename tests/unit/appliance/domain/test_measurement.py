"""Shares are rounded against us, and a measurement survives being written down."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.domain.entity import EntityKind
from appliance.domain.measurement import KindCount, Measurement, from_body, to_body
from audit.canonical import encode

PERSON, IBAN = EntityKind.PERSON, EntityKind.IBAN
FOUND = Measurement(
    at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
    seed=7,
    texts=300,
    leaking=1,
    refused=2,
    plain_words=1000,
    plain_readable=930,
    counts=(
        KindCount("de", PERSON, 10, 9),
        KindCount("en", IBAN, 1, 1),
        KindCount("en", PERSON, 2000, 1999),
    ),
    judged=("en",),
)


def test_shares_by_language_and_kind_are_rounded_down() -> None:
    assert FOUND.recall_permille(language="en", kind=PERSON) == 999
    assert FOUND.recall_permille(language="de") == 900
    assert FOUND.recall_permille() == 1000 * 2009 // 2011


def test_leaks_are_rounded_up() -> None:
    assert FOUND.leak_permille() == 4
    assert replace(FOUND, leaking=0).leak_permille() == 0


def test_the_weakest_language_counts_of_those_that_people_use() -> None:
    assert FOUND.weakest_permille() == 999
    assert replace(FOUND, judged=("de", "en")).weakest_permille() == 900


def test_what_was_not_measured_is_at_nought() -> None:
    assert replace(FOUND, judged=("fr",)).weakest_permille() == 0
    assert replace(FOUND, judged=()).weakest_permille() == 0
    assert replace(FOUND, texts=0).leak_permille() == 1000
    assert replace(FOUND, plain_words=0).plain_permille() == 0


def test_a_measurement_is_read_as_it_was_written() -> None:
    assert from_body(to_body(FOUND)) == FOUND


def test_a_record_takes_it() -> None:
    assert encode(to_body(FOUND))


@pytest.mark.parametrize(
    "change",
    [
        {"texts": -1},
        {"texts": "1"},
        {"texts": True},
        {"counts": [{"language": "en", "kind": "NOBODY", "values": 1, "masked": 1}]},
        {"counts": [{"language": "en"}]},
        {"judged": None},
    ],
    ids=str,
)
def test_what_is_none_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_body({**to_body(FOUND), **change})
