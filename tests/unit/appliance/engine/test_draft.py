"""A draft model changes how fast an answer is written, and nothing of it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.engine.batch import Batch
from appliance.engine.draft import Drafter
from appliance.engine.folder import check_folder
from appliance.engine.grammar import Grammar, structured
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.prefixes import PrefixStore
from appliance.engine.sampling import Sampling
from appliance.engine.written import Ended
from tests.unit.appliance.engine.answers import (
    Asked,
    alone,
    finish,
    generated,
    greedy,
    prompt_of,
)
from tests.unit.appliance.engine.tiny_model import make_folder

DRAWN = Sampling(
    40,
    temperature=0.9,
    seed=5,
    top_logprobs=2,
    top_p=0.95,
    top_k=60,
    repetition_penalty=1.1,
)
SCHEMA = (
    '{"type":"object","additionalProperties":false,"required":["a"],"properties":'
    '{"a":{"type":"string","maxLength":30}}}'
)


def loaded_as(path: Path, **options: Any) -> LoadedModel:
    return load_folder(check_folder(make_folder(path, **options)), device="cpu")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """A smaller model of other weights and the same tokens."""
    path = tmp_path_factory.mktemp("draft") / "other"
    return loaded_as(path, seed=9, hidden=32, layers=1)


def drafting(loaded: LoadedModel, draft: LoadedModel, **options: Any) -> Batch:
    drafter = Drafter(draft, loaded, tokens=3, piece_tokens=64)
    return Batch(loaded, max_rows=3, prefill_tokens=64, drafter=drafter, **options)


def drafter_of(batch: Batch) -> Drafter:
    assert batch._drafter is not None
    return batch._drafter


def same(ours: Asked, theirs: Asked) -> None:
    assert ours.texts == theirs.texts
    for one, two in zip(ours.tokens, theirs.tokens, strict=True):
        assert one.logprob == pytest.approx(two.logprob, abs=2e-4)
        assert [name for name, _ in one.alternatives] == [
            name for name, _ in two.alternatives
        ]


@pytest.mark.parametrize("family", ["llama", "qwen2", "mistral", "gemma2"])
@pytest.mark.parametrize("sampling", [greedy(40, 2), DRAWN], ids=["greedy", "drawn"])
def test_an_answer_is_the_same_with_and_without_guesses(
    fresh_folder: Callable[..., Path],
    other: LoadedModel,
    family: str,
    sampling: Sampling,
) -> None:
    loaded = load_folder(check_folder(fresh_folder(family=family)), device="cpu")
    for draft in (loaded, other):
        batch = drafting(loaded, draft)
        asked = Asked(prompt_of(loaded, 50), sampling).begin(batch)
        finish(batch)
        same(asked, alone(loaded, asked.prompt, sampling))
        drafter = drafter_of(batch)
        assert drafter.guessed > 0
        if draft is loaded:
            # It guesses what it would choose itself, but for what is behind the end.
            assert drafter.guessed - drafter.accepted <= 3


def test_a_model_that_guesses_for_itself_is_always_right(
    fresh_folder: Callable[..., Path],
) -> None:
    loaded = load_folder(check_folder(fresh_folder(endless=True)), device="cpu")
    batch = drafting(loaded, loaded)
    steps = 0
    asked = Asked(prompt_of(loaded, 20), greedy(41)).begin(batch)
    while len(batch):
        batch.step()
        steps += 1
    drafter = drafter_of(batch)
    # The first token comes from reading; each step then writes three guesses and one.
    assert len(asked.tokens) == 41
    assert (drafter.guessed, drafter.accepted) == (30, 30)
    assert (drafter.drafts, steps) == (10, 10)
    assert Ended("length", 20, 41) == asked.last


def test_a_grammar_holds_with_guesses_too(
    tiny: LoadedModel, other: LoadedModel
) -> None:
    rule = structured(SCHEMA, ["A text."])
    hot = dataclasses.replace(DRAWN, temperature=3.0, top_p=1.0, top_k=0)
    sampling = dataclasses.replace(hot, max_output_tokens=120)

    def grammar() -> Grammar:
        return Grammar(tiny.pieces, rule, tiny.vocabulary)

    prompt = prompt_of(tiny, 20)
    plain = Batch(tiny)
    expected = Asked(prompt, sampling, grammar=grammar()).begin(plain)
    finish(plain)
    for draft in (tiny, other):
        batch = drafting(tiny, draft)
        asked = Asked(prompt, sampling, grammar=grammar()).begin(batch)
        finish(batch)
        same(asked, expected)
        assert drafter_of(batch).guessed > 0


def test_a_stop_text_ends_an_answer_in_the_middle_of_guesses(
    tiny: LoadedModel,
) -> None:
    prompt = prompt_of(tiny, 20)
    whole = "".join(alone(tiny, prompt, greedy(30)).texts)
    sampling = dataclasses.replace(greedy(30), stop=(whole[9:12],))
    expected = alone(tiny, prompt, sampling)
    batch = drafting(tiny, tiny)
    asked = Asked(prompt, sampling).begin(batch)
    finish(batch)
    assert expected.texts == asked.texts
    assert expected.last == asked.last


def test_guesses_stop_while_a_second_is_written_and_go_on_when_it_left(
    tiny: LoadedModel, other: LoadedModel
) -> None:
    for draft in (tiny, other):
        batch = drafting(tiny, draft)
        first = Asked(prompt_of(tiny, 30), greedy(60)).begin(batch)
        finish(batch, lambda first=first: len(first.tokens) >= 8)
        second = Asked(prompt_of(tiny, 90, 2), greedy(8)).begin(batch)
        finish(batch, lambda second=second: bool(second.tokens))
        drafts = drafter_of(batch).drafts
        finish(batch, lambda second=second: second.over)
        assert batch.writing == 1
        assert drafter_of(batch).drafts <= drafts + 1
        finish(batch)
        assert drafter_of(batch).drafts > drafts + 1
        for one in (first, second):
            tokens = one.sampling.max_output_tokens
            assert generated(tiny, one.prompt, tokens) == one.texts
        assert isinstance(first.last, Ended)
        assert not first.last.exact


def test_an_answer_alone_is_exact_with_guesses_too(
    tiny: LoadedModel, other: LoadedModel
) -> None:
    batch = drafting(tiny, other)
    prompt, told = prompt_of(tiny, 300), []
    for _ in range(2):
        asked = Asked(prompt, greedy(20, 2)).begin(batch)
        finish(batch)
        told.append(asked.told)
        # Others come and go in between.
        for seed in range(2):
            Asked(prompt_of(tiny, 40, seed), greedy(6)).begin(batch)
        finish(batch)
    assert told[0] == told[1]
    assert isinstance(told[0][-1], Ended)
    assert told[0][-1].exact


def test_guesses_go_with_a_shared_beginning(
    tiny: LoadedModel, other: LoadedModel
) -> None:
    prefix = tuple(prompt_of(tiny, 70, 4))
    batch = drafting(tiny, other, prefixes=PrefixStore(1 << 30))
    for n in (20, 33, 20):
        asked = Asked([*prefix, *prompt_of(tiny, n)], greedy(20), prefix=prefix)
        asked.begin(batch)
        finish(batch)
        assert generated(tiny, asked.prompt, 20) == asked.texts


def test_a_fault_of_the_draft_ends_no_answer(
    tiny: LoadedModel, other: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    batch = drafting(tiny, other)
    monkeypatch.setattr("appliance.engine.draft.forward", full)
    asked = Asked(prompt_of(tiny, 20), greedy(20)).begin(batch)
    finish(batch)
    assert generated(tiny, asked.prompt, 20) == asked.texts
    assert isinstance(asked.last, Ended)
    assert not asked.last.exact
    assert drafter_of(batch).guessed == 0


def test_nothing_of_an_answer_is_left_when_it_is_over(
    tiny: LoadedModel, other: LoadedModel
) -> None:
    batch = drafting(tiny, other)
    Asked(prompt_of(tiny, 20), greedy(20)).begin(batch)
    finish(batch)
    batch.step()
    assert batch.size_bytes == 0
