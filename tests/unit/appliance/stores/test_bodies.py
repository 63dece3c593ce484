import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import SettingsError, StoreError, UnreadableTextError
from appliance.stores.bodies import Bodies

KEY = bytes(range(32))
HERE = ("exchanges", "e1", "answer")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_body_opens_as_it_was_sealed(text: str) -> None:
    bodies = Bodies(KEY)
    assert bodies.open(bodies.seal(text, *HERE), *HERE) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8
    )
)
def test_a_json_value_opens_as_it_was_sealed(value: object) -> None:
    bodies = Bodies(KEY)
    assert bodies.open_json(bodies.seal_json(value, *HERE), *HERE) == value


def test_no_two_bodies_share_key_or_bytes() -> None:
    bodies = Bodies(KEY)
    sealed = {bodies.seal("the same", *HERE) for _ in range(50)}
    assert len({body[13:61] for body in sealed}) == 50
    assert len({body[73:] for body in sealed}) == 50


@pytest.mark.parametrize(
    "there",
    [
        ("exchanges", "e2", "answer"),
        ("exchanges", "e1", "masked"),
        ("reviews", "e1", "answer"),
        ("exchanges", "e1answer", ""),
        ("exchangese1", "", "answer"),
    ],
)
def test_a_body_moved_to_another_place_does_not_open(
    there: tuple[str, str, str],
) -> None:
    bodies = Bodies(KEY)
    sealed = bodies.seal("text", *HERE)
    with pytest.raises(StoreError, match="does not open"):
        bodies.open(sealed, *there)


def test_every_changed_byte_is_noticed() -> None:
    bodies = Bodies(KEY)
    sealed = bodies.seal("text", *HERE)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(StoreError):
            bodies.open(bytes(changed), *HERE)


@pytest.mark.parametrize("length", [0, 1, 60, 61, 88])
def test_a_body_cut_short_is_no_body(length: int) -> None:
    bodies = Bodies(KEY)
    with pytest.raises(StoreError, match=f"{length} bytes, no body"):
        bodies.open(bodies.seal("", *HERE)[:length], *HERE)


def test_a_body_of_another_key_does_not_open() -> None:
    with pytest.raises(StoreError, match="exchanges e1 answer: does not open"):
        Bodies(bytes(32)).open(Bodies(KEY).seal("text", *HERE), *HERE)


def test_half_a_surrogate_pair_is_refused_without_showing_the_text() -> None:
    with pytest.raises(
        UnreadableTextError, match="half a surrogate pair at 5"
    ) as caught:
        Bodies(KEY).seal("Anna \ud800", *HERE)
    assert "Anna" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_repr_shows_no_key() -> None:
    assert KEY.hex() not in repr(Bodies(KEY))
    assert repr(KEY) not in repr(vars(Bodies(KEY)))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_the_wrong_size_is_refused(size: int) -> None:
    with pytest.raises(SettingsError, match=f"{size} bytes, expected 32"):
        Bodies(b"k" * size)
