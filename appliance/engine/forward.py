"""One pass of the model over new tokens of some rows, and the scores it gives."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from appliance.engine.batch_cache import ColumnCache


def forward(
    model: Any,
    ids: Sequence[Sequence[int]],
    cache: ColumnCache,
    places: Sequence[Sequence[int]] | None = None,
) -> Tensor:
    """Read tokens of each row, (rows, T), and give the scores of what comes next.

    A shorter row is filled up behind, where its own tokens do not look.

    Args:
        places: Behind which of its tokens each row's scores are wanted; behind its
            last if None.

    Returns:
        (wanted, V), those of the first row first.
    """
    wanted = [[len(row) - 1] for row in ids] if places is None else places
    wide = max(len(row) for row in ids)
    filled = [[*row, *[0] * (wide - len(row))] for row in ids]
    kept = sorted({place for row in wanted for place in row})
    last_alone = kept == [wide - 1]
    output = model(
        input_ids=torch.tensor(filled, device=model.device),
        attention_mask=cache.padding(model.device),
        position_ids=cache.positions(wide, model.device),
        past_key_values=cache,
        use_cache=True,
        logits_to_keep=1 if last_alone else torch.tensor(kept, device=model.device),
    )
    cache.advance(wide)
    logits: Tensor = output.logits
    rows = [row for row, its in enumerate(wanted) for _ in its]
    at = [kept.index(place) for its in wanted for place in its]
    return logits[
        torch.tensor(rows, device=model.device), torch.tensor(at, device=model.device)
    ]
