"""The Engine port: what the fake, the real engine, wherever the model is, and tiers keep."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.ports.engine import Engine, GenerateRequest
from appliance.domain.prompt import MaskedPart, TemplatePart
from appliance.domain.scoring import DroppedSpan, Scored, ScoreEnded, ScoreRequest
from appliance.engine.tiers import EngineTiers
from appliance.errors import EngineError, SealError
from tests.contract.remote_house import Remote
from tests.fakes import FixedClock, ScriptedEngine
from tests.unit.appliance.engine.house import EXCHANGE, House, house, messages_of
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def make_model(folder: Any) -> str:
    # It goes on until it is stopped, and not so fast that a stop could come too late.
    return write_manifest(make_folder(folder, hidden=256, layers=4, endless=True))


@pytest.fixture(scope="module")
def local_house() -> Iterator[House]:
    with house(make_model) as made:
        made.start()
        yield made


@pytest.fixture(scope="module")
def remote_house(llama: Remote) -> Iterator[House]:
    with house(llama.make_model()) as made:
        made.start()
        yield made


@pytest.fixture(params=["fake", "local", "remote", "tiers", "fallen back"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def built(kind: str, request: pytest.FixtureRequest) -> House:
    name = "remote_house" if kind == "remote" else "local_house"
    made: House = request.getfixturevalue(name)
    return made


class Now(FixedClock):
    """The clock on the wall: the real engine knows no other."""

    def __init__(self) -> None:
        super().__init__()
        self.at = super().now().fromtimestamp(time.time(), tz=super().now().tzinfo)


class Away(ScriptedEngine):
    """An engine that is not there."""

    def generate(self, request: GenerateRequest) -> Iterator[Any]:
        raise EngineError(f"{request.exchange}: cannot connect")

    def fits(self, request: GenerateRequest) -> bool:
        raise EngineError(f"{request.exchange}: cannot connect")

    def cancel(self, exchange: str) -> bool:
        raise EngineError(f"{exchange}: cannot connect")

    def health(self) -> dict[str, Any]:
        raise EngineError("cannot connect")


@pytest.fixture
def engine(kind: str, built: House) -> Engine:
    if kind in {"local", "remote"}:
        return built.client
    if kind == "tiers":
        return EngineTiers({"small": Away(), "large": built.client}, tuple)
    if kind == "fallen back":
        return EngineTiers({"small": built.client, "large": Away()}, tuple)
    templates = {
        part.template: text
        for purpose in built.purposes.values()
        for part in purpose.prompts["en"].slices()
        if (text := part.text)
    }
    return ScriptedEngine(
        "An answer of some length.",
        clock=Now(),
        templates=templates,
        key=built.seal_key,
    )


Item = PassedOver | Waiting | Token | Finished


def ask(engine: Engine, request: GenerateRequest) -> list[Item]:
    return list(without_line(engine.generate(request)))


def without_line(answer: Iterator[Item]) -> Iterator[Item]:
    """Leave out what comes before: an answer let go before may still be ending."""
    return (item for item in answer if isinstance(item, Token | Finished))


def begun(answer: Iterator[Item]) -> Item:
    return next(without_line(answer))


def test_an_answer_is_tokens_and_then_its_end(engine: Engine, built: House) -> None:
    *tokens, last = ask(engine, built.request())
    assert isinstance(last, Finished)
    assert all(isinstance(token, Token) and token.logprob <= 0 for token in tokens)
    assert len(tokens) == last.output_tokens
    assert last.seed == 7


def test_the_length_is_a_limit(engine: Engine, built: House) -> None:
    *tokens, last = ask(engine, built.request(max_output_tokens=2))
    assert isinstance(last, Finished)
    assert (len(tokens), last.reason) == (2, "length")


def test_what_fits_is_told_without_writing(engine: Engine, built: House) -> None:
    assert engine.fits(built.request())


def test_what_does_not_fit_is_told(engine: Engine, built: House) -> None:
    if isinstance(engine, ScriptedEngine):
        engine.room_chars = 1
    assert not engine.fits(built.request(max_output_tokens=90_000))


def test_what_fits_is_not_told_of_what_is_not_sealed(
    engine: Engine, built: House
) -> None:
    with pytest.raises(SealError):
        engine.fits(replace(built.request(), exchange="f" * 32))


def test_closing_an_answer_early_leaves_the_engine_free(
    engine: Engine, built: House
) -> None:
    answer = engine.generate(built.request())
    assert isinstance(begun(answer), Token)
    answer.close()  # type: ignore[attr-defined] # a generator behind Iterator
    assert isinstance(ask(engine, built.request())[-1], Finished)


def test_a_stop_ends_an_answer_as_cancelled(engine: Engine, built: House) -> None:
    answer = engine.generate(built.request(max_output_tokens=600))
    assert isinstance(begun(answer), Token)
    assert engine.cancel(EXCHANGE)
    last = list(answer)[-1]
    assert isinstance(last, Finished)
    assert last.reason == "cancelled"


def test_a_stop_of_an_unknown_exchange_is_nothing(engine: Engine) -> None:
    assert not engine.cancel("f" * 32)


def score_of(request: GenerateRequest, tier: str = "small") -> ScoreRequest:
    """Ask how likely two answers are, with the text and without its beginning."""
    return ScoreRequest(
        exchange=request.exchange,
        case=request.case,
        purpose=request.purpose,
        messages=request.messages,
        targets=("Dear [PERSON_ab2c_1], it comes.", "Yes"),
        drop_spans=((DroppedSpan(0, 0, 20),),),
        tier=tier,
        release=request.release,
    )


@pytest.fixture
def tier(kind: str) -> str:
    """Name a tier that is there."""
    return "large" if kind == "tiers" else "small"


def test_texts_are_scored_per_variant_and_then_comes_the_end(
    engine: Engine, built: House, kind: str, tier: str
) -> None:
    asked = score_of(built.request(), tier)
    if kind == "remote":
        with pytest.raises(EngineError, match="scores nothing"):
            list(engine.score(asked))
        return
    items = [i for i in engine.score(asked) if not isinstance(i, Waiting)]
    last = items[-1]
    assert isinstance(last, ScoreEnded)
    assert last.reason == "stop"
    assert ["".join(tokens) for tokens in last.tokens] == list(asked.targets)
    found = [item for item in items if isinstance(item, Scored)]
    assert [item.variant for item in found] == [0, 1]
    assert len(items) == 3
    for item in found:
        assert list(map(len, item.logprobs)) == list(map(len, last.tokens))
        assert all(value <= 0 for target in item.logprobs for value in target)
    assert found[0].sums != found[1].sums


def sealed_wrongly(built: House) -> dict[str, GenerateRequest]:
    good = built.masked()
    edited = replace(good, text=good.text.replace("card", "cord"))
    later = replace(good.seal, expires_at_s=good.seal.expires_at_s + 60)
    made = built.request()
    system, user = made.messages
    foreign = (TemplatePart("reply-draft/prompt.en.md#SYSTEM.0", "0" * 64),)
    unknown = (TemplatePart("x/prompt.en.md#SYSTEM.0", "0" * 64),)
    return {
        "another exchange's seal": built.request(built.masked(exchange="f" * 32)),
        "another exchange asked for": replace(made, exchange="f" * 32),
        "another purpose's seal": built.request(built.masked(purpose="credit-memo")),
        "another purpose asked for": replace(made, purpose="credit-memo"),
        "expired": built.request(built.masked(expires_at_s=int(time.time()) - 5)),
        "expiry moved": built.request(replace(good, seal=later)),
        "text edited": built.request(edited),
        "another key": built.request(built.masked(key=b"x" * 32)),
        "template of another text": replace(
            made, messages=(replace(system, parts=foreign), user)
        ),
        "template not in the release": replace(
            made, messages=(replace(system, parts=unknown), user)
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "another exchange's seal",
        "another exchange asked for",
        "another purpose's seal",
        "another purpose asked for",
        "expired",
        "expiry moved",
        "text edited",
        "another key",
        "template of another text",
        "template not in the release",
    ],
)
def test_a_part_that_is_not_sealed_for_this_exchange_is_refused(
    engine: Engine, built: House, tier: str, name: str
) -> None:
    request = sealed_wrongly(built)[name]
    with pytest.raises(SealError):
        ask(engine, request)
    with pytest.raises(SealError):
        list(engine.score(score_of(request, tier)))


def test_messages_of_the_suite_are_sealed_parts_only(built: House) -> None:
    parts = [
        p
        for m in messages_of(built.purposes["reply-draft"], built.masked())
        for p in m.parts
    ]
    assert {TemplatePart, MaskedPart} == {type(part) for part in parts}
