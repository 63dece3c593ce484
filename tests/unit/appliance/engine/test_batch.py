"""Answers join and leave the running batch, and none of them changes another."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.engine.batch import PREFILL_TOKENS, Batch
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.prefixes import PrefixStore
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended, Reading
from appliance.errors import EngineError
from tests.unit.appliance.engine.answers import (
    Asked,
    alone,
    finish,
    generated,
    greedy,
    prompt_of,
)
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def test_equal_requests_are_written_together(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=4)
    asked = [
        Asked(prompt_of(tiny, 20, seed), greedy(12)).begin(batch) for seed in range(4)
    ]
    batch.step()
    assert batch.writing == 4
    finish(batch)
    for one in asked:
        assert generated(tiny, one.prompt, 12) == one.texts


def test_a_prompt_longer_than_all_others_joins(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=4)
    short = [Asked(prompt_of(tiny, n), greedy(40)).begin(batch) for n in (3, 8)]
    for _ in range(5):
        batch.step()
    long = Asked(prompt_of(tiny, 600), greedy(9)).begin(batch)
    finish(batch)
    for one in (*short, long):
        assert generated(tiny, one.prompt, one.sampling.max_output_tokens) == one.texts


def test_an_answer_longer_than_the_first_buffers_goes_on(
    fresh_folder: Callable[..., Path],
) -> None:
    loaded = load_folder(check_folder(fresh_folder(endless=True)), device="cpu")
    batch = Batch(loaded, max_rows=2)
    asked = [Asked(prompt_of(loaded, n), greedy(600)).begin(batch) for n in (5, 9)]
    finish(batch)
    for one in asked:
        assert Ended("length", len(one.prompt), 600, exact=False) == one.last
        assert generated(loaded, one.prompt, 600) == one.texts


@pytest.mark.parametrize("leaver", [0, 1, 2], ids=["first", "middle", "last"])
@pytest.mark.parametrize("reason", ["cancelled", "deadline"])
def test_who_leaves_in_the_middle_does_not_change_the_others(
    tiny: LoadedModel, leaver: int, reason: str
) -> None:
    batch, ends = Batch(tiny, max_rows=3), {leaver: ""}
    asked = [
        Asked(
            prompt_of(tiny, length, 3), greedy(30), halt=lambda i=i: ends.get(i, "")
        ).begin(batch)
        for i, length in enumerate((5, 40, 17))
    ]
    finish(batch, lambda: len(asked[leaver].tokens) >= 6)
    ends[leaver] = reason
    # Its place is taken by somebody else at once.
    batch.step()
    later = Asked(prompt_of(tiny, 25, 9), greedy(20)).begin(batch)
    finish(batch)
    expected = Ended(
        reason, len(asked[leaver].prompt), len(asked[leaver].tokens), exact=False
    )
    assert expected == asked[leaver].last
    for one in (*(a for i, a in enumerate(asked) if i != leaver), later):
        assert generated(tiny, one.prompt, one.sampling.max_output_tokens) == one.texts


def test_a_stop_while_the_prompt_is_read_ends_it(tiny: LoadedModel) -> None:
    batch, ends = Batch(tiny, max_rows=2, prefill_tokens=16), [""]
    asked = Asked(prompt_of(tiny, 500), greedy(5), halt=lambda: ends[0]).begin(batch)
    batch.step()
    ends[0] = "cancelled"
    finish(batch)
    assert Ended("cancelled", 500, 0) == asked.last


def test_a_prompt_of_more_than_a_piece_is_not_cut_beside_shorter_ones(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=3, prefill_tokens=32)
    lengths = (1, 33, 11)
    asked = [
        Asked(prompt_of(tiny, length, seed), greedy(1)).begin(batch)
        for seed, length in enumerate(lengths)
    ]
    finish(batch)
    expected = [alone(tiny, one.prompt, one.sampling).texts for one in asked]
    assert expected == [one.texts for one in asked]


Arrivals = st.lists(
    st.tuples(
        st.integers(0, 3),  # steps before it comes
        st.integers(1, 60),  # tokens of its prompt
        st.integers(1, 16),  # tokens of its answer
        st.none() | st.integers(0, 5),  # tokens after which it is stopped
    ),
    min_size=32,
    max_size=32,
)


@settings(max_examples=8)
@given(arrivals=Arrivals, rows=st.integers(2, 9))
def test_arrivals_at_random_change_no_answer(
    tiny: LoadedModel,
    arrivals: list[tuple[int, int, int, int | None]],
    rows: int,
) -> None:
    batch = Batch(tiny, max_rows=rows, prefill_tokens=32)
    asked: list[tuple[Asked, int | None]] = []
    for seed, (gap, length, tokens, stop) in enumerate(arrivals):
        one = Asked(prompt_of(tiny, length, seed), greedy(tokens))
        if stop is not None:
            one.halt = lambda one=one, stop=stop: (
                "cancelled" if len(one.tokens) >= stop else ""
            )
        for _ in range(gap):
            batch.step()
        finish(batch, lambda one=one: batch.fits(one.work))
        one.begin(batch)
        asked.append((one, stop))
    finish(batch)
    for one, stop in asked:
        texts = alone(tiny, one.prompt, one.sampling).texts
        assert texts[: len(one.texts)] == one.texts
        assert len(one.texts) == len(texts) or len(one.texts) == stop


def test_a_long_prompt_is_read_in_pieces_between_the_tokens_of_others(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=2, prefill_tokens=32)
    stream = Asked(prompt_of(tiny, 5, 2), greedy(40)).begin(batch)
    batch.step()
    long = Asked(prompt_of(tiny, 300), greedy(2)).begin(batch)
    while not long.tokens:
        written, read = len(stream.tokens), len(long.told)
        batch.step()
        assert len(stream.tokens) == written + 1
        assert len([i for i in long.told[read:] if isinstance(i, Reading)]) == 1
    finish(batch)
    assert generated(tiny, stream.prompt, 40) == stream.texts


@pytest.mark.parametrize("lengths", [(20, 40), (40, 20), (32, 33), (30, 64)])
def test_prompts_of_one_piece_and_of_two_that_come_together_are_read_whole(
    tiny: LoadedModel, lengths: tuple[int, ...]
) -> None:
    batch = Batch(tiny, max_rows=8, prefill_tokens=32)
    asked = [
        Asked(prompt_of(tiny, length, seed), greedy(12)).begin(batch)
        for seed, length in enumerate(lengths)
    ]
    finish(batch)
    for one in asked:
        assert one.texts == generated(tiny, one.prompt, 12)


@pytest.mark.parametrize("before", [1, 2])
def test_a_short_prompt_does_not_wait_for_all_of_a_long_one(
    tiny: LoadedModel, before: int
) -> None:
    batch = Batch(tiny, max_rows=4, prefill_tokens=16)
    for seed in range(before):
        stream = Asked(prompt_of(tiny, 5, seed), greedy(40)).begin(batch)
        batch.step()
    long = Asked(prompt_of(tiny, 600), greedy(2)).begin(batch)
    short = Asked(prompt_of(tiny, 12), greedy(2)).begin(batch)
    finish(batch, lambda: short.over)
    assert not long.tokens
    assert not stream.over


def test_an_answer_written_alone_is_exact(tiny: LoadedModel) -> None:
    last = alone(tiny, prompt_of(tiny, 9), greedy(8)).last
    assert isinstance(last, Ended)
    assert last.exact


def test_answers_written_beside_others_are_not_exact(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=3)
    early = Asked(prompt_of(tiny, 9), greedy(30)).begin(batch)
    batch.step()
    short = Asked(prompt_of(tiny, 9, 1), greedy(4)).begin(batch)
    batch.step()
    # Its only token comes from reading the prompt, which is done alone here.
    single = Asked(prompt_of(tiny, 7), greedy(1)).begin(batch)
    finish(batch)
    exact = [a.last.exact for a in (early, short, single)]  # type: ignore[union-attr] # Ended
    assert exact == [False, False, True]


def test_short_prompts_that_come_together_are_read_together_and_not_exact(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=4)
    lengths = (20, 25, 22, 90)
    asked = [Asked(prompt_of(tiny, n), greedy(1)).begin(batch) for n in lengths]
    batch.step()
    # The fourth is too unlike the others: most of it would be padding.
    exact = [a.last.exact for a in asked]  # type: ignore[union-attr] # Ended
    assert exact == [False, False, False, True]
    for one in asked:
        assert generated(tiny, one.prompt, 1) == one.texts


def test_a_prompt_that_takes_two_pieces_is_not_read_with_one_that_takes_one(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=2, prefill_tokens=32)
    asked = [Asked(prompt_of(tiny, n), greedy(3, 1)).begin(batch) for n in (31, 33)]
    finish(batch)
    for one in asked:
        first = alone(tiny, one.prompt, one.sampling).tokens[0]
        assert one.tokens[0].logprob == pytest.approx(first.logprob, abs=1e-4)


def test_the_same_request_alone_gives_the_same_numbers(tiny: LoadedModel) -> None:
    prompt, sampling = prompt_of(tiny, 300), greedy(20, top_logprobs=3)
    first = alone(tiny, prompt, sampling)
    batch = Batch(tiny, max_rows=4)
    # Others were here before, and have left.
    Asked(prompt_of(tiny, 40), greedy(3)).begin(batch)
    Asked(prompt_of(tiny, 70), greedy(5)).begin(batch)
    finish(batch)
    again = Asked(prompt, sampling).begin(batch)
    finish(batch)
    assert first.told == again.told


class Refusing:
    """A grammar that comes to a dead end at its third token."""

    def __init__(self, vocabulary: int, why: Exception) -> None:
        self.taken = 0
        self.ended = False
        self._vocabulary = vocabulary
        self._why = why

    @property
    def allowed(self) -> Any:
        if self.taken == 2:
            raise self._why
        return torch.ones(self._vocabulary, dtype=torch.bool).numpy()

    def take(self, _: int) -> None:
        self.taken += 1


@pytest.mark.parametrize(
    ("why", "message"),
    [
        (EngineError("the grammar gave up"), "the grammar gave up"),
        (ValueError("a sentence of a person"), "the model failed: ValueError"),
    ],
)
def test_a_dead_end_of_one_grammar_ends_that_answer_only(
    tiny: LoadedModel, why: Exception, message: str
) -> None:
    batch = Batch(tiny, max_rows=2)
    other = Asked(prompt_of(tiny, 9), greedy(12)).begin(batch)
    refusing: Any = Refusing(tiny.vocabulary, why)
    dead = Asked(prompt_of(tiny, 12), greedy(12), grammar=refusing).begin(batch)
    finish(batch)
    assert isinstance(dead.last, EngineError)
    assert message == str(dead.last)
    assert len(dead.tokens) == 2
    assert generated(tiny, other.prompt, 12) == other.texts


def test_numbers_that_are_none_end_that_answer_only(
    fresh_folder: Callable[..., Path],
) -> None:
    loaded = load_folder(check_folder(fresh_folder()), device="cpu")
    table = loaded.model.get_input_embeddings().weight
    loaded.model.lm_head.weight = torch.nn.Parameter(table.detach().clone())
    good = [prompt_of(loaded, n) for n in (9, 30)]
    bad = next(i for i in range(5, 400) if all(i not in p for p in good))
    expected = [generated(loaded, prompt, 10) for prompt in good]
    table.data[bad] = float("nan")
    batch = Batch(loaded, max_rows=3)
    first = Asked(good[0], greedy(10)).begin(batch)
    broken = Asked([bad, bad], greedy(10)).begin(batch)
    finish(batch)
    # Who comes to the place of the broken one is not spoiled.
    second = Asked(good[1], greedy(10)).begin(batch)
    finish(batch)
    assert isinstance(broken.last, EngineError)
    assert str(broken.last) == "no token can come next"
    assert expected == [first.texts, second.texts]


class Failing:
    """A model whose shared steps fail as often as it is told."""

    def __init__(self, model: Any, failures: int) -> None:
        self._model = model
        self.failures = failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def __call__(self, **given: Any) -> Any:
        if len(given["input_ids"]) > 1 and self.failures:
            self.failures -= 1
            raise RuntimeError("tensor of secrets")
        return self._model(**given)


def test_a_fault_of_a_shared_step_ends_all_in_it_and_the_model_goes_on(
    tiny: LoadedModel, caplog: pytest.LogCaptureFixture
) -> None:
    batch = Batch(replace(tiny, model=Failing(tiny.model, failures=1)), max_rows=3)
    pair = [Asked(prompt_of(tiny, n), greedy(9)).begin(batch) for n in (5, 9)]
    with caplog.at_level(logging.ERROR):
        finish(batch)
    assert [str(one.last) for one in pair] == ["the model failed: RuntimeError"] * 2
    assert "secrets" not in caplog.text
    again = [Asked(prompt_of(tiny, n), greedy(9)).begin(batch) for n in (5, 9)]
    finish(batch)
    for one in again:
        assert generated(tiny, one.prompt, 9) == one.texts


def test_a_fault_while_one_joins_ends_all_that_are_written(
    tiny: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    batch = Batch(tiny, max_rows=3)
    with monkeypatch.context() as changed:
        changed.setattr("appliance.engine.batch_cache._Layer.move", full)
        pair = [Asked(prompt_of(tiny, n), greedy(9)).begin(batch) for n in (5, 9)]
        finish(batch)
    assert [str(one.last) for one in pair] == ["the model failed: MemoryError"] * 2
    again = Asked(prompt_of(tiny, 9), greedy(9)).begin(batch)
    finish(batch)
    assert generated(tiny, again.prompt, 9) == again.texts


def test_a_row_that_was_left_holds_nothing_of_its_text(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=2)
    Asked(prompt_of(tiny, 40), greedy(3)).begin(batch)
    Asked(prompt_of(tiny, 9), greedy(20)).begin(batch)
    batch.step()
    assert batch.writing == 2
    finish(batch, lambda: batch.writing == 1)
    cache = batch._cache
    assert cache is not None
    (begin, end) = (cache._window.begin, cache._window.end)
    for layer in cache._mine:
        assert not layer.held_keys[1:].any()
        assert not layer.held_keys[0, :, :begin].any()
        assert layer.held_keys[0, :, begin:end].any()
    finish(batch)
    assert batch._cache is None


def test_an_answer_joins_only_if_prompt_and_answer_fit_beside_the_others(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=4, max_tokens=300)
    large = Asked(prompt_of(tiny, 90), greedy(40))
    # Whatever runs, one can always run alone; it was held to the limit before.
    assert batch.fits(large.work)
    large.begin(batch)
    small = Asked(prompt_of(tiny, 9), greedy(9))
    assert batch.fits(small.work)  # 2 rows of 130 tokens
    small.begin(batch)
    assert not batch.fits(small.work)  # 3 rows of 130 tokens
    finish(batch, lambda: large.over)
    finish(batch, lambda: small.over)
    assert batch.fits(small.work)


def test_rows_are_limited(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=1)
    one = Asked(prompt_of(tiny, 9), greedy(9)).begin(batch)
    assert not batch.fits(one.work)


@pytest.mark.parametrize("kind", ["dynamic", "longrope"])
def test_a_model_that_depends_on_what_is_read_together_reads_each_prompt_whole(
    tmp_path: Path, kind: str
) -> None:
    folder = make_folder(tmp_path / "rope", endless=True, context=1024)
    config = json.loads((folder / "config.json").read_text())
    config["original_max_position_embeddings"] = 64
    config["rope_parameters"] = {
        "rope_type": kind,
        "rope_theta": 10_000.0,
        "factor": 4.0,
        "original_max_position_embeddings": 64,
        "short_factor": [1.0] * 8,
        "long_factor": [4.0] * 8,
    }
    (folder / "config.json").write_text(json.dumps(config))
    write_manifest(folder)
    model = load_folder(check_folder(folder), device="cpu")
    store = PrefixStore(1 << 20)
    batch = Batch(model, max_rows=8, prefill_tokens=32, prefixes=store)
    asked = []
    for seed, length in enumerate((20, 150, 300)):
        prompt = prompt_of(model, length, seed)
        one = Asked(prompt, greedy(12), prefix=tuple(prompt[:10])).begin(batch)
        assert not batch.fits(one.work)
        finish(batch)
        asked.append(one)
    for one in asked:
        assert one.texts == generated(model, one.prompt, 12)


def test_seeded_draws_do_not_depend_on_who_else_draws(tiny: LoadedModel) -> None:
    drawing = Sampling(20, temperature=0.8, seed=5, top_logprobs=0, top_p=0.9, top_k=40)
    prompt = prompt_of(tiny, 12)
    expected = alone(tiny, prompt, drawing).texts
    batch = Batch(tiny, max_rows=3)
    asked = [
        Asked(prompt_of(tiny, 30), replace(drawing, seed=9)).begin(batch),
        Asked(prompt, drawing).begin(batch),
        Asked(prompt, greedy(20)).begin(batch),
    ]
    finish(batch)
    assert expected == asked[1].texts
    assert expected != asked[2].texts


def test_a_prompt_of_several_pieces_is_read_as_before(tiny: LoadedModel) -> None:
    prompt = prompt_of(tiny, 2 * PREFILL_TOKENS + 5)
    asked = alone(tiny, prompt, greedy(3))
    sizes = [item.read_tokens for item in asked.told if isinstance(item, Reading)]
    assert [PREFILL_TOKENS, 2 * PREFILL_TOKENS, len(prompt)] == sizes
