"""What is scored is held to the seals of its request; hostile values are refused."""

import time
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.masked import MaskedText
from appliance.domain.scoring import (
    DroppedSpan,
    Scored,
    ScoreEnded,
    ScoreRequest,
    sealed_texts,
)
from appliance.domain.seal import issue_seal
from appliance.engine.check_score import check_score
from appliance.engine.load import LoadedModel
from appliance.errors import SealError, TextTooLongError
from appliance.release import Release, build_release
from tests.unit.appliance.engine.house import CASE, EXCHANGE, messages_of
from tests.unit.appliance.engine.test_room import KEY, POLICIES, open_room

TEXT = "My card is late, says [PERSON_ab2c_1]. Mail j.doe@@mail.example. When?"


@pytest.fixture(scope="module")
def release(tiny: LoadedModel) -> Release:
    return build_release(POLICIES, model=tiny.weights.digest)


def scoring(release: Release, text: str = TEXT, **changes: Any) -> ScoreRequest:
    purpose = next(p for p in release.purposes if p.name == "reply-draft")
    seal = issue_seal(
        KEY,
        text,
        exchange=EXCHANGE,
        case=CASE,
        purpose=purpose.name,
        kinds_kept=purpose.kinds_kept(),
        expires_at_s=int(time.time()) + 60,
    )
    made = ScoreRequest(
        exchange=EXCHANGE,
        case=CASE,
        purpose=purpose.name,
        messages=messages_of(purpose, MaskedText(text, (), seal)),
        targets=("Dear [PERSON_ab2c_1], it comes.", "Yes"),
        drop_spans=((DroppedSpan(0, 0, 16),), (DroppedSpan(0, 17, 37),)),
        release=release.digest,
    )
    return replace(made, **changes)


def test_targets_are_scored_as_they_are_and_without_each_span(
    tiny: LoadedModel, release: Release
) -> None:
    room = open_room(tiny, release)
    room.line.start()
    asked = scoring(release)
    *scored, last = [item for item in room.score(asked) if item is not None]
    figures = room.figures()["purposes"]["reply-draft"]
    room.line.stop()
    assert isinstance(last, ScoreEnded)
    assert (last.reason, last.determinism) == ("stop", "exact")
    assert last.weights == tiny.weights
    assert tuple("".join(target) for target in last.tokens) == asked.targets
    for variant, item in enumerate(scored):
        assert isinstance(item, Scored)
        assert item.variant == variant
        lengths = [len(target) for target in last.tokens]
        assert [len(target) for target in item.logprobs] == lengths
        assert item.sums == tuple(sum(target) for target in item.logprobs)
    assert len({item.sums for item in scored if isinstance(item, Scored)}) == 3
    assert figures["counters"]["scorings"] == 1
    assert figures["counters"]["scoring_tokens"] == last.read_tokens


def test_a_variant_leaves_out_exactly_its_spans(release: Release) -> None:
    two = scoring(
        release, drop_spans=((DroppedSpan(0, 0, 3), DroppedSpan(0, 8, 16)),)
    ).variants()
    assert [masked.text for masked in sealed_texts(two[0])] == [TEXT]
    assert [masked.text for masked in sealed_texts(two[1])] == ["card " + TEXT[16:]]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another text than was sealed": ({"exchange": "f" * 32}, "another exchange"),
    "another case": ({"case": "f" * 32}, "another case"),
    "a target that names somebody else": (
        {"targets": ("Dear [PERSON_ab2c_2]",)},
        "names whom the sealed texts do not",
    ),
    "a target with an address": (
        {"targets": ("Write to j.doe@mail.example",)},
        "a text to be scored still holds EMAIL",
    ),
    "an address made by leaving out": (
        {"drop_spans": ((DroppedSpan(0, 49, 50),),)},
        "a text to be scored still holds EMAIL",
    ),
    "a span behind the end": (
        {"drop_spans": ((DroppedSpan(0, 0, len(TEXT) + 1),),)},
        "not one of a sealed text",
    ),
    "a span of no text": (
        {"drop_spans": ((DroppedSpan(1, 0, 1),),)},
        "not one of a sealed text",
    ),
    "an empty span": (
        {"drop_spans": ((DroppedSpan(0, 3, 3),),)},
        "not one of a sealed text",
    ),
    "a span turned round": (
        {"drop_spans": ((DroppedSpan(0, 5, 3),),)},
        "not one of a sealed text",
    ),
    "spans that overlap": (
        {"drop_spans": ((DroppedSpan(0, 0, 5), DroppedSpan(0, 4, 6)),)},
        "in order",
    ),
    "spans out of order": (
        {"drop_spans": ((DroppedSpan(0, 4, 6), DroppedSpan(0, 0, 2)),)},
        "in order",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_seals_do_not_let_through_is_refused(
    tiny: LoadedModel, release: Release, name: str
) -> None:
    changes, told = REFUSED[name]
    room = open_room(tiny, release)
    with pytest.raises(SealError, match=told):
        list(room.score(scoring(release, **changes)))
    assert len(room.line) == 0


def test_a_surrogate_made_by_leaving_out_is_refused(release: Release) -> None:
    text = "See [PERSON_ab2c_1] and [PERSON_ab2c_x9]."
    at = text.index("x9")
    with pytest.raises(SealError, match="names whom the sealed texts do not"):
        check_score(scoring(release, text, drop_spans=((DroppedSpan(0, at, at + 1),),)))


@pytest.mark.parametrize(
    ("changes", "limits", "told"),
    [
        ({"targets": ("word " * 2000,)}, {}, "prompt and target of"),
        ({}, {"cache_tokens": 64}, r"engine\.cache_tokens is 64"),
    ],
)
def test_what_does_not_fit_is_refused(
    tiny: LoadedModel,
    release: Release,
    changes: dict[str, Any],
    limits: dict[str, Any],
    told: str,
) -> None:
    room = open_room(tiny, release, **limits)
    with pytest.raises(TextTooLongError, match=told):
        list(room.score(scoring(release, **changes)))


def test_a_request_shows_no_text(release: Release) -> None:
    assert "comes" not in repr(scoring(release))
    assert "card" not in repr(scoring(release))
