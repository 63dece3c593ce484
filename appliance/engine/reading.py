"""The prompts being read: which come next, in pieces that hold nobody up.

Each is read into a cache of its own, some short ones together in one. The beginning
that prompts share is read once, into the store. Knows nothing of what is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from appliance.engine.answering import Answering
from appliance.engine.batch_cache import STEP_COLUMNS, ColumnCache
from appliance.engine.faults import FAULTS, told
from appliance.engine.forward import forward
from appliance.engine.load import LoadedModel
from appliance.engine.prefixes import PrefixStore, shared_tokens

# Prompts are read together if they have this much as many places as tokens, at most.
_MOST_PADDED = 1.5


@dataclass(frozen=True, slots=True)
class WhollyRead:
    """Answers whose prompts are read.

    Args:
        cache: Their keys and values, a row each.
        logits: Scores of their first tokens, (rows, V).
    """

    answers: Sequence[Answering]
    cache: ColumnCache
    logits: Tensor


class PromptReader:
    """The answers whose prompts are being read; the oldest first."""

    def __init__(
        self, loaded: LoadedModel, piece_tokens: int, prefixes: PrefixStore | None
    ) -> None:
        """Start with none.

        Args:
            piece_tokens: Longest piece of a prompt that is read at a time.
            prefixes: Beginnings that prompts share.
        """
        self._model = loaded.model
        self._layers = int(loaded.model.config.num_hidden_layers)
        self._piece_tokens = piece_tokens
        self._prefixes = prefixes
        self._turns = 0
        self.answers: list[Answering] = []

    @property
    def caches(self) -> list[ColumnCache]:
        """What is read so far, where it is more than a shared beginning."""
        return [a.cache for a in self.answers if a.cache is not None]

    def begin(self, answer: Answering) -> None:
        """Let a prompt be read."""
        if self._prefixes is not None:
            answer.shared = shared_tokens(answer.prompt, answer.work.prefix)
        self.answers.append(answer)

    def read(self, most_tokens: int) -> Iterator[WhollyRead]:
        """Read what is next: one piece, and more while it is within so many tokens."""
        self._leave_out_halted()
        left = most_tokens
        while self.answers:
            group = self._next(left)
            tokens = self._cost_of(group)
            if left < most_tokens:
                if tokens > left:
                    break
                if any(answer.halted() for answer in group):
                    self._leave_out_halted()
                    continue
            left -= tokens
            self._turns += 1
            found = self._read(group)
            if found is not None:
                yield found

    def _leave_out_halted(self) -> None:
        self.answers = [a for a in self.answers if not (a.over or a.halted())]

    def _next(self, left: int) -> list[Answering]:
        """Pick a prompt: short ones first, but the oldest has every other turn.

        Other short ones that have not begun are read in the same go, if that is within
        so many tokens and little of it is padding.
        """
        first = self.answers[0]
        if self._turns % 2 == 1:
            first = min(self.answers, key=lambda a: len(a.prompt) - a.read)
        group, longest, own = [first], first.unread, first.unread
        if first.begun or longest > self._piece_tokens:
            return group
        for other in self.answers:
            if other is first or other.begun or not other.begins_like(first):
                continue
            wide = max(longest, other.unread)
            padded = wide * (len(group) + 1)
            if (
                wide <= self._piece_tokens
                and padded <= left
                and padded <= _MOST_PADDED * (own + other.unread)
            ):
                longest, own = wide, own + other.unread
                group.append(other)
        return group

    def _cost_of(self, group: Sequence[Answering]) -> int:
        """Tell how many tokens are read when these are next."""
        first, store = group[0], self._prefixes
        if store is not None and first.shared and first.cache is None:
            known = store.find(first.work.prefix) or first.whole_prefix()
            if known is None:
                built = first.prefix_cache.width if first.prefix_cache else 0
                return min(self._piece_tokens, len(first.work.prefix) - built)
        return len(group) * max(self._piece_of(answer) for answer in group)

    def _piece_of(self, answer: Answering) -> int:
        """Tell how many tokens of a prompt are read at a time, whoever is there."""
        return min(self._piece_tokens, answer.unread)

    def _read(self, group: Sequence[Answering]) -> WhollyRead | None:
        """Read a piece of one prompt, or all of several."""
        try:
            cache = group[0].cache
            cache = self._start(group) if cache is None else cache
            if cache is None:
                return None
            pieces = [a.prompt[a.read : a.read + self._piece_of(a)] for a in group]
            logits = forward(self._model, pieces, cache)
        except FAULTS as err:
            why = told(err)
            for answer in group:
                answer.fail(why)
                self.answers.remove(answer)
            return None
        for answer, piece in zip(group, pieces, strict=True):
            answer.has_read(answer.read + len(piece))
            answer.exact = answer.exact and len(group) == 1
        if group[0].unread:
            return None
        self.answers = [a for a in self.answers if a not in group]
        for answer in group:
            answer.cache = None
        return WhollyRead(group, cache, logits)

    def _start(self, group: Sequence[Answering]) -> ColumnCache | None:
        """Give answers a cache, with the beginning they share with others.

        The beginning is always read apart and in the same pieces, so that it is the
        same numbers whether it was kept or not. None where a piece was read for it.
        """
        first, store = group[0], self._prefixes
        source = None
        if store is not None and first.shared:
            source = store.find(first.work.prefix) or first.whole_prefix()
            if source is None:
                self._read_prefix(first, store)
                return None
            for answer in group:
                store.asked_tokens += answer.shared
                # Whoever has read it did not find it.
                found = answer.prefix_cache is not source
                store.found_tokens += answer.shared if found else 0
        room = min(max(answer.left_tokens for answer in group), STEP_COLUMNS)
        columns = max(len(answer.prompt) for answer in group) + room
        cache = ColumnCache(self._layers, rows=len(group), columns=columns)
        if source is not None:
            cache.start_from(source, first.shared)
        for answer in group:
            answer.prefix_cache = None
            if answer.shared:
                answer.has_read(answer.shared)
        if len(group) == 1:
            first.cache = cache
        return cache

    def _read_prefix(self, answer: Answering, store: PrefixStore) -> None:
        """Read a piece of an answer's prefix; it is kept once all of it is read."""
        prefix = answer.work.prefix
        if answer.prefix_cache is None:
            answer.prefix_cache = ColumnCache(self._layers, columns=len(prefix))
        cache = answer.prefix_cache
        forward(self._model, [prefix[cache.width :][: self._piece_tokens]], cache)
        answer.has_read(0)
        if cache.width == len(prefix):
            store.keep(prefix, cache)
