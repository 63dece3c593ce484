"""Tells whether what a model reads together changes how any of it is read."""

from appliance.engine.load import LoadedModel
from appliance.engine.quantisation import KINDS

# These compute their frequencies from how much is read at a time: a neighbour, or a
# prompt in pieces, would change an answer by more than its last digits.
_ALONE_ROPES = frozenset({"dynamic", "longrope"})


def reads_alone(loaded: LoadedModel) -> bool:
    """Tell whether rows, and tokens read ahead, would change one another."""
    named = getattr(loaded.model.config, "rope_parameters", None) or {}
    kinds = [named, *(part for part in named.values() if isinstance(part, dict))]
    if any(kind.get("rope_type") in _ALONE_ROPES for kind in kinds):
        return True
    return KINDS[loaded.weights.quantisation].one_scale
