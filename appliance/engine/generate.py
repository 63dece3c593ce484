"""Writes one answer alone, token by token: the running batch with nobody else in it.

For import, health and warm-up; the tests compare it with `transformers` `generate`.
"""

from collections.abc import Iterator, Sequence

from appliance.engine.answering import Work
from appliance.engine.batch import Batch
from appliance.engine.grammar import Grammar
from appliance.engine.load import LoadedModel
from appliance.engine.sampling import Sampler, Sampling
from appliance.engine.written import Halt, Written
from appliance.errors import ApplianceError


def write(
    loaded: LoadedModel,
    prompt: Sequence[int],
    sampling: Sampling,
    grammar: Grammar | None,
    halt: Halt,
) -> Iterator[Written]:
    """Write an answer; the last item is `Ended`.

    Args:
        prompt: Token ids, at least one.
        grammar: Which tokens may come next; None for any.
        halt: Asked between tokens.

    Raises:
        EngineError: The model gave something that is no distribution, or the grammar
            came to a dead end.
    """
    told: list[Written | ApplianceError] = []
    batch = Batch(loaded)
    sampler = Sampler(sampling, grammar, prompt)
    batch.begin(Work(prompt, sampler), halt, told.append)
    while len(batch):
        batch.step()
        for item in told:
            if isinstance(item, ApplianceError):
                raise item
            yield item
        told.clear()
