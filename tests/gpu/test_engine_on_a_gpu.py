"""The engine on a CUDA device: the same answers, packed weights, memory given back."""

import dataclasses
import gc
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.domain.answer import Finished, Token
from appliance.engine.batch import Batch
from appliance.engine.draft import Drafter
from appliance.engine.folder import check_folder
from appliance.engine.grammar import Grammar, structured
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.quantise import quantise
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended
from appliance.errors import EngineError
from tests.unit.appliance.engine.answers import (
    Asked,
    alone,
    finish,
    generated,
    greedy,
    prompt_of,
)
from tests.unit.appliance.engine.house import house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

torch.set_num_threads(1)
DEVICE = "cuda"
FAMILIES = ("llama", "qwen2", "gemma2", "mixtral")
LENGTHS = (3, 40, 17, 90, 5, 33)
# In bfloat16 two scores may be rounded to one, or change places beside others.
NEAR = 0.5
SCHEMA = (
    '{"type":"object","additionalProperties":false,"required":["a"],"properties":'
    '{"a":{"type":"string","maxLength":30}}}'
)
Load = Callable[..., LoadedModel]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Make a tiny model and load it on the GPU, in float32 if asked to."""

    def loaded(*, wide: bool = False, **options: object) -> LoadedModel:
        folder = make_folder(tmp_path / "m", **options)  # type: ignore[arg-type] # options of make_folder
        found = load_folder(check_folder(folder), device=DEVICE)
        if wide:
            found.model.float()
        return found

    return loaded


def packed_folder(path: Path, kind: str) -> str:
    """Make a tiny model stored as an import stores it; gives its manifest's digest."""
    plain = make_folder(path.with_name("plain"), hidden=128, endless=True)
    quantise(plain, path, kind)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(plain / name, path)
    return write_manifest(path, quantisation=kind)


def answered_together(loaded: LoadedModel, tokens: int) -> list[Asked]:
    """Have answers written that join one another at any step."""
    batch, asked = Batch(loaded, max_rows=4, prefill_tokens=32), []
    for number, length in enumerate(LENGTHS):
        one = Asked(prompt_of(loaded, length), greedy(tokens, 2))
        finish(batch, lambda one=one: batch.fits(one.work))
        asked.append(one.begin(batch))
        for _ in range(number):
            batch.step()
    finish(batch)
    return asked


def same_but_for_ties(asked: Asked, texts: list[str]) -> bool:
    """Tell whether an answer is another's up to a place where two tokens tie."""
    for token, text in zip(asked.tokens, texts, strict=True):
        if token.text != text:
            (_, best), (_, second) = token.alternatives[:2]
            return best - second <= NEAR
    return True


@pytest.mark.parametrize("family", FAMILIES)
def test_greedy_tokens_are_those_of_generate(load: Load, family: str) -> None:
    loaded = load(wide=True, family=family)
    for asked in answered_together(loaded, 30):
        assert generated(loaded, asked.prompt, 30) == asked.texts


@pytest.mark.parametrize("family", FAMILIES)
def test_in_half_the_bits_they_are_too_but_for_ties(load: Load, family: str) -> None:
    loaded = load(family=family, endless=True)
    assert loaded.model.dtype in {torch.bfloat16, torch.float16}
    for asked in answered_together(loaded, 30):
        assert same_but_for_ties(asked, generated(loaded, asked.prompt, 30))


def test_an_answer_alone_is_the_same_again(load: Load) -> None:
    loaded = load(endless=True)
    drawn = Sampling(30, temperature=0.9, seed=5, top_logprobs=2, top_p=0.9, top_k=50)
    prompt = prompt_of(loaded, 70)
    first, second = alone(loaded, prompt, drawn), alone(loaded, prompt, drawn)
    assert first.told == second.told
    assert isinstance(first.last, Ended)
    assert first.last.exact


@pytest.mark.parametrize("kind", ["nf4", "int8"])
def test_a_model_packed_by_an_import_answers(tmp_path: Path, kind: str) -> None:
    packed_folder(tmp_path / kind, kind)
    loaded = load_folder(check_folder(tmp_path / kind), device=DEVICE)
    assert (loaded.weights.quantisation, loaded.weights.device) == (kind, DEVICE)
    packed = [p for p in loaded.model.parameters() if not p.is_floating_point()]
    assert len(packed) == 2 * 7
    assert {p.device.type for p in packed} == {DEVICE}
    for asked in answered_together(loaded, 20):
        assert same_but_for_ties(asked, generated(loaded, asked.prompt, 20))


def test_the_process_answers_with_packed_weights_on_the_gpu() -> None:
    def make(folder: Path) -> str:
        return packed_folder(folder, "nf4")

    with house(make, quantisation="nf4", device=DEVICE) as built:
        built.start()
        *tokens, last = built.client.generate(built.request())
        assert sum(isinstance(item, Token) for item in tokens) == 40
        assert isinstance(last, Finished)
        assert (last.weights.device, last.weights.quantisation) == (DEVICE, "nf4")
        assert built.client.health()["ok"]


def test_an_answer_has_the_form_of_its_schema(load: Load) -> None:
    loaded = load()
    rule = structured(SCHEMA, ["A text."])
    batch = Batch(loaded, max_rows=4)
    hot = Sampling(120, temperature=2.0, seed=5, top_logprobs=0)
    asked = [
        Asked(
            prompt_of(loaded, length),
            dataclasses.replace(hot, seed=length),
            grammar=Grammar(loaded.pieces, rule, loaded.vocabulary),
        ).begin(batch)
        for length in LENGTHS[:4]
    ]
    finish(batch)
    for one in asked:
        found = json.loads("".join(one.texts))
        assert list(found) == ["a"]
        assert len(found["a"]) <= 30


def test_a_draft_model_changes_no_answer(load: Load, tmp_path: Path) -> None:
    loaded = load(wide=True, endless=True)
    folder = make_folder(tmp_path / "draft", seed=9, hidden=32, layers=1)
    draft = load_folder(check_folder(folder), device=DEVICE)
    draft.model.float()
    prompt = prompt_of(loaded, 50)
    for guessing in (draft, loaded):
        drafter = Drafter(guessing, loaded, tokens=3, piece_tokens=64)
        batch = Batch(loaded, drafter=drafter)
        asked = Asked(prompt, greedy(40)).begin(batch)
        finish(batch)
        assert generated(loaded, prompt, 40) == asked.texts
        assert drafter.guessed > 0


def test_memory_is_given_back(load: Load) -> None:
    loaded = load(endless=True)
    answered_together(loaded, 10)
    before = held_bytes()
    answered_together(loaded, 40)
    assert held_bytes() <= before


def test_a_full_memory_ends_an_answer_and_the_next_is_written(load: Load) -> None:
    loaded = load(hidden=512, layers=8, context=8192, endless=True)
    short = prompt_of(loaded, 20)
    alone(loaded, short, greedy(5))
    held = held_bytes()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.empty_cache()
    # 8 layers of 2 heads of 128 numbers, twice: 8 KiB a token, 64 MiB in all.
    torch.cuda.set_per_process_memory_fraction((held + (32 << 20)) / total)
    try:
        batch = Batch(loaded)
        asked = Asked(prompt_of(loaded, 8000), greedy(100)).begin(batch)
        finish(batch)
        assert isinstance(asked.last, EngineError)
        assert str(asked.last) == "the model failed: OutOfMemoryError"
        assert len(alone(loaded, short, greedy(5)).texts) == 5
        assert held_bytes() <= held
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


def test_the_bench_measures_on_the_gpu() -> None:
    told = CliRunner().invoke(
        main,
        [
            *("bench", "engine", "--shape", "m30", "--quantise", "nf4"),
            *("--device", DEVICE, "--streams", "--rounds", "1", "--json"),
        ],
    )
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["device"].startswith(DEVICE)
    assert found["streams"]["bandwidth_bytes_per_s"] > 0
    assert found["streams"]["runs"]["32"]["ours"]["of_bandwidth"] > 0


def held_bytes() -> int:
    gc.collect()
    return torch.cuda.memory_allocated()
