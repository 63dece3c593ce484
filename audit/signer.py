"""Sign notes with an Ed25519 key (C2SP signed-note); needs the library `cryptography`.

Used by the process that writes the log and by the vectors; an auditor never loads it.
It does not create, store or protect key files.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.errors import MalformedError
from audit.note import Note, Signature, VerifierKey, check_key_name


class Signer:
    """A private key and the name it signs under; its repr shows no secret."""

    __slots__ = ("_private", "key")

    def __init__(self, name: str, seed: bytes) -> None:
        """Take up a key.

        Args:
            name: The name in the signature line, without spaces or '+'.
            seed: 32 secret bytes (RFC 8032, 5.1.5).

        Raises:
            MalformedError: The name or the length of the seed does not do.
        """
        check_key_name(name)
        if len(seed) != 32:
            raise MalformedError(f"a signing key has 32 bytes, got {len(seed)}")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = VerifierKey(name, raw)

    def __repr__(self) -> str:
        return f"Signer({self.key.label})"

    def sign(self, text: str) -> Note:
        """Sign a text that ends in a newline."""
        signature = self._private.sign(text.encode())
        return Note(text, (Signature(self.key.name, self.key.key_id, signature),))
