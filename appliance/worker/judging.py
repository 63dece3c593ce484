"""Have the judge of each purpose judge drawn answers, one at a time.

What is not judged yet is taken from what is drawn, so nothing waits in a queue and a
restart loses nothing. The model judges after all who want an answer; where it is not
there, or wanted, the judge tries again later.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping

from appliance.domain.halt import may_answer
from appliance.domain.judging import Drawn, Judge
from appliance.domain.ports.judge import AnswerJudge
from appliance.domain.ports.wired import Ports
from appliance.errors import ConflictError, EngineError, NotFoundError, SealError
from appliance.steps.judge import judge
from appliance.stores.opened import Stores

log = logging.getLogger(__name__)

# More than are remembered, so that something is always found if there is something.
_LOOKED_AT = 250
_MAX_REMEMBERED = 200
# For so many times as long as a judgement took there is none: fewer than one in twenty
# who come meet one, and wait for no more than a piece of it.
PAUSE_TIMES = 20


class Judging:
    """Judges drawn answers; used by one thread."""

    def __init__(
        self,
        judges: Callable[[], Mapping[str, Judge]],
        by: AnswerJudge,
        stores: Stores,
        ports: Ports,
    ) -> None:
        """Take the parts.

        Args:
            judges: The judge in force of each purpose, by purpose.
            by: Asks the model.
            stores: What is drawn and kept.
            ports: What the step reaches.
        """
        self._judges = judges
        self._by = by
        self._stores = stores
        self._ports = ports
        # What the engine refused: not tried for ever, nor held against the judge.
        self._refused: OrderedDict[tuple[str, Judge], None] = OrderedDict()
        self._running = ""

    def beat(self) -> float | None:
        """Judge one, and say how long to pause for it.

        Raises:
            ApplianceError: As `judge_one`.
        """
        began_s = self._ports.timer()
        if not self.judge_one():
            return None
        return PAUSE_TIMES * (self._ports.timer() - began_s)

    def judge_one(self) -> bool:
        """Judge one answer, if there is one to judge; tells whether.

        Raises:
            ApplianceError: It could not be asked or kept. Wait before the next.
        """
        for one in self._judges().values():
            if self._is_halted(one):
                continue
            found = self._next(one)
            if found is not None:
                self._judge(found, one)
                return True
        return False

    def stop(self) -> None:
        """Have the one that is being judged end, from another thread."""
        running = self._running
        if running:
            try:
                self._ports.engine.cancel(running)
            except EngineError as err:
                # An engine that is not there has ended it already.
                log.info("the judge was not stopped: %s", err)

    def _is_halted(self, one: Judge) -> bool:
        """Tell whether people have halted its purpose, its model or all."""
        purpose = self._ports.purposes.named(one.purpose)
        standing = self._ports.halts.standing()
        return not may_answer(purpose, (self._by.tier,), standing)

    def _next(self, one: Judge) -> Drawn | None:
        for sample in self._stores.judgements.next_for(one, most=_LOOKED_AT):
            if (sample.id, one) in self._refused:
                continue
            try:
                kept = self._stores.exchanges.get_sampled(sample.answered.exchange)
            except NotFoundError:
                continue  # it was erased in this moment
            if kept.masked is not None and kept.answer is not None:
                return Drawn(sample, kept.masked, kept.answer, kept.values)
        return None

    def _judge(self, drawn: Drawn, one: Judge) -> None:
        release = self._ports.purposes.named(one.purpose).release
        ports = self._ports.bound(self._ports.releases.of(release))
        self._running = drawn.sample.answered.exchange
        try:
            judge(drawn, one, ports, self._by, self._stores.judgements)
        except (ConflictError, NotFoundError) as err:
            # It was judged, or another release went live, in this moment.
            log.info("sample %s is not judged: %s", drawn.sample.id, err)
        except SealError:
            self._refused[drawn.sample.id, one] = None
            while len(self._refused) > _MAX_REMEMBERED:
                self._refused.popitem(last=False)
            raise
        finally:
            self._running = ""
