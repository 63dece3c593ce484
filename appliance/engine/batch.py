"""The running batch: answers join and leave it between any two tokens.

A step reads at most one piece of a long prompt, or some short ones, so that nobody is
held up, and then writes one token of every answer whose prompt is read. Prompts are
read into a cache of their own, and joined to the others when they are read. A scoring
goes on by a piece where no prompt is read, and gives way to answers. A fault of one
answer ends that one; a fault of a shared step ends all that were in it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from appliance.engine.alone import reads_alone
from appliance.engine.answering import Answering, Work
from appliance.engine.batch_cache import STEP_COLUMNS, ColumnCache
from appliance.engine.choosing import choose_next
from appliance.engine.draft import Drafter
from appliance.engine.faults import FAULTS, told
from appliance.engine.forward import forward
from appliance.engine.load import LoadedModel
from appliance.engine.prefixes import PrefixStore
from appliance.engine.reading import PromptReader, WhollyRead
from appliance.engine.score_plan import ScoreWork
from appliance.engine.scoring import Scoring
from appliance.engine.written import Halt, Tell
from appliance.errors import EngineError

# A prompt is read in pieces, so that a stop or a deadline is noticed in between.
PREFILL_TOKENS = 256
WHOLE = 1 << 31
# How many pieces are read at a time while nothing is written.
IDLE_PIECES = 4


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
        drafter: Drafter | None = None,
    ) -> None:
        """Start empty.

        Args:
            max_rows: Most answers at a time.
            max_tokens: Most tokens that the answers' caches may hold together.
            prefill_tokens: Longest piece of a prompt read in one step.
            prefixes: Beginnings that prompts share. A model whose numbers depend on
                what is read together shares none, and reads each prompt whole.
            drafter: Guesses the next tokens of an answer that is written alone.
        """
        self._loaded = loaded
        self._layers = int(loaded.model.config.num_hidden_layers)
        self._alone = reads_alone(loaded)
        self.max_rows = 1 if self._alone else max_rows
        self._max_tokens = max_tokens
        self._prefill_tokens = WHOLE if self._alone else prefill_tokens
        shared = None if self._alone else prefixes
        self._reader = PromptReader(loaded, self._prefill_tokens, shared)
        self._scoring: Scoring | None = None
        self._drafter = drafter
        self._rows: list[Answering] = []
        self._cache: ColumnCache | None = None
        self._busy = threading.Lock()

    def __len__(self) -> int:
        scoring = 0 if self._scoring is None else 1
        return len(self._reader.answers) + len(self._rows) + scoring

    @property
    def writing(self) -> int:
        """How many answers have their prompt read."""
        return len(self._rows)

    @property
    def size_bytes(self) -> int:
        """How much memory keys and values take."""
        drafted = 0 if self._drafter is None else self._drafter.size_bytes
        return drafted + sum(cache.size_bytes for cache in self._caches())

    @property
    def usage(self) -> float:
        """Tell which share of the tokens that may be held has room made for it."""
        held = sum(cache.held_tokens for cache in self._caches())
        return held / self._max_tokens

    def fits(self, work: Work | ScoreWork) -> bool:
        """Tell whether some work can join now.

        Any answer can when there is none, whatever is scored; one scoring at a time.
        """
        if isinstance(work, ScoreWork):
            return self._scoring is None
        there = (*self._reader.answers, *self._rows)
        needs = [answer.work.need_tokens for answer in there]
        rows = len(needs) + 1
        # Rows are as wide as the longest of them.
        wide = max([work.need_tokens, *needs])
        return rows <= self.max_rows and (rows == 1 or rows * wide <= self._max_tokens)

    def begin(self, work: Work | ScoreWork, halt: Halt, tell: Tell) -> None:
        """Let an answer or a scoring join."""
        if isinstance(work, ScoreWork):
            self._scoring = Scoring(
                self._loaded,
                work,
                halt,
                tell,
                piece_tokens=self._prefill_tokens,
                max_tokens=self._max_tokens,
                alone=self._alone,
            )
            return
        self._reader.begin(Answering(work, halt, tell))

    def step(self) -> None:
        """Read a piece of a prompt, and write one token of every other answer."""
        with self._busy, torch.inference_mode():
            sharing = [*self._reader.answers, *self._rows]
            began_s, among = time.perf_counter(), len(self)
            for answer in sharing:
                answer.begin_step(began_s, among)
            self._step()
            for answer in sharing:
                answer.end_step()

    @contextmanager
    def at_rest(self, within_s: float) -> Iterator[None]:
        """Hold the batch between two steps, for who looks at it from another thread.

        Raises:
            EngineError: The step now does not end in time.
        """
        if not self._busy.acquire(timeout=within_s):
            raise EngineError(f"the model is at one step for over {within_s:g} s")
        try:
            yield
        finally:
            self._busy.release()

    def _step(self) -> None:
        # Several short prompts take no longer than a piece of a long one. While nothing
        # is written, a little more holds nobody up, and those that begin together are
        # the faster for it; a shadow is read in short steps, for who may come.
        short = self._rows or any(a.work.gives_way for a in self._reader.answers)
        most = self._prefill_tokens * (1 if short else IDLE_PIECES)
        reading = bool(self._reader.answers)
        for read in self._reader.read(most):
            self._join(read)
        if self._scoring is not None:
            self._score(self._scoring, wait=reading)
        for answer in [a for a in self._rows if a.halted()]:
            self._drop(answer)
        if self._drafter is not None and len(self._rows) != 1:
            self._drafter.leave()
        if self._cache is None:
            return
        if self._drafter is not None and len(self._rows) == 1:
            self._write_ahead(self._cache, self._rows[0], self._drafter)
        else:
            self._write(self._cache)

    def _caches(self) -> list[ColumnCache]:
        written = [] if self._cache is None else [self._cache]
        scored = [] if self._scoring is None else self._scoring.caches
        return [*self._reader.caches, *written, *scored]

    def _score(self, scoring: Scoring, *, wait: bool) -> None:
        """Score a piece, unless prompts are read or answers need the memory."""
        needs = [a.work.need_tokens for a in (*self._reader.answers, *self._rows)]
        held = len(needs) * max(needs, default=0)
        cramped = bool(needs) and held + scoring.need_tokens > self._max_tokens
        if not scoring.halted():
            if wait or cramped:
                scoring.wait(release=cramped)
            else:
                scoring.step()
        if scoring.over:
            self._scoring = None

    def _join(self, read: WhollyRead) -> None:
        """Choose first tokens, and put who is not over among those that are written."""
        rows = [row for row, answer in enumerate(read.answers) if not answer.halted()]
        if rows:
            choose_next(
                self._loaded, [read.answers[row] for row in rows], read.logits[rows]
            )
        rows = [row for row in rows if not read.answers[row].over]
        joining = [read.answers[row] for row in rows]
        self._rows += joining
        lengths = {len(answer.prompt) for answer in read.answers}
        if self._cache is None and len(rows) == len(read.answers) and len(lengths) == 1:
            self._cache = read.cache
            return
        left = max((answer.left_tokens for answer in self._rows), default=0)
        try:
            for row, answer in zip(rows, joining, strict=True):
                self._take_in(read.cache, row, answer, right=min(left, STEP_COLUMNS))
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
                cache,
                tokens,
                row=row,
                right=right,
                most_rows=self.max_rows,
                most_tokens=self._max_tokens,
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
            logits = forward(
                self._loaded.model, [[answer.token] for answer in rows], cache
            )
        except FAULTS as err:
            self._fail_all(err)
            return
        choose_next(self._loaded, rows, logits)
        for answer in rows:
            if answer.over:
                self._drop(answer)

    def _write_ahead(
        self, cache: ColumnCache, answer: Answering, drafter: Drafter
    ) -> None:
        """Write the next token of the only answer, and more as far as guesses hold."""
        guesses = drafter.guess(answer)
        ids = [answer.token, *guesses]
        try:
            cache.make_ready(len(ids), ahead=min(answer.left_tokens, STEP_COLUMNS))
            logits = forward(self._loaded.model, [ids], cache, [range(len(ids))])
        except FAULTS as err:
            self._fail_all(err)
            return
        held = 0
        for scores in logits:
            choose_next(self._loaded, [answer], scores.unsqueeze(0))
            if answer.over or held == len(guesses) or answer.token != guesses[held]:
                break
            held += 1
        drafter.settle(guessed=len(guesses), accepted=held)
        # What was read behind the last guess that held was read for nothing.
        cache.crop(len(guesses) - held)
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
