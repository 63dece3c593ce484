from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from appliance.domain.answer import Token
from appliance.engine.batch import PREFILL_TOKENS
from appliance.engine.folder import check_folder
from appliance.engine.generate import write
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.sampling import Sampling
from appliance.engine.workshop import quantise
from appliance.engine.written import Ended, Reading, Written
from appliance.errors import EngineError
from tests.unit.appliance.engine.tiny_model import write_manifest

GREEDY = Sampling(40, temperature=0.0, seed=1, top_logprobs=3)
PROMPTS = {
    "one token": 1,
    "short": 17,
    "a chunk": PREFILL_TOKENS,
    "chunks": 2 * PREFILL_TOKENS + 3,
}


def go_on() -> str:
    return ""


def tokens_of(items: Iterator[Written]) -> list[Token]:
    return [item for item in items if isinstance(item, Token)]


def prompt_of(loaded: LoadedModel, length: int) -> list[int]:
    generator = torch.Generator().manual_seed(length)
    return torch.randint(
        5, len(loaded.tokenizer), (length,), generator=generator
    ).tolist()


def reference(loaded: LoadedModel, prompt: list[int], length: int) -> list[int]:
    """Greedy tokens of transformers' own loop, up to an end."""
    beyond = list(range(len(loaded.tokenizer), loaded.vocabulary))
    with torch.inference_mode():
        whole = loaded.model.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            max_new_tokens=length,
            do_sample=False,
            suppress_tokens=beyond or None,
            eos_token_id=list(loaded.ends),
        )
    ids: list[int] = whole[0, len(prompt) :].tolist()
    return [i for i in ids if i not in loaded.ends]


def texts(loaded: LoadedModel, ids: list[int]) -> str:
    return bytes(loaded.pieces.decode_bytes(ids)).decode("utf-8", "ignore")


@pytest.mark.parametrize("length", PROMPTS.values(), ids=PROMPTS)
def test_greedy_tokens_are_those_of_transformers_generate(
    tiny: LoadedModel, length: int
) -> None:
    prompt = prompt_of(tiny, length)
    expected = reference(tiny, prompt, GREEDY.max_output_tokens)
    items = list(write(tiny, prompt, GREEDY, None, go_on))
    assert len(expected) == items[-1].output_tokens  # type: ignore[union-attr] # Ended
    written = "".join(t.text for t in tokens_of(iter(items)))
    assert texts(tiny, expected) == written.replace("\ufffd", "")


def test_nf4_greedy_tokens_are_those_of_transformers_generate(
    fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    source, target = fresh_folder(stored_as=torch.bfloat16), tmp_path / "nf4"
    quantise(source, target)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        (target / name).write_bytes((source / name).read_bytes())
    write_manifest(target)
    loaded = load_folder(check_folder(target), device="cpu")
    assert loaded.weights.quantisation == "nf4"
    assert {torch.float32, torch.uint8} == {p.dtype for p in loaded.model.parameters()}
    prompt = prompt_of(loaded, 30)
    expected = reference(loaded, prompt, 40)
    items = list(write(loaded, prompt, GREEDY, None, go_on))
    assert texts(loaded, expected) == "".join(
        t.text for t in tokens_of(iter(items))
    ).replace("\ufffd", "")


def test_half_precision_weights_are_widened(fresh_folder: Callable[..., Path]) -> None:
    folder = fresh_folder(stored_as=torch.bfloat16)
    loaded = load_folder(check_folder(folder), device="cpu")
    assert {torch.float32} == {p.dtype for p in loaded.model.parameters()}


def test_one_seed_gives_one_answer_and_another_seed_another(tiny: LoadedModel) -> None:
    def answer(seed: int) -> list[Token]:
        sampling = Sampling(40, temperature=1.0, seed=seed, top_logprobs=0)
        return tokens_of(write(tiny, prompt_of(tiny, 9), sampling, None, go_on))

    assert answer(3) == answer(3)
    assert answer(3) != answer(4)


def test_an_answer_does_not_change_the_random_state_of_others(
    tiny: LoadedModel,
) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    sampling = Sampling(5, temperature=1.0, seed=3, top_logprobs=0)
    list(write(tiny, prompt_of(tiny, 9), sampling, None, go_on))
    assert torch.equal(before, torch.get_rng_state())


def test_logprobs_are_those_of_the_model(tiny: LoadedModel) -> None:
    prompt = prompt_of(tiny, 12)
    first = next(
        i for i in write(tiny, prompt, GREEDY, None, go_on) if isinstance(i, Token)
    )
    with torch.inference_mode():
        logits = tiny.model(torch.tensor([prompt])).logits[0, -1, : len(tiny.tokenizer)]
    best = torch.log_softmax(logits.float(), -1).topk(3).values.tolist()
    assert best == pytest.approx([value for _, value in first.alternatives], abs=1e-4)
    assert first.logprob == first.alternatives[0][1]


def test_the_length_is_a_limit(tiny: LoadedModel) -> None:
    sampling = Sampling(3, temperature=0.0, seed=1, top_logprobs=0)
    *items, last = write(tiny, prompt_of(tiny, 9), sampling, None, go_on)
    assert Ended("length", 9, 3) == last
    assert len(tokens_of(iter(items))) == 3


def test_a_stop_is_noticed_between_two_tokens(tiny: LoadedModel) -> None:
    items = write(
        tiny, prompt_of(tiny, 9), GREEDY, None, iter(["", "", "", "cancelled"]).__next__
    )
    assert Ended("cancelled", 9, 2) == list(items)[-1]


def test_a_stop_is_noticed_while_the_prompt_is_read(tiny: LoadedModel) -> None:
    prompt = prompt_of(tiny, 3 * PREFILL_TOKENS)
    items = write(tiny, prompt, GREEDY, None, iter(["", "deadline"]).__next__)
    assert [Reading(PREFILL_TOKENS), Ended("deadline", len(prompt), 0)] == list(items)


def test_a_broken_model_is_an_engine_error(fresh_folder: Callable[..., Path]) -> None:
    loaded = load_folder(check_folder(fresh_folder()), device="cpu")
    loaded.model.model.norm.weight.data.fill_(float("nan"))
    with pytest.raises(EngineError, match="no token can come next"):
        list(write(loaded, prompt_of(loaded, 9), GREEDY, None, go_on))
