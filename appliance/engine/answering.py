"""One answer on its way: its prompt, its state, and what is told about it."""

import codecs
import time
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.domain.answer import Token
from appliance.engine.batch_cache import ColumnCache
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Choice, Sampler
from appliance.engine.stops import Stops
from appliance.engine.written import Ended, Halt, Reading, Tell
from appliance.errors import ApplianceError


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be answered.

    Args:
        prompt: Token ids, at least one.
        sampler: Chooses the tokens.
        prefix: Token ids of signed templates alone, which the prompt may share with
            other prompts.
        gives_way: Somebody else may come at any time, so its steps are short.
    """

    prompt: Sequence[int]
    sampler: Sampler
    prefix: tuple[int, ...] = ()
    gives_way: bool = False

    @property
    def need_tokens(self) -> int:
        """How many tokens prompt and answer may come to have."""
        return len(self.prompt) + self.sampler.sampling.max_output_tokens


class Answering:
    """One answer on its way."""

    def __init__(self, work: Work, halt: Halt, tell: Tell) -> None:
        """Start before the first token of the prompt.

        Args:
            halt: Asked between tokens.
            tell: Given what is written.
        """
        self.work = work
        self.prompt = work.prompt
        self.sampler = work.sampler
        self.cache: ColumnCache | None = None
        # Its prefix while this answer is the one to compute it.
        self.prefix_cache: ColumnCache | None = None
        self.read = 0
        # Tokens of the prefix that the prompt begins with.
        self.shared = 0
        # Tokens of the answer; the last is not read yet.
        self.written: list[int] = []
        self.exact = True
        self.over = False
        self._halt = halt
        self._tell = tell
        self._given = 0
        self._busy_s = 0.0
        # When the step it is in began, and how many share it.
        self._step: tuple[float, int] | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stops = Stops(work.sampler.sampling.stop)

    @property
    def left_tokens(self) -> int:
        """How many tokens it may still write."""
        return self.sampler.sampling.max_output_tokens - len(self.written)

    @property
    def token(self) -> int:
        """The newest token."""
        return self.written[-1]

    @property
    def unread(self) -> int:
        """How many tokens of the prompt are left to read, beside what it shares."""
        return len(self.prompt) - (self.read or self.shared)

    @property
    def begun(self) -> bool:
        """Tell whether some of it is read."""
        return self.cache is not None or self.prefix_cache is not None

    def begins_like(self, other: "Answering") -> bool:
        """Tell whether it shares what another shares."""
        return self.shared == other.shared and (
            not self.shared or self.work.prefix == other.work.prefix
        )

    def whole_prefix(self) -> ColumnCache | None:
        """Give its prefix, if this answer has read all of it."""
        cache = self.prefix_cache
        whole = cache is not None and cache.width == len(self.work.prefix)
        return cache if whole else None

    def halted(self) -> bool:
        """End it if somebody wants it to end."""
        if reason := self._halt():
            self.end(reason)
        return self.over

    def begin_step(self, at_s: float, among: int) -> None:
        """A step of the model begins that so many share."""
        self._step = (at_s, among)

    def end_step(self) -> None:
        """The step is over: its share of it is counted."""
        self._busy_s, self._step = self._so_far_s(), None

    def _so_far_s(self) -> float:
        if self._step is None:
            return self._busy_s
        began_s, among = self._step
        return self._busy_s + (time.perf_counter() - began_s) / among

    def has_read(self, tokens: int) -> None:
        """Tell how far the prompt is read."""
        self.read = tokens
        self._tell(Reading(tokens))

    def take(self, choice: Choice, loaded: LoadedModel) -> None:
        """Go on by a chosen token, which may end it."""
        if choice.token in loaded.ends:
            self.end("stop")
            return
        self.written.append(choice.token)
        text = self._decoder.decode(loaded.pieces.decode_bytes([choice.token]))
        alternatives = tuple(
            (_name(token, loaded), value) for token, value in choice.alternatives
        )
        for token in self._stops.take(Token(text, choice.logprob, alternatives)):
            self._give(token)
        grammar = self.sampler.grammar
        if self._stops.met or (grammar is not None and grammar.ended):
            self.end("stop")
        elif self.left_tokens == 0:
            self.end("length")

    def end(self, reason: str) -> None:
        """End it, giving out what was held back."""
        for token in self._stops.rest():
            self._give(token)
        busy_s = self._so_far_s()
        read = len(self.prompt)
        self._close(Ended(reason, read, self._given, self.exact, busy_s))

    def fail(self, why: ApplianceError) -> None:
        """End it by a fault."""
        self._close(why)

    def _give(self, token: Token) -> None:
        self._given += 1
        self._tell(token)

    def _close(self, last: Ended | ApplianceError) -> None:
        self.over = True
        self.cache = self.prefix_cache = None
        self._tell(last)


def _name(token: int, loaded: LoadedModel) -> str:
    """Show a token; the end of the answer shows as nothing."""
    if token in loaded.ends:
        return ""
    return bytes(loaded.pieces.decode_bytes([token])).decode("utf-8", "replace")
