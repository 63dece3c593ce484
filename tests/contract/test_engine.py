"""The Engine port: what the fake, the real engine, wherever the model is, and tiers keep."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.ports import Engine, GenerateRequest
from appliance.domain.prompt import MaskedPart, TemplatePart
from appliance.engine.tiers import EngineTiers
from appliance.errors import EngineError, SealError
from tests.contract.remote_house import Remote
from tests.fakes import FixedClock, ScriptedEngine
from tests.unit.appliance.engine.house import EXCHANGE, House, house, messages_of
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest


def make_model(folder: Any) -> str:
    return write_manifest(make_folder(folder))


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

    def cancel(self, exchange: str) -> None:
        raise EngineError(f"{exchange}: cannot connect")

    def health(self) -> dict[str, Any]:
        raise EngineError("cannot connect")


@pytest.fixture
def engine(kind: str, built: House) -> Engine:
    if kind in {"local", "remote"}:
        return built.client
    if kind == "tiers":
        return EngineTiers({"small": Away(), "large": built.client}, ())
    if kind == "fallen back":
        return EngineTiers({"small": built.client, "large": Away()}, ())
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
    engine.cancel(EXCHANGE)
    last = list(answer)[-1]
    assert isinstance(last, Finished)
    assert last.reason == "cancelled"


def test_a_stop_of_an_unknown_exchange_is_nothing(engine: Engine) -> None:
    engine.cancel("f" * 32)


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
    engine: Engine, built: House, name: str
) -> None:
    with pytest.raises(SealError):
        ask(engine, sealed_wrongly(built)[name])


def test_messages_of_the_suite_are_sealed_parts_only(built: House) -> None:
    parts = [
        p
        for m in messages_of(built.purposes["reply-draft"], built.masked())
        for p in m.parts
    ]
    assert {TemplatePart, MaskedPart} == {type(part) for part in parts}
