"""Keeps what the model has computed for the beginnings that many prompts share.

Only ever for token ids of signed templates alone (`render.template_prefix`), never for
a person's text: so nothing of a person stays in memory, and how fast a prompt is read
tells nothing about what others wrote. The least recently used are let go.
"""

from collections import OrderedDict
from collections.abc import Sequence

from appliance.engine.batch_cache import ColumnCache

# A shorter beginning is read as fast as it is copied.
LEAST_TOKENS = 16


class PrefixStore:
    """Caches of beginnings, bounded in bytes; used by the model's thread alone."""

    def __init__(self, max_bytes: int) -> None:
        """Start with none."""
        self._max_bytes = max_bytes
        self._kept: OrderedDict[tuple[int, ...], ColumnCache] = OrderedDict()
        self.asked_tokens = 0
        self.found_tokens = 0

    @property
    def size_bytes(self) -> int:
        """How much memory they take."""
        return sum(cache.size_bytes for cache in self._kept.values())

    def find(self, prefix: tuple[int, ...]) -> ColumnCache | None:
        """Look a beginning up."""
        found = self._kept.get(prefix)
        if found is not None:
            self._kept.move_to_end(prefix)
        return found

    def keep(self, prefix: tuple[int, ...], cache: ColumnCache) -> None:
        """Keep a beginning, if it is not larger than all that may be kept."""
        if cache.size_bytes > self._max_bytes:
            return
        self._kept[prefix] = cache
        while self.size_bytes > self._max_bytes:
            self._kept.popitem(last=False)

    def prefixes(self) -> list[tuple[int, ...]]:
        """List the beginnings that are kept."""
        return list(self._kept)


def shared_tokens(prompt: Sequence[int], prefix: Sequence[int]) -> int:
    """Tell how many first tokens a prompt shares with a prefix.

    At least one token of the prompt is left to read, and a few shared ones are none:
    which of the two it is depends on the request alone.
    """
    shared = 0
    for ours, theirs in zip(prompt[:-1], prefix, strict=False):
        if ours != theirs:
            break
        shared += 1
    return shared if shared >= LEAST_TOKENS else 0
