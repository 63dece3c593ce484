"""Choose how an Ed25519 signature is checked: OpenSSL if it is there, else Python.

The library `cryptography` is about a thousand times faster; the verdict is the same.
Signing is in signer.py.
"""

from collections.abc import Callable

from audit.errors import SignatureError
from audit.rfc8032 import check_ed25519

check_signature: Callable[[bytes, bytes, bytes], None]
"""Check a public key's signature over a message: (public, message, signature).

Raises `SignatureError` if it does not hold (RFC 8032, 5.1.7).
"""

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # an auditor needs only Python
    check_signature = check_ed25519
else:

    def _check_with_openssl(public: bytes, message: bytes, signature: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError) as err:
            raise SignatureError("the signature does not hold over this text") from err

    check_signature = _check_with_openssl
