"""What prompts share is computed once, and is only ever text of the signed release."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart, Message, TemplatePart
from appliance.domain.seal import issue_seal
from appliance.engine.batch import Batch
from appliance.engine.load import LoadedModel
from appliance.engine.prefixes import LEAST_TOKENS, PrefixStore, shared_tokens
from appliance.engine.render import render
from appliance.engine.template_prefix import TemplatePrefixes
from appliance.engine.written import Ended, Reading
from appliance.errors import SealError
from appliance.release import Release, build_release
from tests.unit.appliance.engine.answers import (
    Asked,
    finish,
    generated,
    greedy,
    prompt_of,
)
from tests.unit.appliance.engine.house import CASE, EXCHANGE, messages_of

POLICIES = Path(__file__).resolve().parents[4] / "policies"


@pytest.fixture(scope="module")
def release(tiny: LoadedModel) -> Release:
    return build_release(POLICIES, model=tiny.weights.digest)


def request(release: Release, text: str, name: str = "reply-draft") -> GenerateRequest:
    purpose = next(p for p in release.purposes if p.name == name)
    seal = issue_seal(
        b"k" * 32,
        text,
        exchange=EXCHANGE,
        case=CASE,
        purpose=name,
        kinds_kept=(),
        expires_at_s=int(time.time()) + 60,
    )
    return GenerateRequest(
        exchange=EXCHANGE,
        case=CASE,
        purpose=name,
        messages=messages_of(purpose, MaskedText(text, (), seal)),
        schema_template=purpose.schema_template,
        max_output_tokens=5,
        temperature=0.0,
        seed=3,
        top_logprobs=0,
    )


def prefix_of(tiny: LoadedModel, release: Release, text: str) -> tuple[int, ...]:
    return TemplatePrefixes(tiny).of(request(release, text), release.templates)


def test_prompts_of_a_purpose_begin_alike_whatever_the_text(
    tiny: LoadedModel, release: Release
) -> None:
    prefix = prefix_of(tiny, release, "My card has not come.")
    assert len(prefix) > LEAST_TOKENS
    assert prefix == prefix_of(tiny, release, "Wo ist meine Karte? [PERSON_ab2c_1]")
    for text in ("My card", "7 cards", "x", "\n\nnothing", "Grüße"):
        asked = render(request(release, text), tiny, release.templates)
        assert len(prefix) - 1 <= shared_tokens(asked, prefix) <= len(prefix)


def test_a_beginning_is_text_of_the_release_and_of_nobody(
    tiny: LoadedModel, release: Release
) -> None:
    secret = "Zanzibar quartz 4711"
    asked = request(release, secret)
    prefix = TemplatePrefixes(tiny).of(asked, release.templates)
    text = bytes(tiny.pieces.decode_bytes(list(prefix))).decode()
    assert secret[:4] not in text
    slices = [
        release.templates[part.template]
        for part in asked.messages[0].parts
        if isinstance(part, TemplatePart)
    ]
    assert "".join(slices) in text


def test_a_beginning_ends_before_references(
    tiny: LoadedModel, release: Release
) -> None:
    """Which references are taken depends on the person's text."""
    made = request(release, "My card has not come.")
    system, user = made.messages
    name = next(t for t in release.templates if "/prompt." not in t)
    digest = TemplatePart(name, "0" * 64)
    with_reference = replace(
        made, messages=(replace(system, parts=(digest, *system.parts)), user)
    )
    prefix = TemplatePrefixes(tiny).of(with_reference, release.templates)
    assert len(prefix) < LEAST_TOKENS


def test_a_template_that_is_not_the_releases_is_refused(
    tiny: LoadedModel, release: Release
) -> None:
    made = request(release, "My card has not come.")
    foreign = Message("system", (TemplatePart("x/prompt.en.md#SYSTEM.0", "0" * 64),))
    with pytest.raises(SealError):
        TemplatePrefixes(tiny).of(
            replace(made, messages=(foreign, made.messages[1])), release.templates
        )
    assert any(isinstance(p, MaskedPart) for p in made.messages[1].parts)


def test_a_shared_beginning_gives_the_same_tokens_and_numbers(
    tiny: LoadedModel,
) -> None:
    prefix = tuple(prompt_of(tiny, 150, 4))
    store = PrefixStore(1 << 30)
    batch = Batch(tiny, prefill_tokens=64, prefixes=store)
    first, second, other = (
        Asked([*prefix, *prompt_of(tiny, n)], greedy(12, 2), prefix=prefix)
        for n in (20, 20, 33)
    )
    for one in (first, second, other):
        one.begin(batch)
        finish(batch)
        assert generated(tiny, one.prompt, 12) == one.texts
    assert first.tokens == second.tokens
    # Read once, then copied.
    reads = [[i for i in a.told if isinstance(i, Reading)] for a in (first, second)]
    assert [len(found) for found in reads] == [5, 2]
    assert (store.asked_tokens, store.found_tokens) == (3 * 150, 2 * 150)


def test_prompts_read_together_share_their_beginning(tiny: LoadedModel) -> None:
    prefix = tuple(prompt_of(tiny, 60, 4))
    store = PrefixStore(1 << 30)
    batch = Batch(tiny, max_rows=4, prefixes=store)
    asked = [
        Asked([*prefix, *prompt_of(tiny, n)], greedy(9), prefix=prefix).begin(batch)
        for n in (20, 25, 22)
    ]
    batch.step()
    assert batch.writing == 3
    finish(batch)
    for one in asked:
        assert generated(tiny, one.prompt, 9) == one.texts


def test_only_the_beginning_is_kept(tiny: LoadedModel) -> None:
    prefix = tuple(prompt_of(tiny, 40, 4))
    store = PrefixStore(1 << 30)
    batch = Batch(tiny, max_rows=2, prefixes=store)
    for n in (20, 33):
        Asked([*prefix, *prompt_of(tiny, n)], greedy(9), prefix=prefix).begin(batch)
    finish(batch)
    assert [prefix] == store.prefixes()
    cache = store.find(prefix)
    assert cache is not None
    assert cache.width == len(prefix)
    assert all(layer.held_keys.shape[2] == len(prefix) for layer in cache._mine)


def test_a_prompt_that_leaves_the_beginning_early_takes_what_is_shared(
    tiny: LoadedModel,
) -> None:
    prefix = tuple(prompt_of(tiny, 60, 4))
    batch = Batch(tiny, prefixes=PrefixStore(1 << 30))
    asked = Asked([*prefix[:30], 9, *prompt_of(tiny, 9)], greedy(9), prefix=prefix)
    finish_one = asked.begin(batch)
    finish(batch)
    assert generated(tiny, asked.prompt, 9) == finish_one.texts
    assert Reading(30) in asked.told


def test_a_stop_while_a_beginning_is_read_keeps_nothing(tiny: LoadedModel) -> None:
    prefix = tuple(prompt_of(tiny, 100, 4))
    store, ends = PrefixStore(1 << 30), [""]
    batch = Batch(tiny, max_rows=2, prefill_tokens=16, prefixes=store)
    # While another is written, a step reads one piece only.
    Asked(prompt_of(tiny, 5), greedy(9)).begin(batch)
    batch.step()
    asked = Asked([*prefix, 9], greedy(9), halt=lambda: ends[0], prefix=prefix)
    asked.begin(batch)
    batch.step()
    assert [Reading(0)] == asked.told
    ends[0] = "cancelled"
    finish(batch)
    assert Ended("cancelled", 101, 0) == asked.last
    assert store.prefixes() == []


def test_the_least_recently_used_beginning_is_let_go(tiny: LoadedModel) -> None:
    prefixes = [tuple(prompt_of(tiny, 64, seed)) for seed in range(3)]
    one = (
        2 * 2 * 2 * 16 * 64 * 4
    )  # layers, keys and values, heads, dim, tokens, float32
    store = PrefixStore(2 * one)
    batch = Batch(tiny, prefixes=store)
    for seed in (0, 1, 0, 2):
        prefix = prefixes[seed]
        Asked([*prefix, 9], greedy(2), prefix=prefix).begin(batch)
        finish(batch)
    assert [prefixes[0], prefixes[2]] == store.prefixes()
    assert store.size_bytes == 2 * one


def test_a_beginning_larger_than_all_that_may_be_kept_is_used_and_not_kept(
    tiny: LoadedModel,
) -> None:
    prefix = tuple(prompt_of(tiny, 40, 4))
    store = PrefixStore(100)
    batch = Batch(tiny, prefixes=store)
    asked = Asked([*prefix, 9], greedy(9), prefix=prefix).begin(batch)
    finish(batch)
    assert generated(tiny, asked.prompt, 9) == asked.texts
    assert store.prefixes() == []


@pytest.mark.parametrize(
    ("shared", "length", "expected"),
    [(40, 60, 40), (40, 40, 39), (LEAST_TOKENS - 1, 60, 0), (0, 60, 0)],
)
def test_at_least_one_token_is_left_to_read(
    shared: int, length: int, expected: int
) -> None:
    prefix = tuple(range(100, 140))
    prompt = [*prefix[:shared], *[7] * (length - shared)][:length]
    assert expected == shared_tokens(prompt, prefix)
