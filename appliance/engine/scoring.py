"""One scoring on its way: pieces small enough that nobody who is answered waits.

What all its rows begin with is read once. The rest of each row, the end of a prompt
and a target, is read beside others of the same scoring, in groups that depend on the
request alone: so the numbers do not depend on who else is there. Between two pieces it
can give its memory back and read the beginning once more later.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from appliance.domain.scoring import Scored
from appliance.engine.batch_cache import ColumnCache
from appliance.engine.faults import FAULTS, told
from appliance.engine.forward import forward
from appliance.engine.load import LoadedModel
from appliance.engine.score_plan import (
    MOST_ROWS,
    Row,
    ScoreWork,
    beginning_of,
    grouped,
)
from appliance.engine.written import Ended, Halt, Reading, Tell
from appliance.errors import EngineError

# While it has to wait, it gives a sign of life after so many steps.
_SIGN_STEPS = 16


class Scoring:
    """One scoring on its way."""

    def __init__(
        self,
        loaded: LoadedModel,
        work: ScoreWork,
        halt: Halt,
        tell: Tell,
        *,
        piece_tokens: int,
        max_tokens: int,
        alone: bool,
    ) -> None:
        """Plan it.

        Args:
            piece_tokens: Most tokens read in one step.
            max_tokens: Most tokens it may hold, where one row is not more.
            alone: Whether what is read together would change: then each row is read
                whole, by itself.
        """
        self._loaded = loaded
        self._layers = int(loaded.model.config.num_hidden_layers)
        self._halt = halt
        self._tell = tell
        self._piece_tokens = piece_tokens
        rows = work.rows()
        self._beginning = () if alone else beginning_of(rows)
        self._groups = grouped(
            rows,
            len(self._beginning),
            most_rows=1 if alone else MOST_ROWS,
            piece_tokens=piece_tokens,
            max_tokens=max_tokens,
        )
        self._targets = len(work.targets)
        self._found: list[tuple[float, ...]] = []
        self._part: list[Tensor] = []
        self._shared: ColumnCache | None = None
        self._cache: ColumnCache | None = None
        self._at = 0
        self._read_tokens = 0
        self._passed_over = 0
        self.over = False

    @property
    def need_tokens(self) -> int:
        """How many tokens it holds at most."""
        begin = len(self._beginning)
        widest = max(len(g) * max(len(r.ids) for r in g) for g in self._groups)
        return begin + widest

    @property
    def caches(self) -> list[ColumnCache]:
        """What it holds now."""
        return [c for c in (self._shared, self._cache) if c is not None]

    def halted(self) -> bool:
        """End it if somebody wants it to end."""
        if reason := self._halt():
            self._end(reason)
        return self.over

    def wait(self, *, release: bool) -> None:
        """Let others go first, and give memory back if they need it."""
        if release:
            self._shared = self._cache = None
            self._part, self._at = [], 0
        self._passed_over += 1
        if self._passed_over % _SIGN_STEPS == 0:
            self._tell(Reading(self._read_tokens))

    def step(self) -> None:
        """Read a piece."""
        try:
            begun = 0 if self._shared is None else self._shared.width
            if begun < len(self._beginning):
                self._begin(begun)
            else:
                self._score()
        except (EngineError, *FAULTS) as err:
            self.over = True
            self._shared = self._cache = None
            self._tell(told(err))
            return
        self._tell(Reading(self._read_tokens))
        if not self._groups:
            self._end("stop")

    def _begin(self, begun: int) -> None:
        """Read a piece of what all rows begin with."""
        if self._shared is None:
            self._shared = ColumnCache(self._layers, columns=len(self._beginning))
        piece = self._beginning[begun : begun + self._piece_tokens]
        forward(self._loaded.model, [piece], self._shared)
        self._read_tokens += len(piece)

    def _score(self) -> None:
        """Read a group of rows, or a piece of the one that is longer than a piece."""
        group, begin = self._groups[0], len(self._beginning)
        wide = max(len(row.ids) for row in group)
        if self._cache is None:
            self._cache = ColumnCache(self._layers, rows=len(group), columns=wide)
            if self._shared is not None:
                self._cache.start_from(self._shared, begin)
            self._at = begin
        until = min(wide, self._at + self._piece_tokens)
        pieces = [row.ids[self._at : until] for row in group]
        places = [
            [at - self._at for at in range(row.first, len(row.ids)) if at >= self._at]
            for row in group
        ]
        places = [
            [at for at in its if at < len(piece)]
            for its, piece in zip(places, pieces, strict=True)
        ]
        self._read_tokens += sum(map(len, pieces))
        self._part += self._logprobs(group, pieces, places, self._cache)
        self._at = until
        if until < wide:
            return
        values = torch.cat(self._part).tolist()
        self._cache, self._part = None, []
        for row in group:
            self._take(row, values[: len(row.target)])
            values = values[len(row.target) :]
        self._groups.pop(0)

    def _logprobs(
        self,
        group: Sequence[Row],
        pieces: Sequence[Sequence[int]],
        places: Sequence[Sequence[int]],
        cache: ColumnCache,
    ) -> list[Tensor]:
        """Read pieces and look up the targets' tokens behind the places."""
        if not any(places):
            forward(self._loaded.model, pieces, cache)
            return []
        logits = forward(self._loaded.model, pieces, cache, places)
        scores = logits.to(torch.float32, copy=True)
        scores[:, len(self._loaded.tokenizer) :] = float("-inf")
        wanted = [
            row.target[self._at + place - row.first]
            for row, its in zip(group, places, strict=True)
            for place in its
        ]
        ids = torch.tensor(wanted, device=scores.device).unsqueeze(1)
        return [torch.log_softmax(scores, dim=-1).gather(1, ids).squeeze(1).cpu()]

    def _take(self, row: Row, logprobs: list[float]) -> None:
        if not all(value > float("-inf") for value in logprobs):
            raise EngineError("a target has no probability")
        self._found.append(tuple(logprobs))
        if len(self._found) == self._targets:
            self._tell(Scored(row.variant, tuple(self._found)))
            self._found = []

    def _end(self, reason: str) -> None:
        self.over = True
        self._shared = self._cache = None
        self._tell(Ended(reason, self._read_tokens, 0))
