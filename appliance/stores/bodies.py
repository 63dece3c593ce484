"""Texts of people at rest: each under a key of its own, AES-256-GCM (NIST SP 800-38D).

Every body has a fresh random key, and that key is wrapped under the bodies key, so a
later version can wrap it under the keys of the people it names and erase one of them.
Table, row and column are authenticated: a body moved to another place does not open.

Layout, version 1: 01 | nonce 12 | wrapped key 48 | nonce 12 | ciphertext and tag.
"""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.errors import SettingsError, StoreError, UnreadableTextError
from appliance.keys import KEY_BYTES

_NONCE_BYTES = 12
_TAG_BYTES = 16
_WRAPPED_BYTES = KEY_BYTES + _TAG_BYTES
_VERSION = b"\x01"
_BODY_AT = 1 + _NONCE_BYTES + _WRAPPED_BYTES
# A text that is not empty takes more.
EMPTY_BYTES = _BODY_AT + _NONCE_BYTES + _TAG_BYTES


class Bodies:
    """Seals and opens bodies; its `repr` shows no key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SettingsError(f"bodies key: {len(key)} bytes, expected {KEY_BYTES}")
        self._wrap = AESGCM(key)

    def seal(self, text: str, table: str, row: str, column: str) -> bytes:
        """Encrypt a text for one place.

        Raises:
            UnreadableTextError: It holds half of a surrogate pair (Unicode 3.9, D92).
        """
        place = _place(table, row, column)
        try:
            clear = text.encode("utf-8")
        except UnicodeEncodeError as err:
            raise UnreadableTextError(
                f"{table} {column}: half a surrogate pair at {err.start}"
            ) from None
        key = AESGCM.generate_key(bit_length=8 * KEY_BYTES)
        outer, inner = os.urandom(_NONCE_BYTES), os.urandom(_NONCE_BYTES)
        wrapped = self._wrap.encrypt(outer, key, b"key\0" + place)
        body = AESGCM(key).encrypt(inner, clear, b"body\0" + place)
        return b"".join((_VERSION, outer, wrapped, inner, body))

    def open(self, sealed: bytes, table: str, row: str, column: str) -> str:
        """Decrypt the text of one place.

        Raises:
            StoreError: It was changed, moved, or sealed under another key.
        """
        sealed, place = bytes(sealed), _place(table, row, column)
        if sealed[:1] != _VERSION or len(sealed) < EMPTY_BYTES:
            raise StoreError(f"{table} {row} {column}: {len(sealed)} bytes, no body")
        outer = sealed[1 : 1 + _NONCE_BYTES]
        wrapped = sealed[1 + _NONCE_BYTES : _BODY_AT]
        inner = sealed[_BODY_AT : _BODY_AT + _NONCE_BYTES]
        try:
            key = self._wrap.decrypt(outer, wrapped, b"key\0" + place)
            text = AESGCM(key).decrypt(
                inner, sealed[_BODY_AT + _NONCE_BYTES :], b"body\0" + place
            )
        except InvalidTag as err:
            raise StoreError(f"{table} {row} {column}: does not open") from err
        return text.decode("utf-8")

    def seal_json(self, value: object, table: str, row: str, column: str) -> bytes:
        """Encrypt a JSON value for one place."""
        return self.seal(json.dumps(value, separators=(",", ":")), table, row, column)

    def open_json(self, sealed: bytes, table: str, row: str, column: str) -> object:
        """Decrypt the JSON value of one place.

        Raises:
            StoreError: It was changed, moved, or sealed under another key.
        """
        value: object = json.loads(self.open(sealed, table, row, column))
        return value


def _place(table: str, row: str, column: str) -> bytes:
    # JSON keeps the three apart whatever they hold.
    return json.dumps([table, row, column]).encode("utf-8")
