"""Lets answers go on by the tokens that are chosen for them."""

from collections.abc import Sequence

from torch import Tensor

from appliance.engine.answering import Answering
from appliance.engine.faults import FAULTS, told
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import choose
from appliance.errors import EngineError


def choose_next(
    loaded: LoadedModel, answers: Sequence[Answering], logits: Tensor
) -> None:
    """Choose a token for each answer from its scores, (answers, V)."""
    try:
        choices = choose(
            logits,
            [answer.sampler for answer in answers],
            tokens=len(loaded.tokenizer),
            ends=loaded.ends,
        )
    except FAULTS as err:
        choices = [told(err)] * len(answers)
    for answer, choice in zip(answers, choices, strict=True):
        if isinstance(choice, EngineError):
            answer.fail(choice)
            continue
        try:
            answer.take(choice, loaded)
        except FAULTS as err:
            answer.fail(told(err))
