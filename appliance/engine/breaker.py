"""A circuit breaker around the engine of one tier (Nygard, Release It!, chapter 5).

An engine that failed several times in a row is left alone for a while, so that nobody
waits for a time-out again and again and it can recover. Then one request is let by:
if it is answered, all are; if not, the pause doubles. Who is turned away gets an error
at once, and the next tier or the worker's later try takes the text. An engine that
begins well and breaks off each time fails each time, and so does one that is so slow
that its answers end at the deadline. Only an answer that ends well is the end of such a
row: a check of its health is one token, and anybody may ask for it.
"""

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.engine.tiers import TierEngine
from appliance.errors import (
    EngineBusyError,
    EngineError,
    EngineRestingError,
    SealError,
    TextTooLongError,
)

FAILURES = 3
FIRST_PAUSE_S = 5.0
LAST_PAUSE_S = 120.0
# A little apart, so that several processes do not try at the same moment.
_APART_PERMILLE = 200

# How an answer ends that was too slow, or that somebody stopped.
_TOO_SLOW, _STOPPED = "deadline", "cancelled"

_Item = TypeVar("_Item")


class BreakerState(StrEnum):
    """How a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    # A check found it well, or who tried left: the next request finds out.
    BACK = "back"
    # One request is on its way to find out.
    TRYING = "trying"


class BreakingEngine:
    """The engine of a tier behind its breaker; safe to share between threads."""

    def __init__(
        self, engine: TierEngine, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Close it.

        Args:
            now_s: Tells seconds and never goes back.
        """
        self._engine = engine
        self._now_s = now_s
        self._lock = threading.Lock()
        self._failures = 0
        self._pause_s = FIRST_PAUSE_S
        self._opened_until_s = 0.0
        # Whether it had begun an answer when it failed last.
        self._had_begun = False
        self._state = BreakerState.CLOSED

    @property
    def state(self) -> BreakerState:
        """How it stands."""
        return self._state

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        """Generate, as the Engine port says.

        Raises:
            EngineRestingError: It failed so often that it is left alone.
            EngineError: As the Engine port says.
        """
        yield from self._through(lambda: self._engine.generate(request))

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Score, as the Engine port says.

        Raises:
            EngineRestingError: It failed so often that it is left alone.
            EngineError: As the Engine port says.
        """
        yield from self._through(lambda: self._engine.score(request))

    def fits(self, request: GenerateRequest) -> bool:
        """Ask whether a prompt fits, unless it is left alone.

        That it does not say so counts as failed. That it does ends nothing: one that
        counts tokens may be unable to write them.

        Raises:
            EngineRestingError: It failed so often that it is left alone.
            EngineError: As the Engine port says.
        """
        self._enter()
        try:
            return self._engine.fits(request)
        except (SealError, EngineBusyError):
            raise
        except EngineError:
            self._failed(had_begun=False)
            raise
        finally:
            self._leave()

    def cancel(self, exchange: str) -> bool:
        """Stop the generation of an exchange; tells whether one ran."""
        return self._engine.cancel(exchange)

    def health(self) -> Mapping[str, Any]:
        """Ask it all the same; one that was not there and is well is tried at once.

        A check that it passes says nothing of one that begins its answers and breaks
        off, or is too slow: its pause lasts.
        """
        told = self._engine.health()
        if told.get("ok") is True:
            with self._lock:
                if self._state is BreakerState.OPEN and not self._had_begun:
                    self._state = BreakerState.BACK
        return told

    def _through(self, ask: Callable[[], Iterator[_Item]]) -> Iterator[_Item]:
        self._enter()
        ended = begun = False
        try:
            with contextlib.closing(ask()) as items:  # type: ignore[type-var] # a generator behind Iterator
                for item in items:
                    if isinstance(item, Finished | ScoreEnded):
                        # Whoever reads it may go before this goes on.
                        self._end(item.reason)
                        ended = True
                    elif not isinstance(item, Waiting):
                        # It writes: whoever comes meanwhile need not wait for the end.
                        self._let_by()
                        begun = True
                    yield item
        except (SealError, EngineBusyError, TextTooLongError):
            # It is there and says no.
            self._let_by()
            ended = True
            raise
        except EngineError:
            self._failed(had_begun=begun)
            ended = True
            raise
        finally:
            if not ended:
                # Its reader left or another error: nothing was found out.
                self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._state is BreakerState.CLOSED:
                return
            pauses = self._now_s() < self._opened_until_s
            if self._state is BreakerState.TRYING or (
                self._state is BreakerState.OPEN and pauses
            ):
                raise EngineRestingError(f"failed {self._failures} times in a row")
            self._state = BreakerState.TRYING

    def _close(self) -> None:
        with self._lock:
            self._state, self._failures = BreakerState.CLOSED, 0
            self._pause_s = FIRST_PAUSE_S

    def _end(self, reason: str) -> None:
        if reason == _TOO_SLOW:
            self._failed(had_begun=True)
        elif reason == _STOPPED:
            self._leave()
        else:
            self._close()

    def _let_by(self) -> None:
        """Let everybody by again; whether it is well an answer's end will show."""
        with self._lock:
            if self._state is BreakerState.TRYING:
                self._state = BreakerState.CLOSED

    def _failed(self, *, had_begun: bool) -> None:
        with self._lock:
            self._failures += 1
            if self._state in {BreakerState.OPEN, BreakerState.BACK}:
                # It was asked before that, and found out nothing new.
                return
            self._had_begun = had_begun
            if self._state is BreakerState.CLOSED and self._failures < FAILURES:
                return
            apart = 1 + secrets.randbelow(_APART_PERMILLE) / 1000
            self._opened_until_s = self._now_s() + self._pause_s * apart
            self._pause_s = min(LAST_PAUSE_S, 2 * self._pause_s)
            self._state = BreakerState.OPEN

    def _leave(self) -> None:
        with self._lock:
            if self._state is BreakerState.TRYING:
                self._state = BreakerState.BACK
