"""Tokens are chosen as `transformers` chooses them, each row by its own rules."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from appliance.engine.sampling import Choice, Sampler, Sampling, choose, narrow
from appliance.errors import EngineError

SIZE = 50
PLAIN = Sampling(9, temperature=0.0, seed=1, top_logprobs=0)


def scores_of(seed: int, rows: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 4 * torch.randn(rows, SIZE, generator=generator)


def chosen(
    scores: torch.Tensor, *samplings: Sampling, prompt: tuple[int, ...] = ()
) -> list[Choice | EngineError]:
    samplers = [Sampler(sampling, None, prompt) for sampling in samplings]
    return choose(scores, samplers, tokens=SIZE, ends=())


@given(
    seed=st.integers(0, 1 << 30),
    temperature=st.floats(0.1, 3.0),
    top_k=st.integers(0, 2 * SIZE),
    top_p=st.floats(0.01, 1.0),
)
def test_scores_are_narrowed_as_by_transformers(
    seed: int, temperature: float, top_k: int, top_p: float
) -> None:
    scores = scores_of(seed)
    ids: Any = torch.zeros(1, 1, dtype=torch.long)
    expected: Any = TemperatureLogitsWarper(temperature)(ids, scores)
    if top_k:
        expected = TopKLogitsWarper(top_k)(ids, expected)
    if top_p < 1.0:
        expected = TopPLogitsWarper(top_p)(ids, expected)
    sampling = replace(PLAIN, temperature=temperature, top_k=top_k, top_p=top_p)
    assert torch.equal(expected[0], narrow(scores[0], sampling))


@given(
    seed=st.integers(0, 1 << 30),
    penalty=st.floats(1.0, 3.0),
    read=st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=20),
)
def test_repetition_is_made_less_likely_as_by_transformers(
    seed: int, penalty: float, read: list[int]
) -> None:
    scores = scores_of(seed)
    processor: Any = RepetitionPenaltyLogitsProcessor(penalty)
    expected = processor(torch.tensor([read]), scores.clone())
    sampler = Sampler(replace(PLAIN, repetition_penalty=penalty), None, read)
    sampler.penalise(scores[0])
    assert torch.equal(expected, scores)


def test_what_was_written_counts_as_repetition_too() -> None:
    sampler = Sampler(replace(PLAIN, repetition_penalty=2.0), None, (1,))
    sampler.take(7, ())
    scores = torch.ones(SIZE)
    sampler.penalise(scores)
    assert (scores == 0.5).nonzero().flatten().tolist() == [1, 7]


def test_the_likeliest_token_is_chosen_with_its_logprob_and_those_next_to_it() -> None:
    scores = scores_of(3)
    (choice,) = chosen(scores, replace(PLAIN, top_logprobs=3))
    assert isinstance(choice, Choice)
    values, ids = torch.log_softmax(scores[0], -1).topk(3)
    assert choice.token == int(ids[0])
    assert choice.logprob == float(values[0])
    assert list(zip(ids.tolist(), values.tolist(), strict=True)) == list(
        choice.alternatives
    )


def test_every_row_has_its_own_rules() -> None:
    scores = scores_of(5).repeat(4, 1)
    drawing = replace(PLAIN, temperature=2.0, seed=4)
    rules = [PLAIN, drawing, replace(drawing, seed=5), replace(PLAIN, top_logprobs=2)]
    together = chosen(scores, *rules)
    assert [chosen(scores[:1], rule)[0] for rule in rules] == together


def test_a_seed_gives_one_sequence_of_draws() -> None:
    def drawn(seed: int) -> list[int]:
        sampler = Sampler(replace(PLAIN, temperature=1.0, seed=seed), None, ())
        return [sampler.draw(scores_of(n)[0]) for n in range(20)]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


def test_a_place_that_is_no_token_is_never_chosen() -> None:
    scores = scores_of(1)
    scores[0, 40:] = 100.0
    samplers = [Sampler(PLAIN, None, ())]
    (choice,) = choose(scores, samplers, tokens=40, ends=())
    assert isinstance(choice, Choice)
    assert choice.token < 40


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_row_that_is_no_distribution_is_a_fault_of_that_row(
    value: float, temperature: float
) -> None:
    scores = scores_of(2, rows=2)
    scores[0] = value
    rule = replace(PLAIN, temperature=temperature)
    broken, good = chosen(scores, rule, rule)
    assert isinstance(broken, EngineError)
    assert str(broken) == "no token can come next"
    assert isinstance(good, Choice)


def test_the_scores_that_were_given_stay_as_they_are() -> None:
    scores = scores_of(8)
    before = scores.clone()
    chosen(scores, replace(PLAIN, repetition_penalty=2.0), prompt=(1, 2))
    assert torch.equal(before, scores)
