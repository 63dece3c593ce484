"""The engine is called once, after the intent, and let go whatever happens."""

from collections.abc import Iterator

import pytest

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.purpose import AnswerForm
from appliance.domain.routing import Routing
from appliance.errors import EngineError, SealError, StoppedError
from appliance.kinds import RecordKind
from appliance.steps.generate import generate
from tests.fakes import (
    SEAL_KEY,
    FixedClock,
    ListedPurposes,
    MemoryLedger,
    ScriptedEngine,
    make_prompt,
    make_purpose,
    ports,
)


def ignore(piece: str) -> None:
    """Take a piece and show it to nobody."""
    assert isinstance(piece, str)


def no_line(before: int) -> None:
    """Wait for nobody."""
    raise AssertionError(before)


def test_the_draft_is_the_pieces_in_order_with_who_wrote_it() -> None:
    wired = ports(script="A longer letter of several pieces.")
    pieces: list[str] = []
    draft = generate(make_prompt(wired), wired, pieces.append, no_line)
    assert draft.answer.text == "".join(pieces) == "A longer letter of several pieces."
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.DRAFT_GENERATED).body
    assert (body["model"], body["model_digest"]) == ("scripted", "5" * 64)
    assert (body["quantisation"], body["device"]) == ("float32", "cpu")
    assert body["determinism"] == "exact"
    assert body["output_tokens"] == len(pieces)


def test_the_request_carries_the_limits_of_the_purpose() -> None:
    limits = {
        "max_output_tokens": 3,
        "temperature": 0.7,
        "seed": 11,
        "top_p": 0.9,
        "top_k": 40,
        "repetition_penalty": 1.1,
        "stop": ("END",),
    }
    wired = ports(script="x" * 50, purposes=ListedPurposes(make_purpose(**limits)))
    draft = generate(make_prompt(wired), wired, ignore, no_line)
    assert isinstance(wired.engine, ScriptedEngine)
    (request,) = wired.engine.requests
    assert limits == {name: getattr(request, name) for name in limits}
    assert draft.answer.finished.reason == "length"


def test_the_intent_says_which_tiers_may_answer_and_why() -> None:
    routing = Routing("large", 1, ("small",))
    purpose = make_purpose(routing=routing, max_input_chars=40)
    wired = ports(purposes=ListedPurposes(purpose))
    prompt = make_prompt(wired)
    generate(prompt, wired, ignore, no_line)
    assert isinstance(wired.ledger, MemoryLedger)
    assert isinstance(wired.engine, ScriptedEngine)
    (request,) = wired.engine.requests
    assert request.tiers == ("large", "small")
    body = wired.ledger.only(RecordKind.EXCHANGE_INTENDED).body
    chars = len(prompt.sourced.masked.text.text)
    parts = {
        "length": 500 * min(chars, 40) // 40,
        "masked": 20,
        "references": 0,
        "language": 0,
        "form": 0,
    }
    assert (body["tier"], body["tiers"]) == ("large", ["large", "small"])
    assert (body["tier_choice"], body["difficulty"]) == ("harder", parts)
    assert body["difficulty_permille"] == sum(parts.values())


def test_the_draft_says_which_tier_wrote_it_and_which_could_not() -> None:
    class Second(ScriptedEngine):
        def generate(
            self, request: GenerateRequest
        ) -> Iterator[PassedOver | Waiting | Token | Finished]:
            yield PassedOver("small", "EngineBusyError")
            yield from super().generate(request)

    purpose = make_purpose(routing=Routing(fall_back=("large",)))
    wired = ports(engine=Second("A letter."), purposes=ListedPurposes(purpose))
    asked: list[str] = []
    prompt = make_prompt(wired)
    draft = generate(prompt, wired, ignore, no_line, turn_to=asked.append)
    assert draft.answer.text == "A letter."
    assert asked == ["small", "large"]
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.DRAFT_GENERATED).body
    assert body["tier"] == "large"
    assert body["passed_over"] == [{"tier": "small", "error": "EngineBusyError"}]


def test_an_error_while_showing_lets_the_generation_go() -> None:
    wired = ports(script="x" * 50)

    def refuse(piece: str) -> None:
        raise KeyError(len(piece))

    with pytest.raises(KeyError):
        generate(make_prompt(wired), wired, refuse, no_line)
    assert isinstance(wired.engine, ScriptedEngine)
    assert wired.engine.closed == ["e" * 32]


def test_places_in_the_line_are_told_and_are_no_part_of_the_draft() -> None:
    wired = ports(engine=ScriptedEngine("A letter.", places=(2, 1, 0)))
    places: list[int] = []
    draft = generate(make_prompt(wired), wired, ignore, places.append)
    assert places == [2, 1, 0]
    assert draft.answer.text == "A letter."


def test_who_leaves_the_line_lets_the_generation_go() -> None:
    wired = ports(engine=ScriptedEngine("A letter.", places=(2, 1)))

    def leave(before: int) -> None:
        raise StoppedError(f"{before} before")

    with pytest.raises(StoppedError):
        generate(make_prompt(wired), wired, ignore, leave)
    assert isinstance(wired.engine, ScriptedEngine)
    assert wired.engine.closed == ["e" * 32]


def test_what_is_stopped_before_the_first_token_is_no_draft() -> None:
    wired = ports(engine=ScriptedEngine("", finish="cancelled"))
    with pytest.raises(StoppedError, match="before the first token"):
        generate(make_prompt(wired), wired, ignore, no_line)
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.kinds()[-1] == "exchange.intended"


def test_an_engine_that_ends_without_finishing_is_an_error() -> None:
    class Dying(ScriptedEngine):
        def generate(self, request: GenerateRequest) -> Iterator[Token | Finished]:
            pieces = super().generate(request)
            return (piece for piece in pieces if isinstance(piece, Token))

    wired = ports(engine=Dying("x" * 12))
    with pytest.raises(EngineError, match="ended after 3 tokens, unfinished"):
        generate(make_prompt(wired), wired, ignore, no_line)
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.kinds()[-1] == "exchange.intended"


@pytest.mark.parametrize(
    ("text", "fields"),
    [('{"a": 1}', {"a": 1}), ("[1]", None), ("{", None), ("", None), ("7", None)],
)
def test_a_structured_answer_is_an_object_or_nothing(
    text: str, fields: dict[str, object] | None
) -> None:
    structured = make_purpose(answer=AnswerForm.STRUCTURED)
    wired = ports(script=text, purposes=ListedPurposes(structured))
    assert generate(make_prompt(wired), wired, ignore, no_line).answer.fields == fields


def test_a_seal_that_expired_on_the_way_is_refused_by_the_engine() -> None:
    clock = FixedClock()
    wired = ports(clock=clock)
    prompt = make_prompt(wired)
    clock.advance(901)
    with pytest.raises(SealError):
        generate(prompt, wired, ignore, no_line)


def test_a_seal_of_another_key_is_refused_by_the_engine() -> None:
    wired = ports(engine=ScriptedEngine(key=SEAL_KEY[::-1]))
    with pytest.raises(SealError):
        generate(make_prompt(wired), wired, ignore, no_line)
