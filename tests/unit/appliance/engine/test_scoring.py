"""Texts are scored as the model itself finds them, and nobody who is answered waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import torch

from appliance.domain.scoring import Scored
from appliance.engine.batch import Batch
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.score_plan import ScoreWork
from appliance.engine.written import Ended, Halt, Reading, Written
from appliance.errors import ApplianceError, EngineError
from tests.unit.appliance.engine.answers import (
    Asked,
    alone,
    finish,
    generated,
    go_on,
    greedy,
    prompt_of,
)

Logprobs = dict[int, tuple[tuple[float, ...], ...]]


@dataclass
class Scores:
    """One scoring of a batch, and what was told of it."""

    work: ScoreWork
    halt: Halt = go_on
    told: list[Written | ApplianceError] = field(default_factory=list)

    def begin(self, batch: Batch) -> "Scores":
        batch.begin(self.work, self.halt, self.told.append)
        return self

    @property
    def found(self) -> Logprobs:
        return {i.variant: i.logprobs for i in self.told if isinstance(i, Scored)}

    @property
    def over(self) -> bool:
        return bool(self.told) and isinstance(self.told[-1], Ended | ApplianceError)

    @property
    def steps(self) -> int:
        return sum(isinstance(item, Reading) for item in self.told)


def work_of(loaded: LoadedModel, prompt: int = 90) -> ScoreWork:
    """Leave out each of some spans of a prompt; two targets."""
    whole = prompt_of(loaded, prompt)
    spans = [(at, at + 7) for at in range(30, prompt - 10, 13)]
    variants = [whole, *(whole[:a] + whole[b:] for a, b in spans)]
    targets = (prompt_of(loaded, 11, 5), prompt_of(loaded, 3, 6))
    return ScoreWork(tuple(map(tuple, variants)), tuple(map(tuple, targets)))


def direct(loaded: LoadedModel, prompt: Sequence[int], target: Sequence[int]) -> object:
    """The same by one forward of the model, with nothing kept."""
    with torch.no_grad():
        logits = loaded.model(torch.tensor([[*prompt, *target]])).logits[0]
    logits[:, len(loaded.tokenizer) :] = float("-inf")
    logprobs = torch.log_softmax(logits.float(), dim=-1)
    values = [
        float(logprobs[len(prompt) - 1 + i, token]) for i, token in enumerate(target)
    ]
    return pytest.approx(values, abs=2e-4)


def check(loaded: LoadedModel, scores: Scores) -> None:
    assert set(scores.found) == set(range(len(scores.work.prompts)))
    for variant, prompt in enumerate(scores.work.prompts):
        for number, target in enumerate(scores.work.targets):
            assert direct(loaded, prompt, target) == scores.found[variant][number]


@pytest.mark.parametrize("family", ["llama", "qwen2", "mistral", "gemma"])
def test_scores_are_the_models_own_alone_and_beside_answers(
    fresh_folder: Callable[..., Path], family: str
) -> None:
    loaded = load_folder(check_folder(fresh_folder(family=family)), device="cpu")
    work = work_of(loaded)
    batch = Batch(loaded, max_rows=3, prefill_tokens=64)
    single = Scores(work).begin(batch)
    finish(batch)
    check(loaded, single)
    asked = [
        Asked(prompt_of(loaded, n, 2), greedy(30)).begin(batch) for n in (5, 30, 70)
    ]
    beside = Scores(work).begin(batch)
    finish(batch)
    # To the last bit: it shares nothing with them.
    assert single.found == beside.found
    for one in asked:
        assert generated(loaded, one.prompt, 30) == one.texts


def test_what_all_variants_begin_with_is_read_once(tiny: LoadedModel) -> None:
    work = work_of(tiny, 200)
    batch = Batch(tiny, prefill_tokens=256)
    scores = Scores(work).begin(batch)
    finish(batch)
    rows = [row.ids for row in work.rows()]
    assert Ended("stop", 30 + sum(len(ids) - 30 for ids in rows), 0) == scores.told[-1]
    check(tiny, scores)


def test_a_row_longer_than_a_piece_is_read_in_pieces(tiny: LoadedModel) -> None:
    target = tuple(prompt_of(tiny, 70, 3))
    work = ScoreWork(
        (tuple(prompt_of(tiny, 50)), tuple(prompt_of(tiny, 60))), (target,)
    )
    batch = Batch(tiny, prefill_tokens=16)
    scores = Scores(work).begin(batch)
    finish(batch)
    assert scores.steps == -(-119 // 16) + -(-129 // 16)
    check(tiny, scores)


def test_the_scores_of_a_written_answer_are_those_it_was_written_with(
    tiny: LoadedModel,
) -> None:
    asked = alone(tiny, prompt_of(tiny, 20), greedy(12))
    with torch.inference_mode():
        whole = tiny.model.generate(
            torch.tensor([asked.prompt]), max_new_tokens=12, do_sample=False
        )
    target = tuple(whole[0, 20:].tolist())[: len(asked.tokens)]
    batch = Batch(tiny)
    scores = Scores(ScoreWork((tuple(asked.prompt),), (target,))).begin(batch)
    finish(batch)
    expected = pytest.approx([token.logprob for token in asked.tokens], abs=2e-4)
    assert expected == scores.found[0][0]


def test_a_stream_gets_its_token_at_every_step_of_a_scoring(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=2, prefill_tokens=32)
    stream = Asked(prompt_of(tiny, 5, 2), greedy(60)).begin(batch)
    batch.step()
    scores = Scores(work_of(tiny)).begin(batch)
    while not (scores.over or stream.over):
        written, steps = len(stream.tokens), scores.steps
        batch.step()
        assert len(stream.tokens) == written + 1 or stream.over
        assert scores.steps == steps + 1
    assert scores.steps > 5


def test_a_prompt_is_read_before_a_scoring_goes_on(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=2, prefill_tokens=16)
    scores = Scores(work_of(tiny)).begin(batch)
    batch.step()
    asked = Asked(prompt_of(tiny, 100), greedy(1)).begin(batch)
    steps = scores.steps
    finish(batch, lambda: asked.over)
    assert scores.steps == steps
    finish(batch)
    check(tiny, scores)


def test_a_scoring_keeps_no_answer_out_and_gives_its_memory_back(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=1, max_tokens=260, prefill_tokens=16)
    scores = Scores(work_of(tiny)).begin(batch)
    for _ in range(3):
        batch.step()
    assert batch.size_bytes
    asked = Asked(prompt_of(tiny, 150), greedy(40))
    assert batch.fits(asked.work)
    asked.begin(batch)
    finish(batch, lambda: bool(asked.tokens))
    batch.step()
    steps = scores.steps
    cache = batch._cache
    assert cache is not None
    assert batch.size_bytes == cache.size_bytes
    finish(batch, lambda: asked.over)
    # It waited, with a sign of life now and then.
    assert scores.steps <= steps + 3
    finish(batch)
    check(tiny, scores)


def test_one_scoring_at_a_time(tiny: LoadedModel) -> None:
    batch = Batch(tiny, max_rows=4)
    work = work_of(tiny)
    scores = Scores(work).begin(batch)
    assert not batch.fits(work)
    finish(batch)
    assert scores.over
    assert batch.fits(work)


@pytest.mark.parametrize("reason", ["cancelled", "deadline"])
def test_a_scoring_is_ended_between_two_pieces(tiny: LoadedModel, reason: str) -> None:
    batch, ends = Batch(tiny, prefill_tokens=16), [""]
    scores = Scores(work_of(tiny), halt=lambda: ends[0]).begin(batch)
    for _ in range(4):
        batch.step()
    ends[0] = reason
    batch.step()
    last = scores.told[-1]
    assert isinstance(last, Ended)
    assert last.reason == reason
    assert (len(batch), batch.size_bytes) == (0, 0)


def test_a_fault_ends_the_scoring_only(
    tiny: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    batch = Batch(tiny, max_rows=2)
    stream = Asked(prompt_of(tiny, 5, 2), greedy(10)).begin(batch)
    batch.step()
    with monkeypatch.context() as changed:
        changed.setattr("appliance.engine.scoring.forward", full)
        scores = Scores(work_of(tiny)).begin(batch)
        batch.step()
    finish(batch)
    assert isinstance(scores.told[-1], EngineError)
    assert str(scores.told[-1]) == "the model failed: MemoryError"
    assert generated(tiny, stream.prompt, 10) == stream.texts


def test_a_model_that_reads_together_otherwise_scores_each_row_whole(
    tiny: LoadedModel,
) -> None:
    weights = replace(tiny.weights, quantisation="int8-dynamic")
    work = work_of(tiny)
    batch = Batch(replace(tiny, weights=weights), prefill_tokens=16)
    scores = Scores(work).begin(batch)
    finish(batch)
    assert scores.steps == len(work.rows())
    check(tiny, scores)
