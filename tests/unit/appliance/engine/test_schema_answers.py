"""A little of `make soak-schema`: every structured answer is valid, however drawn."""

import torch

from appliance.engine.load import LoadedModel
from tests.soak.schema import answers


def test_every_structured_answer_of_random_weights_is_valid(tiny: LoadedModel) -> None:
    torch.set_num_threads(1)
    found = list(answers(tiny, 12, seed=4))
    assert len(found) == 12
    assert all(one.valid() for one in found)
