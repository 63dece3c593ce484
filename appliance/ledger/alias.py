"""The name by which the log knows a person: keyed, so that the log alone tells nobody.

A stable id of a person would be personal data in a log that nothing can be erased
from. The alias is HMAC-SHA-256 (RFC 2104) of the directory's key for them, cut to 128
bits; who it belongs to is in the people's table, outside the log. Whoever holds the
alias key and the directory can compute it again: it is a pseudonym, not anonymity.
"""

import hashlib
import hmac

_CONTEXT = b"cloister actor alias v1\x00"


class AliasKey:
    """The key of the aliases; its repr shows nothing of it."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "AliasKey(...)"

    def alias_of(self, person: str) -> str:
        """Name the alias of a person, 32 hex digits.

        Args:
            person: Their stable key in the directory.
        """
        mac = hmac.new(self._key, _CONTEXT + person.encode(), hashlib.sha256)
        return mac.hexdigest()[:32]
