"""The judge as the appliance's own engine: how likely it finds each word it may say.

Nothing is written and nothing is drawn: the words are scored behind the prompt as it
stands (`Engine.score`), so no answer can make it say anything else, and the same
request gives the same judgement again. A scoring comes after all who want an answer.
"""

from appliance.domain.judging import WORDS, JudgeRequest, JudgeSaid, likeliest
from appliance.domain.ports.engine import Engine
from appliance.domain.scoring import Scored, ScoreEnded, ScoreRequest
from appliance.errors import EngineBusyError, EngineError


class EngineJudge:
    """Asks the engine of one tier; implements `AnswerJudge`."""

    def __init__(self, engine: Engine, tier: str) -> None:
        """Take the engine, and the tier whose model is the judge."""
        self._engine = engine
        self._tier = tier

    @property
    def tier(self) -> str:
        """The tier whose model it is."""
        return self._tier

    def judge(self, request: JudgeRequest) -> JudgeSaid:
        """Ask for each word how likely it is.

        Raises:
            EngineBusyError: It was stopped for others.
            EngineError: It ended without saying, or does not score.
            ApplianceError: As the port says.
        """
        asked = ScoreRequest(
            exchange=request.exchange,
            case=request.case,
            purpose=request.purpose,
            messages=request.messages,
            targets=tuple(map(str, WORDS)),
            tier=self._tier,
            release=request.release,
        )
        scored: Scored | None = None
        ended: ScoreEnded | None = None
        for item in self._engine.score(asked):
            if isinstance(item, Scored):
                scored = item
            elif isinstance(item, ScoreEnded):
                ended = item
        if ended is not None and ended.reason == "cancelled":
            raise EngineBusyError("the judge was stopped")
        if scored is None or ended is None or ended.reason != "stop":
            raise EngineError("the judge ended without a word")
        judgement, sure = likeliest(scored.sums)
        return JudgeSaid(judgement, sure, ended.weights)
