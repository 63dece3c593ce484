"""An alias is stable for a key, says nothing without it, and fits a record."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appliance.ledger.alias import AliasKey
from audit.record import decode_record, encode_record
from audit.vectors.sample import records

KEY = AliasKey(b"k" * 32)


def test_a_person_keeps_their_alias() -> None:
    assert KEY.alias_of("9f3c-uuid") == AliasKey(b"k" * 32).alias_of("9f3c-uuid")


def test_another_key_gives_another_alias() -> None:
    assert KEY.alias_of("9f3c-uuid") != AliasKey(b"l" * 32).alias_of("9f3c-uuid")


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_people_have_two_aliases_of_32_hex_digits(one: str, other: Any) -> None:
    alias = KEY.alias_of(one)
    assert len(alias) == 32
    assert set(alias) <= set("0123456789abcdef")
    assert (one == other) == (alias == KEY.alias_of(other))


def test_the_key_is_not_shown() -> None:
    assert repr(KEY) == "AliasKey(...)"


def test_an_alias_can_stand_in_a_record() -> None:
    alias = KEY.alias_of("someone")
    line = encode_record(replace(records(1)[0], actor=alias))
    assert decode_record(line).actor == alias
