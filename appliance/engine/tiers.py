"""The engines of several tiers as one: the Engine port over one client for each.

A request names the tiers that may answer it. They are asked in their order: if one is
not there, hangs, dies or is full before it has given a token, the next is asked, and
who reads the stream is told. After the first token an error stands. So does a refusal
(a seal that does not hold, a prompt that is too long), whichever tier comes next.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.errors import ApplianceError, EngineError, SealError

# Who has waited longer than this for one tier does not begin to wait for another: the
# seals would not hold until the end, and the worker would count it as left open.
FALL_BACK_WITHIN_S = 300.0

log = logging.getLogger(__name__)

Item = PassedOver | Waiting | Token | Finished


class TierEngine(Protocol):
    """The engine of one tier."""

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        """Generate, as the Engine port says."""
        ...

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Score, as the Engine port says."""
        ...

    def fits(self, request: GenerateRequest) -> bool:
        """Tell whether a prompt fits, as the Engine port says."""
        ...

    def cancel(self, exchange: str) -> bool:
        """Stop the generation of an exchange; tells whether one ran."""
        ...

    def health(self) -> Mapping[str, Any]:
        """Say how it is; `ok` is True only if it can write."""
        ...


class EngineTiers:
    """Asks the engine of each tier in the order of a request; implements `Engine`."""

    def __init__(
        self,
        engines: Mapping[str, TierEngine],
        orders: Callable[[], Sequence[Sequence[str]]],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the engines.

        Args:
            engines: Tier to its engine.
            orders: Tells every order in which a live purpose may have tiers asked.
        """
        self._engines = engines
        self._orders = orders
        self._now_s = now_s

    def generate(self, request: GenerateRequest) -> Iterator[Item]:
        """Generate with the first tier that can.

        Raises:
            EngineError: None of the tiers could take it, or it failed after a token.
            ApplianceError: As the Engine port says.
        """
        began_s = self._now_s()
        *earlier, last = request.tiers
        for tier in earlier:
            given = False
            try:
                answer = self._engine(tier).generate(request)
                with contextlib.closing(answer):  # type: ignore[type-var] # a generator behind Iterator
                    for item in answer:
                        given = given or isinstance(item, Token | Finished)
                        yield item
            except SealError:
                raise
            except EngineError as err:
                late = self._now_s() - began_s > FALL_BACK_WITHIN_S
                if given or late:
                    raise
                log.warning("tier %s is passed over: %s", tier, err)
                yield PassedOver(tier, type(err).__name__)
            else:
                return
        yield from self._engine(last).generate(request)

    def score(self, request: ScoreRequest) -> Iterator[Waiting | Scored | ScoreEnded]:
        """Have the model of the request's tier score; another's figures mean nothing.

        Raises:
            EngineError: There is no such tier, or its engine is not there.
            ApplianceError: As the Engine port says.
        """
        yield from self._engine(request.tier).score(request)

    def fits(self, request: GenerateRequest) -> bool:
        """Tell whether a prompt fits every tier of the request that can be asked.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            EngineError: None could be asked, so nobody knows what the one that comes
                back first would take.
        """
        away: EngineError | None = None
        told = False
        for tier in request.tiers:
            try:
                if not self._engine(tier).fits(request):
                    return False
            except SealError:
                raise
            except EngineError as err:
                log.warning("tier %s is not asked what fits: %s", tier, err)
                away = err
            else:
                told = True
        if away is not None and not told:
            raise away
        return True

    def _engine(self, tier: str) -> TierEngine:
        engine = self._engines.get(tier)
        if engine is None:
            raise EngineError(f"there is no engine of tier {tier!r}")
        return engine

    def cancel(self, exchange: str) -> bool:
        """Stop the generation of an exchange, whichever tier writes it, if one does.

        Raises:
            EngineError: No tier could be told.
        """
        errors: list[EngineError] = []
        stopped = False
        for engine in self._engines.values():
            try:
                stopped = engine.cancel(exchange) or stopped
            except EngineError as err:
                # What it wrote has broken off with it.
                errors.append(err)
        if len(errors) == len(self._engines):
            raise errors[0]
        return stopped

    def health(self) -> dict[str, Any]:
        """Say whether every purpose can be answered, and how each tier is."""
        if len(self._engines) == 1:
            (engine,) = self._engines.values()
            return dict(engine.health())
        with ThreadPoolExecutor(len(self._engines)) as pool:
            well = pool.map(_is_well, self._engines.values())
            tiers = dict(zip(self._engines, well, strict=True))
        ok = all(any(tiers[tier] for tier in order) for order in self._orders())
        return {"ok": ok, "tiers": tiers}


def _is_well(engine: TierEngine) -> bool:
    try:
        return engine.health().get("ok") is True
    except ApplianceError:
        # That it cannot be asked is the answer.
        return False
