"""Base64 as RFC 4648 section 4 writes it, and no other spelling of the same bytes."""

import base64
import binascii

from audit.errors import MalformedError


def encode_base64(octets: bytes) -> str:
    """Write bytes as base64."""
    return base64.b64encode(octets).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Read base64, refusing every spelling but the one `encode_base64` writes.

    Python ignores stray bits in the last character, which would let a changed byte
    pass unseen.

    Raises:
        MalformedError: The text is not base64, or not its canonical spelling.
    """
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as err:
        raise MalformedError("not base64") from err
    if encode_base64(octets) != text:
        raise MalformedError("not the canonical spelling of its base64")
    return octets
