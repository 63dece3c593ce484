"""A model that judges answers, and what is kept of its judgements."""

from collections.abc import Callable
from typing import Protocol

from appliance.domain.judging import Judged, JudgeRequest, JudgeSaid


class AnswerJudge(Protocol):
    """A model that says what an answer is worth. Takes sealed parts only."""

    @property
    def tier(self) -> str:
        """The tier whose model it is."""
        ...

    def judge(self, request: JudgeRequest) -> JudgeSaid:
        """Ask the model; everybody who waits for an answer comes first.

        Raises:
            SealError: A part is not sealed for this exchange or not in the release.
            TextTooLongError: The prompt does not fit the model's context.
            EngineBusyError: The model is wanted by others.
            EngineError: The model is not there, failed, or was too slow.
        """
        ...


class Judgements(Protocol):
    """What judges said of answers that were drawn for people."""

    def keep(self, judged: Judged, *, record: Callable[[], None]) -> None:
        """Keep what a judge said of an answer, once.

        Args:
            record: Called once it is kept; what it raises undoes it.

        Raises:
            ConflictError: This judge has judged it already.
        """
        ...
