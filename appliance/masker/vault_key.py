"""The vault's key and what is derived from it (HKDF-SHA256, RFC 5869; AES-256-GCM).

One key file outside the database wraps a fresh key per case; a case's key seals its
rows and tags them. Erasing a case's wrapped key makes its rows unreadable for good.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from appliance.domain.evaluation import EVALUATION_CASE
from appliance.domain.surrogate import NONCE_ALPHABET, NONCE_LENGTH
from appliance.errors import MaskerError
from appliance.keys import KEY_BYTES

_NONCE_BYTES = 12
_LEAST_WEEKS, _MOST_WEEKS = 4, 104
# The nonces of evaluations begin with it and no other case's does, so that a case of a
# person never takes one away.
EVALUATION_LETTER = "z"
_OTHER_LETTERS = NONCE_ALPHABET.replace(EVALUATION_LETTER, "")


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, b"cloister-vault-v1|" + purpose).derive(key)


def _seal(key: bytes, plain: bytes, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def _open(key: bytes, sealed: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as err:
        raise MaskerError("a row of the vault is not what was written") from err


@dataclass(frozen=True, slots=True)
class CaseKey:
    """The key of one case: seals its rows and tags what stands in them."""

    case: str
    secret: bytes = field(repr=False)

    def seal_row(self, surrogate: str, original: str) -> bytes:
        """Encrypt an original; bound to its case and surrogate."""
        key = _derive(self.secret, b"rows")
        return _seal(key, original.encode("utf-8"), self._about(surrogate))

    def open_row(self, surrogate: str, sealed: bytes) -> str:
        """Decrypt an original.

        Raises:
            MaskerError: The row was changed or moved.
        """
        key = _derive(self.secret, b"rows")
        return _open(key, sealed, self._about(surrogate)).decode("utf-8")

    def tag(self, what: str, text: str) -> bytes:
        """Tag a text blindly: equal texts of this case have equal tags, 32 bytes."""
        return hmac.digest(
            _derive(self.secret, b"tags|" + what.encode()),
            text.encode("utf-8"),
            hashlib.sha256,
        )

    def commit(self, surrogate: str, original: str) -> str:
        """Commit to what stands behind a surrogate; 64 hex digits.

        With the case's key whoever has the vault's can no longer try names against it.
        """
        # No surrogate holds a NUL, so no two pairs share their bytes.
        return self.tag("commitment", f"{surrogate}\0{original}").hex()

    def digest(self, text: str) -> str:
        """Commit to a whole masked text in the same way; 64 hex digits."""
        return self.tag("text", text).hex()

    def weeks(self) -> int:
        """Tell by how many weeks this case's dates move: 4 to 104, either way.

        At least four, so that no date stays in sight of the true one; at most two
        years, so that what was recent or long ago still is.
        """
        drawn = int.from_bytes(self.tag("weeks", "dates of a case"), "big")
        weeks = _LEAST_WEEKS + drawn // 2 % (_MOST_WEEKS - _LEAST_WEEKS + 1)
        return weeks if drawn % 2 else -weeks

    def nonce(self, attempt: int) -> str:
        """Choose a nonce for this case: at random, but for an evaluation's.

        An evaluation's follows from its key, so that each run shows the model the same
        text; without the vault's key nobody can tell which case it belongs to.

        Args:
            attempt: From 0; another one where a nonce is taken.
        """
        if not self.case.startswith(EVALUATION_CASE):
            letters = [secrets.choice(_OTHER_LETTERS)]
            letters += (secrets.choice(NONCE_ALPHABET) for _ in range(NONCE_LENGTH - 1))
            return "".join(letters)
        drawn = int.from_bytes(self.tag("nonce", str(attempt)), "big")
        nonce = EVALUATION_LETTER
        for _ in range(NONCE_LENGTH - 1):
            drawn, letter = divmod(drawn, len(NONCE_ALPHABET))
            nonce += NONCE_ALPHABET[letter]
        return nonce

    def _about(self, surrogate: str) -> bytes:
        return f"{self.case}\0{surrogate}".encode()


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The key outside the database; its `repr` shows nothing."""

    secret: bytes = field(repr=False)

    def new_case(self, case: str) -> tuple[CaseKey, bytes]:
        """Make a case's key; returns it and its wrapped form for the database.

        A case of a person gets a random one. That of an evaluation follows from its id:
        two runs see the same surrogates and moved dates, and what is erased of them are
        texts that a purpose's golden cases hold anyway.
        """
        made = case.startswith(EVALUATION_CASE)
        about = b"evaluation|" + case.encode()
        secret = _derive(self.secret, about) if made else os.urandom(KEY_BYTES)
        wrapped = _seal(_derive(self.secret, b"wrap"), secret, case.encode())
        return CaseKey(case, secret), wrapped

    def open_case(self, case: str, wrapped: bytes) -> CaseKey:
        """Unwrap a case's key.

        Raises:
            MaskerError: It was changed, or belongs to another case or vault.
        """
        secret = _open(_derive(self.secret, b"wrap"), wrapped, case.encode())
        return CaseKey(case, secret)

    def of_dictionary(self) -> CaseKey:
        """Derive the key of the site's dictionary, which belongs to no case."""
        return CaseKey("dictionary", _derive(self.secret, b"dictionary"))
