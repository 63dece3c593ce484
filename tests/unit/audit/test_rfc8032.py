"""The plain-Python verifier agrees with RFC 8032 and with OpenSSL."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.ed25519 import check_signature
from audit.errors import SignatureError
from audit.rfc8032 import check_ed25519

ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032 section 7.1, tests 1 to 3 and 1024's neighbour SHA(abc).
KNOWN = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33b"
            "acc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e1599"
            "6e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f2"
            "90ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
CHECKS = pytest.mark.parametrize("check", [check_ed25519, check_signature])


@CHECKS
@pytest.mark.parametrize(("public", "message", "signature"), KNOWN)
def test_known_signatures_hold(
    check: Callable[[bytes, bytes, bytes], None],
    public: bytes,
    message: str,
    signature: bytes,
) -> None:
    check(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@CHECKS
@pytest.mark.parametrize("byte", range(64))
def test_a_changed_byte_of_the_signature_is_noticed(
    check: Callable[[bytes, bytes, bytes], None], byte: int
) -> None:
    public, message, signature = (bytes.fromhex(part) for part in KNOWN[1])
    changed = bytearray(signature)
    changed[byte] ^= 1
    with pytest.raises(SignatureError):
        check(public, message, bytes(changed))


@CHECKS
def test_another_message_is_noticed(
    check: Callable[[bytes, bytes, bytes], None],
) -> None:
    public, _, signature = (bytes.fromhex(part) for part in KNOWN[1])
    with pytest.raises(SignatureError, match="does not hold over this text"):
        check(public, b"s", signature)


@CHECKS
def test_a_scalar_that_is_not_reduced_is_refused(
    check: Callable[[bytes, bytes, bytes], None],
) -> None:
    public, message, signature = (bytes.fromhex(part) for part in KNOWN[1])
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    with pytest.raises(SignatureError):
        check(public, message, signature[:32] + scalar.to_bytes(32, "little"))


@CHECKS
@pytest.mark.parametrize(
    ("public", "signature"),
    [(b"", bytes(64)), (bytes(31), bytes(64)), (bytes(32), bytes(63))],
)
def test_wrong_lengths_are_refused(
    check: Callable[[bytes, bytes, bytes], None], public: bytes, signature: bytes
) -> None:
    with pytest.raises(SignatureError):
        check(public, b"", signature)


@pytest.mark.parametrize(
    ("public", "message"),
    [
        (b"\xff" * 31 + b"\x7f", "not a canonical point"),
        ((2).to_bytes(32, "little"), "not a point of the curve"),
        ((1 | 1 << 255).to_bytes(32, "little"), "not a point of the curve"),
    ],
)
def test_keys_that_are_no_points_are_refused(public: bytes, message: str) -> None:
    with pytest.raises(SignatureError, match=message):
        check_ed25519(public, b"", bytes(64))


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_signatures_of_another_implementation_hold(seed: bytes, message: str) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(message)
    check_ed25519(public, message, signature)
    with pytest.raises(SignatureError):
        check_ed25519(public, message + b"x", signature)
