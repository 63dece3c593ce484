import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.masked import MaskedText
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.retry import Retry
from appliance.domain.seal import issue_seal
from appliance.engine.load import LoadedModel
from appliance.engine.local import LocalWriter
from appliance.engine.prefixes import LEAST_TOKENS
from appliance.engine.room import EngineRoom
from appliance.engine_settings import EngineSettings
from appliance.errors import (
    EngineBusyError,
    EngineError,
    NotFoundError,
    SealError,
    TextTooLongError,
)
from appliance.release import Release, build_release
from tests.unit.appliance.engine.house import CASE, EXCHANGE, LETTER, messages_of

POLICIES = Path(__file__).resolve().parents[4] / "policies"
KEY = b"k" * 32


@pytest.fixture(scope="module")
def release(tiny: LoadedModel) -> Release:
    return build_release(POLICIES, model=tiny.weights.digest)


def open_room(tiny: LoadedModel, release: Release, **changes: Any) -> EngineRoom[Any]:
    read = changes.pop("read", {release.digest: release}.__getitem__)
    options: dict[str, Any] = {
        "seal_key": KEY,
        "limits": EngineSettings(
            **{"max_queue": 2, "max_wait_s": 60.0, "deadline_s": 60.0, **changes}
        ),
        "now_s": lambda: int(time.time()),
    }
    writer = LocalWriter(tiny, options["limits"])
    return EngineRoom(writer, read, tier="small", **options)


def request(
    release: Release,
    *,
    sealed_for: str = EXCHANGE,
    kinds_kept: tuple[EntityKind, ...] | None = None,
    text: str = LETTER,
) -> GenerateRequest:
    purpose = next(p for p in release.purposes if p.name == "reply-draft")
    seal = issue_seal(
        KEY,
        text,
        exchange=sealed_for,
        case=CASE,
        purpose=purpose.name,
        kinds_kept=purpose.kinds_kept() if kinds_kept is None else kinds_kept,
        expires_at_s=int(time.time()) + 60,
    )
    return GenerateRequest(
        exchange=EXCHANGE,
        case=CASE,
        purpose=purpose.name,
        messages=messages_of(purpose, MaskedText(text, (), seal)),
        schema_template=purpose.schema_template,
        max_output_tokens=5,
        temperature=0.0,
        seed=3,
        top_logprobs=0,
        release=release.digest,
    )


def test_an_answer_ends_with_the_weights_that_gave_it(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release)
    room.line.start()
    last = list(room.generate(request(release)))[-1]
    room.line.stop()
    assert isinstance(last, Finished)
    assert (tiny.weights, 3) == (last.weights, last.seed)


def test_the_deadline_ends_an_answer(tiny: LoadedModel, release: Release) -> None:
    room = open_room(tiny, release, deadline_s=-1.0)
    room.line.start()
    last = list(room.generate(request(release)))[-1]
    room.line.stop()
    assert isinstance(last, Finished)
    assert (last.reason, last.output_tokens) == ("deadline", 0)


def test_an_unsealed_request_never_enters_the_line(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release)
    with pytest.raises(SealError):
        list(room.generate(request(release, sealed_for="f" * 32)))
    assert len(room.line) == 0


@pytest.mark.parametrize(
    "kinds", [tuple(EntityKind), (EntityKind.PERSON,)], ids=["all", "one"]
)
def test_a_seal_that_keeps_other_kinds_than_its_purpose_is_refused(
    tiny: LoadedModel, release: Release, kinds: tuple[EntityKind, ...]
) -> None:
    room = open_room(tiny, release, deadline_s=-1.0)
    with pytest.raises(SealError, match="keeps other kinds than its purpose"):
        list(room.generate(request(release, kinds_kept=kinds)))
    assert len(room.line) == 0


def test_a_hint_that_the_purpose_does_not_allow_is_refused(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release, deadline_s=-1.0)
    hinted = "Since [DATE_k7d2_1~2024-03-12] nothing came."
    with pytest.raises(SealError, match="hints at more than its purpose allows"):
        list(room.generate(request(release, text=hinted)))
    assert len(room.line) == 0


def test_a_hint_that_the_purpose_allows_is_taken(
    tiny: LoadedModel, release: Release
) -> None:
    shifting = {EntityKind.DATE: Treatment.SHIFT}
    purposes = tuple(
        replace(purpose, treatments={**purpose.treatments, **shifting})
        for purpose in release.purposes
    )
    room = open_room(tiny, replace(release, purposes=purposes), deadline_s=-1.0)
    room.line.start()
    hinted = "Since [DATE_k7d2_1~2024-03-12] nothing came."
    last = list(room.generate(request(release, text=hinted)))[-1]
    room.line.stop()
    assert isinstance(last, Finished)


def test_an_answer_has_the_pattern_of_its_purpose_and_no_other(
    tiny: LoadedModel, release: Release
) -> None:
    name, pattern = "reply-draft/output.pattern.txt", "Yes|No, sorry"
    purposes = tuple(
        replace(p, pattern_template=name, pattern=pattern)
        if p.name == "reply-draft"
        else p
        for p in release.purposes
    )
    templates = {**release.templates, name: pattern}
    changed = replace(release, purposes=purposes, templates=templates)
    room = open_room(tiny, changed)
    room.line.start()
    with pytest.raises(SealError, match="form is not the purpose's"):
        list(room.generate(request(changed)))
    asked = replace(request(changed), pattern_template=name, max_output_tokens=20)
    items = list(room.generate(asked))
    room.line.stop()
    text = "".join(item.text for item in items if isinstance(item, Token))
    assert text in {"Yes", "No, sorry"}


def test_a_further_try_may_have_the_simpler_form_of_its_purpose(
    tiny: LoadedModel, release: Release
) -> None:
    name, pattern = "reply-draft/output.simple.pattern.txt", "Yes|No"
    retry = Retry(tries=1, pattern_template=name, pattern=pattern)
    purposes = tuple(
        replace(p, retry=retry) if p.name == "reply-draft" else p
        for p in release.purposes
    )
    templates = {**release.templates, name: pattern}
    changed = replace(release, purposes=purposes, templates=templates)
    room = open_room(tiny, changed)
    room.line.start()
    asked = replace(request(changed), pattern_template=name, max_output_tokens=20)
    items = list(room.generate(asked))
    room.line.stop()
    text = "".join(item.text for item in items if isinstance(item, Token))
    assert text in {"Yes", "No"}


@pytest.mark.parametrize("simpler", [False, True])
def test_a_release_whose_pattern_cannot_be_obeyed_is_refused(
    tiny: LoadedModel,
    release: Release,
    simpler: bool,  # noqa: FBT001 - which of the two forms it is
) -> None:
    form = {"pattern_template": "x.txt", "pattern": "(?=a)"}
    change = {"retry": Retry(tries=1, **form)} if simpler else form
    purposes = tuple(replace(p, **change) for p in release.purposes[:1])
    room = open_room(tiny, replace(release, purposes=purposes))
    with pytest.raises(EngineError, match="pattern that can be obeyed"):
        next(room.generate(request(release)))


def test_a_release_that_was_not_signed_here_is_refused(
    tiny: LoadedModel, release: Release
) -> None:
    def nothing(digest: str) -> Release:
        raise NotFoundError(f"no release {digest}")

    room = open_room(tiny, release, read=nothing)
    with pytest.raises(SealError, match="no release"):
        next(room.generate(request(release)))


def test_a_release_for_another_model_is_refused(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, replace(release, model={"small": "b" * 64}))
    with pytest.raises(EngineError, match="is for model bbbbbbbbbbbb in tier small"):
        next(room.generate(request(release)))


def test_who_has_no_turn_is_counted(tiny: LoadedModel, release: Release) -> None:
    room = open_room(tiny, release, max_queue=0)
    for _ in range(2):
        with pytest.raises(EngineBusyError, match="wait already"):
            list(room.generate(request(release)))
    room.line.start()
    told = room.figures()["purposes"]["reply-draft"]
    room.line.stop()
    assert told["counters"]["requests_refused"] == 2
    assert told["endings"] == {}


def test_health_of_a_line_that_does_not_move_is_not_well(
    tiny: LoadedModel, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.engine.room.PROBE_TIMEOUT_S", 0.01)
    assert not open_room(tiny, release).health()["ok"]


def test_a_prompt_and_answer_that_memory_cannot_hold_are_refused(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release, cache_tokens=64)
    with pytest.raises(TextTooLongError, match=r"engine\.cache_tokens is 64"):
        list(room.generate(request(release)))
    assert len(room.line) == 0


def test_the_instructions_of_a_purpose_are_read_once(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release)
    room.line.start()
    first = list(room.generate(request(release)))
    found = room.figures()["prefix_cache_hits"]
    second = list(room.generate(request(release)))
    figures = room.figures()
    room.line.stop()
    assert found == 0
    assert figures["prefix_cache_hits"] > LEAST_TOKENS
    assert figures["prefix_cache_queries"] == 2 * figures["prefix_cache_hits"]
    assert first[-1] == second[-1]
    words = [
        [i.text for i in items if isinstance(i, Token)] for items in (first, second)
    ]
    assert words[0] == words[1]
