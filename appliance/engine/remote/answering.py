"""One answer of a server on its way: read, held to its rule, and told.

A thread of its own reads it; the model's thread may end it. What breaks the rule of
the answer ends it as an error, and nothing of the line that broke it is told.
"""

import contextlib
import threading
from dataclasses import dataclass

import orjson

from appliance.domain.answer import Token
from appliance.engine.faults import FAULTS, told
from appliance.engine.remote.chunks import Chunk, read_line
from appliance.engine.remote.connection import Connection
from appliance.engine.remote.rule import Rule
from appliance.engine.stops import Stops
from appliance.engine.written import Ended, Halt, Tell
from appliance.errors import ApplianceError, EngineError

PATH = "/chat/completions"
# No tokenizer's tokens are longer than this in the mean of an answer.
_TOKEN_CHARS = 256


@dataclass(frozen=True, slots=True)
class RemoteWork:
    """What a server is asked for.

    Args:
        body: The request, as JSON.
        rule: Which text may come; None for any.
        max_output_tokens: Longest answer.
        top_logprobs: Alternatives to tell of per token.
        stop: Texts that end the answer.
    """

    body: bytes
    rule: str | None
    max_output_tokens: int
    top_logprobs: int = 0
    stop: tuple[str, ...] = ()


class RemoteAnswering:
    """One answer on its way."""

    def __init__(
        self, work: RemoteWork, connection: Connection, halt: Halt, tell: Tell
    ) -> None:
        """Start before anything is sent.

        Args:
            halt: Asked between lines, and while the server is silent.
            tell: Given what is written.
        """
        self._work = work
        self._connection = connection
        self._halt = halt
        self._tell = tell
        # Taken by whoever tells something: the reader, or who ends the answer.
        self._telling = threading.RLock()
        self._stops = Stops(work.stop)
        self._finish = ""
        self._prompt_tokens = 0
        self._chars = 0
        self._taken = 0
        self._given = 0
        self.over = False

    def run(self) -> None:
        """Ask, and read the answer to its end; tells everything, raises nothing."""
        try:
            self._read()
        except ApplianceError as err:
            self._close(err)
        except FAULTS as err:
            self._close(told(err))

    def check_halt(self) -> None:
        """End it if somebody wants it to end."""
        if not self.over and (reason := self._halt()):
            self._end(reason)

    def _read(self) -> None:
        # The rule is built here and not where requests are laid out, so that a large
        # one holds nobody else up.
        rule = None if self._work.rule is None else Rule(self._work.rule)
        lines = self._connection.lines("POST", PATH, self._work.body)
        with contextlib.closing(lines):  # type: ignore[type-var] # a generator behind Iterator
            for line in lines:
                chunk = read_line(line)
                if chunk.last:
                    break
                with self._telling:
                    self.check_halt()
                    if self.over:
                        return
                    self._take(chunk, rule)
                    if self._stops.met:
                        self._end("stop")
            else:
                raise EngineError("the server broke off")
        if not self._finish:
            raise EngineError("the server ended its answer without a reason")
        if rule is not None and self._finish == "stop" and not rule.whole:
            raise EngineError("the server ended its answer in the middle")
        self._end(self._finish)

    def _take(self, chunk: Chunk, rule: Rule | None) -> None:
        if chunk.prompt_tokens is not None:
            self._prompt_tokens = chunk.prompt_tokens
        if not chunk.text and not chunk.tokens:
            self._finish = self._finish or chunk.finish
            return
        if self._finish:
            raise EngineError("the server wrote on behind the end of its answer")
        if not chunk.tokens:
            raise EngineError("the server gave text without its log-probability")
        self._finish = chunk.finish
        self._chars += len(chunk.text)
        self._taken += len(chunk.tokens)
        if self._taken > self._work.max_output_tokens:
            raise EngineError("the server wrote more tokens than it was asked for")
        if self._chars > _TOKEN_CHARS * self._work.max_output_tokens:
            raise EngineError(f"the server wrote {self._chars} characters")
        if rule is not None:
            rule.take(chunk.text)
        for token in _tokens(chunk, self._work.top_logprobs):
            for shown in self._stops.take(token):
                self._give(shown)

    def _give(self, token: Token) -> None:
        self._given += 1
        self._tell(token)

    def _end(self, reason: str) -> None:
        with self._telling:
            if not self.over:
                for token in self._stops.rest():
                    self._give(token)
                self._close(
                    Ended(reason, self._prompt_tokens, self._given, exact=False)
                )

    def _close(self, last: Ended | ApplianceError) -> None:
        with self._telling:
            if not self.over:
                self.over = True
                self._tell(last)
        self._connection.abort()


def _tokens(chunk: Chunk, alternatives: int) -> list[Token]:
    """Give the text of a chunk to its tokens.

    A server that holds a character back until it is whole tells of some tokens with
    the text of others; then the first has all of it.
    """
    texts = [token.text for token in chunk.tokens]
    if "".join(texts) != chunk.text:
        texts = [chunk.text, *("" for _ in texts[1:])]
    return [
        Token(text, token.logprob, token.alternatives[:alternatives])
        for text, token in zip(texts, chunk.tokens, strict=True)
    ]


def encode_body(body: object) -> bytes:
    """Put a request into JSON.

    Raises:
        EngineError: It holds half a character.
    """
    try:
        return orjson.dumps(body)
    except TypeError:
        raise EngineError("the request cannot be written as JSON") from None
