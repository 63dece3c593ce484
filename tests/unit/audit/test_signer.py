"""A signer signs under its name and shows no secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import MalformedError
from audit.note import check_note
from audit.signer import Signer

SEED = bytes(range(32))


@given(
    st.binary(min_size=32, max_size=32),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])),
)
def test_what_is_signed_holds_under_its_key(seed: bytes, text: str) -> None:
    signer = Signer("log.example", seed)
    check_note(signer.sign(text + "\n"), [signer.key])


def test_a_signer_shows_no_secret() -> None:
    signer = Signer("log.example", SEED)
    assert repr(signer) == f"Signer({signer.key.label})"


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedError, match="a signing key has 32 bytes, got 31"):
        Signer("log.example", SEED[:31])


def test_a_name_that_no_signature_line_can_carry_is_refused() -> None:
    with pytest.raises(MalformedError, match="a key name"):
        Signer("log example", SEED)
