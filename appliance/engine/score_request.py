"""Lays what is to be scored out for the batch."""

from collections.abc import Mapping

from appliance.domain.scoring import ScoreRequest
from appliance.engine.load import LoadedModel
from appliance.engine.render import encode_answer, encode_messages
from appliance.engine.score_plan import ScoreWork
from appliance.errors import SealError, TextTooLongError


def score_work_of(
    request: ScoreRequest, loaded: LoadedModel, templates: Mapping[str, str]
) -> ScoreWork:
    """Encode every variant and target of a checked request.

    Raises:
        TextTooLongError: A prompt with a target exceeds the model's context.
        SealError: A target is no token, or a template slice is not the release's.
    """
    prompts = [
        encode_messages(messages, loaded, templates) for messages in request.variants()
    ]
    targets = [
        encode_answer(request.messages, target, loaded, templates)
        for target in request.targets
    ]
    if not all(targets):
        raise SealError("a target has no token")
    longest = max(map(len, prompts)) + max(map(len, targets))
    if longest > loaded.context_tokens:
        raise TextTooLongError(
            f"prompt and target of {longest} tokens, at most {loaded.context_tokens}"
        )
    return ScoreWork(tuple(map(tuple, prompts)), tuple(map(tuple, targets)))
