"""The shipped guard computes what the trained one does."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from appliance.detect.injection import MODEL
from appliance.detect.tagger import session_options
from models.training.export_guard import export
from models.training.guard_graph import CALMED, ShippedGuard
from models.training.guard_model import GuardModel, WordTable


@pytest.fixture(scope="module")
def model() -> GuardModel:
    rows = np.random.default_rng(3).integers(0, 255, (128, 384), np.uint8)
    torch.manual_seed(5)
    return GuardModel(WordTable(rows, 0.006, 83), layers=1).eval()


@pytest.fixture(scope="module")
def words() -> torch.Tensor:
    return torch.rand((1, 40, 384), generator=torch.Generator().manual_seed(2)) - 0.5


def test_the_graph_is_the_model(model: GuardModel, words: torch.Tensor) -> None:
    with torch.no_grad():
        wanted = model(words, None) * CALMED
        assert torch.allclose(ShippedGuard(model)(words), wanted, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_what_is_written_tells_the_same_but_for_rounding(
    tmp_path: Path, model: GuardModel, words: torch.Tensor
) -> None:
    export(model, tmp_path)
    session = onnxruntime.InferenceSession(
        str(tmp_path / MODEL), session_options(), providers=["CPUExecutionProvider"]
    )
    (found,) = session.run(None, {"words": words.numpy()})
    with torch.no_grad():
        wanted = (model(words, None) * CALMED).numpy()
    spread = float(wanted.max() - wanted.min())
    assert float(np.abs(found - wanted).max()) < 0.1 * spread
