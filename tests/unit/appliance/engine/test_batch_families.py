"""Every model family writes in a batch what `transformers` generate writes alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from appliance.engine.batch import Batch
from appliance.engine.config_keys import MODEL_TYPES
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.workshop import quantise
from tests.unit.appliance.engine.answers import (
    Asked,
    alone,
    finish,
    generated,
    greedy,
    prompt_of,
)
from tests.unit.appliance.engine.tiny_model import FAMILIES, write_manifest

# Prompt and answer of each; some are longer than a sliding window, one comes in pieces.
RAGGED = ((3, 24), (40, 8), (17, 16), (70, 12), (9, 30))


def test_every_model_type_that_may_be_imported_is_tried_here() -> None:
    assert set(FAMILIES) == MODEL_TYPES


def ragged(loaded: LoadedModel) -> list[Asked]:
    """Let requests come two steps after one another."""
    batch = Batch(loaded, max_rows=4, prefill_tokens=64)
    asked = []
    for seed, (length, tokens) in enumerate(RAGGED):
        one = Asked(prompt_of(loaded, length, seed), greedy(tokens))
        finish(batch, lambda one=one: batch.fits(one.work))
        asked.append(one.begin(batch))
        batch.step()
        batch.step()
    finish(batch)
    return asked


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_ragged_arrivals_give_the_tokens_of_generate(
    fresh_folder: Callable[..., Path], family: str
) -> None:
    loaded = load_folder(check_folder(fresh_folder(family=family)), device="cpu")
    for one in ragged(loaded):
        tokens = one.sampling.max_output_tokens
        assert generated(loaded, one.prompt, tokens) == one.texts
    single = alone(loaded, prompt_of(loaded, 50), greedy(20))
    assert generated(loaded, single.prompt, 20) == single.texts


@pytest.mark.parametrize("family", ["llama", "qwen3"])
def test_nf4_ragged_arrivals_give_the_tokens_of_generate(
    fresh_folder: Callable[..., Path], tmp_path: Path, family: str
) -> None:
    source = fresh_folder(family=family, stored_as=torch.bfloat16)
    target = tmp_path / "nf4"
    quantise(source, target)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        (target / name).write_bytes((source / name).read_bytes())
    write_manifest(target)
    loaded = load_folder(check_folder(target), device="cpu")
    assert loaded.weights.quantisation == "nf4"
    for one in ragged(loaded):
        tokens = one.sampling.max_output_tokens
        assert generated(loaded, one.prompt, tokens) == one.texts
