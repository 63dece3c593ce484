"""The encoder's bytes are those of RFC 8785, whichever library writes them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical
from audit.errors import MalformedError

keys = st.text(st.characters(max_codepoint=127), max_size=12)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=20,
)


@given(values)
def test_encoding_is_that_of_an_independent_rfc8785_encoder(value: Any) -> None:
    assert rfc8785.dumps(value) == canonical.encode(value)


@given(values)
def test_standard_library_writes_the_same_bytes(value: Any) -> None:
    assert canonical.encode(value) == canonical._dumps_stdlib(value)


@given(values)
def test_what_is_written_reads_back_the_same(value: Any) -> None:
    assert value == canonical.decode(canonical.encode(value))


@given(values)
def test_standard_library_reads_the_same_value(value: Any) -> None:
    assert value == canonical._loads_stdlib(canonical.encode(value))


@given(values)
def test_any_other_spelling_is_refused(value: Any) -> None:
    line = canonical.encode(value)
    for other in (json.dumps(value, indent=1).encode(), line + b" ", b" " + line):
        if other == line:
            continue
        with pytest.raises(MalformedError):
            canonical.decode(other)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_canonical_or_malformed(line: bytes) -> None:
    try:
        value = canonical.decode(line)
    except MalformedError:
        return
    assert line == canonical.encode(value)


@given(st.binary(max_size=60))
def test_both_readers_accept_the_same_bytes(line: bytes) -> None:
    def read(load: Callable[[bytes], Any]) -> Any:
        try:
            value = load(line)
            canonical.check_profile(value)
        except (ValueError, RecursionError, MalformedError):
            return None
        return value if canonical._dumps_stdlib(value) == line else None

    assert read(canonical._loads_stdlib) == read(canonical._loads)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, "a float is not allowed"),
        ({"a": [0.5]}, "a float is not allowed"),
        (float("nan"), "a float is not allowed"),
        (2**53, "an integer is beyond 2^53 - 1"),
        (-(2**53), "an integer is beyond 2^53 - 1"),
        ("\ud800", "a string holds a lone surrogate"),
        ({"é": 1}, "a key is not an ASCII string"),
        ({1: 1}, "a key is not an ASCII string"),
        ((1,), "a tuple is not allowed"),
        (b"x", "a bytes is not allowed"),
        (type("Word", (str,), {})("x"), "a Word is not allowed"),
    ],
)
def test_values_outside_the_profile_are_refused(value: Any, message: str) -> None:
    with pytest.raises(MalformedError, match=message.replace("^", r"\^")):
        canonical.encode(value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "not JSON at character 0"),
        (b"{", "not JSON at character 1"),
        (b"NaN", "a float is not allowed"),
        (b"-Infinity", "a float is not allowed"),
        (b"1.0", "a float is not allowed"),
        (b"1e2", "a float is not allowed"),
        (b"-0", "not the canonical spelling"),
        (b"01", "not JSON at character 1"),
        (b'{"a":1,"a":1}', "an object has the same key twice"),
        (b'{"a":"deny","a":"allow"}', "an object has the same key twice"),
        (b'{"b":1,"a":1}', "not the canonical spelling"),
        (b'{"a": 1}', "not the canonical spelling"),
        (b'"\\u0041"', "not the canonical spelling"),
        (b'"\\ud800"', "a string holds a lone surrogate"),
        (b'"\xff"', "not UTF-8 at byte 1"),
        (b"\xef\xbb\xbf1", "not JSON at character 0"),
        (b"9007199254740992", "an integer is beyond"),
        (b"9" * 5000, "a number is too long"),
        (b"[" * 17 + b"1" + b"]" * 17, "nested more than 16 deep"),
        (b"[" * 100_000, "nested more than 16 deep"),
        (b'{"a":' * 40_000, "nested more than 16 deep"),
        (b'"' + b"x" * canonical.MAX_LINE_BYTES + b'"', "longer than 262144 bytes"),
    ],
)
def test_lines_outside_the_profile_are_refused(line: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        canonical.decode(line)


def test_values_too_long_for_a_line_are_refused() -> None:
    with pytest.raises(MalformedError, match="at most 262144"):
        canonical.encode("x" * canonical.MAX_LINE_BYTES)


def test_nesting_of_sixteen_is_still_read() -> None:
    line = b"[" * 16 + b"1" + b"]" * 16
    assert line == canonical.encode(canonical.decode(line))


def test_no_value_stands_in_an_error() -> None:
    with pytest.raises(MalformedError) as caught:
        canonical.decode(b'{"name":"Erika Mustermann",}')
    assert "Erika" not in str(caught.value)
