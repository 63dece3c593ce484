"""Another side of the measurement: the continuous batching of `transformers`.

`generate_batch` makes its caches anew at each call; a run counts from when the requests
are in, not from there.
"""

from collections.abc import Sequence
from typing import Any

import transformers

from appliance.engine.bench_sides import Clock
from appliance.engine.bench_work import Ask, Run, Took
from appliance.engine.load import LoadedModel
from appliance.errors import EngineError

_PAGE_TOKENS = 64
# Most tokens of prompts and answers in one of its steps.
_STEP_TOKENS = 2_048


def continuous(loaded: LoadedModel, rows: int) -> Run:
    """Theirs: `generate_batch`, for requests of one length that come at once."""
    library: Any = transformers

    def run(asks: Sequence[Ask]) -> Took:
        clock = Clock(loaded)
        tokens = asks[0].output_tokens
        longest = max(len(ask.prompt) for ask in asks) + tokens
        answers = loaded.model.generate_batch(
            [list(ask.prompt) for ask in asks],
            generation_config=library.GenerationConfig(
                max_new_tokens=tokens, do_sample=False, eos_token_id=-1, pad_token_id=0
            ),
            # Without sizes it takes most of the memory that is free.
            continuous_batching_config=library.ContinuousBatchingConfig(
                page_size=_PAGE_TOKENS,
                num_blocks=rows * (longest // _PAGE_TOKENS + 2),
                max_batch_tokens=_STEP_TOKENS,
                max_requests_per_batch=rows,
            ),
            record_timestamps=True,
        ).values()
        written = sum(len(answer.generated_tokens) for answer in answers)
        if written != tokens * len(asks):
            raise EngineError(f"continuous batching wrote {written} tokens")
        came = min(answer.created_time for answer in answers)
        took = clock.took(written, [answer.timestamps[0] - came for answer in answers])
        took.wall_s = max(answer.timestamps[-1] for answer in answers) - came
        return took

    return run
