"""The running batch: answers join and leave it between any two tokens.

A step reads at most one piece of a long prompt, or some short ones, so that nobody is
held up, and then writes one token of every answer whose prompt is read. Prompts are
read into a cache of their own, and joined to the others when they are read. A fault of
one answer ends that one; a fault of a shared step ends all that were in it.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from appliance.engine.answering import Answering, Work
from appliance.engine.batch_cache import STEP_COLUMNS, ColumnCache
from appliance.engine.faults import FAULTS, told
from appliance.engine.load import LoadedModel
from appliance.engine.prefixes import PrefixStore, shared_tokens
from appliance.engine.sampling import choose
from appliance.engine.written import Halt, Tell
from appliance.errors import EngineError

# A prompt is read in pieces, so that a stop or a deadline is noticed in between.
PREFILL_TOKENS = 256
WHOLE = 1 << 31
# Prompts are read together if they have this much as many places as tokens, at most.
_MOST_PADDED = 1.5
# How many pieces are read at a time while nothing is written.
IDLE_PIECES = 4
# These compute their frequencies from how much is read at a time: a neighbour, or a
# prompt in pieces, would change an answer by more than its last digits.
_ALONE_ROPES = frozenset({"dynamic", "longrope"})


class Batch:
    """Answers of one model; used by one thread at a time."""

    def __init__(
        self,
        loaded: LoadedModel,
        *,
        max_rows: int = 1,
        max_tokens: int = 1 << 31,
        prefill_tokens: int = PREFILL_TOKENS,
        prefixes: PrefixStore | None = None,
    ) -> None:
        """Start empty.

        Args:
            max_rows: Most answers at a time.
            max_tokens: Most tokens that the answers' caches may hold together.
            prefill_tokens: Longest piece of a prompt read in one step.
            prefixes: Beginnings that prompts share. A model whose numbers depend on
                what is read together shares none, and reads each prompt whole.
        """
        self._loaded = loaded
        self._layers = int(loaded.model.config.num_hidden_layers)
        alone = _reads_alone(loaded.model.config)
        self.max_rows = 1 if alone else max_rows
        self._max_tokens = max_tokens
        self._prefill_tokens = WHOLE if alone else prefill_tokens
        self._prefixes = None if alone else prefixes
        self._reading: list[Answering] = []
        self._rows: list[Answering] = []
        self._cache: ColumnCache | None = None
        self._turns = 0

    def __len__(self) -> int:
        return len(self._reading) + len(self._rows)

    @property
    def writing(self) -> int:
        """How many answers have their prompt read."""
        return len(self._rows)

    @property
    def size_bytes(self) -> int:
        """How much memory keys and values take."""
        caches = [self._cache, *(a.cache for a in self._reading)]
        return sum(cache.size_bytes for cache in caches if cache is not None)

    @property
    def usage(self) -> float:
        """Tell which share of the tokens that may be held is in use."""
        held = sum(a.cache.width for a in self._reading if a.cache is not None)
        if self._cache is not None:
            held += self._cache.rows * self._cache.width
        return held / self._max_tokens

    def fits(self, work: Work) -> bool:
        """Tell whether an answer can join now; any can when there is none."""
        needs = [a.work.need_tokens for a in (*self._reading, *self._rows)]
        rows = len(needs) + 1
        # Rows are as wide as the longest of them.
        wide = max([work.need_tokens, *needs])
        return rows <= self.max_rows and (rows == 1 or rows * wide <= self._max_tokens)

    def begin(self, work: Work, halt: Halt, tell: Tell) -> None:
        """Let an answer join."""
        answer = Answering(work, halt, tell)
        if self._prefixes is not None:
            answer.shared = shared_tokens(work.prompt, work.prefix)
        self._reading.append(answer)

    @torch.inference_mode()
    def step(self) -> None:
        """Read a piece of a prompt, and write one token of every other answer."""
        self._reading = [a for a in self._reading if not a.halted()]
        # Several short prompts take no longer than a piece of a long one. While nothing
        # is written, a little more holds nobody up, and those that begin together are
        # the faster for it.
        whole = self._prefill_tokens * (1 if self._rows else IDLE_PIECES)
        left = whole
        while self._reading:
            group = self._next_to_read(left)
            tokens = self._cost_of(group)
            if left < whole:
                if tokens > left:
                    break
                if any(answer.halted() for answer in group):
                    self._reading = [a for a in self._reading if not a.over]
                    continue
            left -= tokens
            self._turns += 1
            self._read(group)
        for answer in [a for a in self._rows if a.halted()]:
            self._drop(answer)
        if self._cache is not None:
            self._write(self._cache)

    def _next_to_read(self, left: int) -> list[Answering]:
        """Pick a prompt: short ones first, but the oldest has every other turn.

        Other short ones that have not begun are read in the same go, if that is within
        so many tokens and little of it is padding.
        """
        first = self._reading[0]
        if self._turns % 2 == 1:
            first = min(self._reading, key=lambda a: len(a.prompt) - a.read)
        group, longest, own = [first], first.unread, first.unread
        if first.begun or longest > self._prefill_tokens:
            return group
        for other in self._reading:
            if other is first or other.begun or not other.begins_like(first):
                continue
            # The group is read in one piece.
            if other.unread > self._prefill_tokens:
                continue
            wide = max(longest, other.unread)
            padded = wide * (len(group) + 1)
            if padded <= left and padded <= _MOST_PADDED * (own + other.unread):
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
                return min(self._prefill_tokens, len(first.work.prefix) - built)
        return len(group) * max(self._piece_of(answer) for answer in group)

    def _piece_of(self, answer: Answering) -> int:
        """Tell how many tokens of a prompt are read at a time, whoever is there."""
        return min(self._prefill_tokens, answer.unread)

    def _read(self, group: Sequence[Answering]) -> None:
        """Read a piece of one prompt, or all of several; then comes a first token."""
        try:
            cache = group[0].cache
            cache = self._start(group) if cache is None else cache
            if cache is None:
                return
            pieces = [a.prompt[a.read : a.read + self._piece_of(a)] for a in group]
            logits = self._forward(pieces, cache)
        except FAULTS as err:
            why = told(err)
            for answer in group:
                answer.fail(why)
                self._reading.remove(answer)
            return
        for answer, piece in zip(group, pieces, strict=True):
            answer.has_read(answer.read + len(piece))
            answer.exact = answer.exact and len(group) == 1
        if group[0].unread:
            return
        self._reading = [a for a in self._reading if a not in group]
        rows = [row for row, answer in enumerate(group) if not answer.halted()]
        if rows:
            self._choose([group[row] for row in rows], logits[rows])
        self._join([row for row in rows if not group[row].over], group, cache)

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
        self._forward([prefix[cache.width :][: self._prefill_tokens]], cache)
        answer.has_read(0)
        if cache.width == len(prefix):
            store.keep(prefix, cache)

    def _join(
        self, rows: Sequence[int], group: Sequence[Answering], cache: ColumnCache
    ) -> None:
        """Put answers whose prompts are read among those that are written.

        Args:
            rows: Which rows of the group's cache join.
        """
        joining = [group[row] for row in rows]
        for answer in group:
            answer.cache = None
        self._rows += joining
        lengths = {len(answer.prompt) for answer in group}
        if self._cache is None and len(rows) == len(group) and len(lengths) == 1:
            self._cache = cache
            return
        left = max((answer.left_tokens for answer in self._rows), default=0)
        try:
            for row, answer in zip(rows, joining, strict=True):
                self._take_in(cache, row, answer, right=min(left, STEP_COLUMNS))
        except FAULTS as err:
            self._fail_all(err)

    def _take_in(
        self, cache: ColumnCache, row: int, answer: Answering, *, right: int
    ) -> None:
        tokens = len(answer.prompt)
        if self._cache is None:
            self._cache = ColumnCache(self._layers, columns=tokens + right)
            self._cache.start_from(cache, tokens, row=row)
        else:
            self._cache.take_in(
                cache, tokens, row=row, right=right, most_rows=self.max_rows
            )

    def _write(self, cache: ColumnCache) -> None:
        """Write one token of every answer."""
        rows = list(self._rows)
        if len(rows) > 1:
            for answer in rows:
                answer.exact = False
        left = max(answer.left_tokens for answer in rows)
        try:
            cache.make_ready(1, ahead=min(left, STEP_COLUMNS))
            logits = self._forward([[answer.token] for answer in rows], cache)
        except FAULTS as err:
            self._fail_all(err)
            return
        self._choose(rows, logits)
        for answer in rows:
            if answer.over:
                self._drop(answer)

    def _fail_all(self, err: Exception) -> None:
        """End all that are written; what their shared cache holds is not sure."""
        why = told(err)
        for answer in self._rows:
            answer.fail(why)
        self._rows, self._cache = [], None

    def _drop(self, answer: Answering) -> None:
        """Take a row out of the batch."""
        row = self._rows.index(answer)
        self._rows[row] = self._rows[-1]
        self._rows.pop()
        if self._rows and self._cache is not None:
            self._cache.drop(row)
        else:
            self._cache = None

    def _choose(self, answers: Sequence[Answering], logits: Tensor) -> None:
        try:
            choices = choose(
                logits,
                [answer.sampler for answer in answers],
                tokens=len(self._loaded.tokenizer),
                ends=self._loaded.ends,
            )
        except FAULTS as err:
            choices = [told(err)] * len(answers)
        for answer, choice in zip(answers, choices, strict=True):
            if isinstance(choice, EngineError):
                answer.fail(choice)
                continue
            try:
                answer.take(choice, self._loaded)
            except FAULTS as err:
                answer.fail(told(err))

    def _forward(self, ids: Sequence[Sequence[int]], cache: ColumnCache) -> Tensor:
        """Read tokens, (rows, T), and give the scores of the next ones, (rows, V).

        A shorter row is filled up behind, where its own tokens do not look.
        """
        model = self._loaded.model
        ends = [len(row) - 1 for row in ids]
        wide = max(ends) + 1
        filled = [[*row, *[0] * (wide - len(row))] for row in ids]
        kept = sorted(set(ends))
        output = model(
            input_ids=torch.tensor(filled, device=model.device),
            attention_mask=cache.padding(model.device),
            position_ids=cache.positions(wide, model.device),
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=torch.tensor(kept, device=model.device)
            if len(kept) > 1
            else 1,
        )
        cache.advance(wide)
        logits: Tensor = output.logits
        rows = torch.arange(len(ids), device=model.device)
        at = torch.tensor([kept.index(end) for end in ends], device=model.device)
        return logits[rows, at]


def _reads_alone(config: Any) -> bool:
    """Tell whether rows of this model change one another."""
    named = getattr(config, "rope_parameters", None) or {}
    kinds = [named, *(part for part in named.values() if isinstance(part, dict))]
    return any(kind.get("rope_type") in _ALONE_ROPES for kind in kinds)
