"""The real engine process with several callers at once."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.domain.answer import Finished, Token, Waiting
from appliance.engine.client import EngineClient
from tests.soak.engine import good_bodies
from tests.soak.malformed import send_malformed
from tests.unit.appliance.engine.house import House, house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

ROWS = 3
LONG = 500


def make_endless_model(folder: Path) -> str:
    return write_manifest(
        make_folder(folder, hidden=256, layers=4, endless=True, context=2048)
    )


@pytest.fixture(scope="module")
def built() -> Iterator[House]:
    with house(make_endless_model, max_batch=ROWS, max_queue=16) as made:
        made.start()
        yield made


def begun(answer: Iterator[Waiting | Token | Finished]) -> Token:
    """Wait for the first token."""
    return next(item for item in answer if isinstance(item, Token))


def ended(answer: Iterator[Waiting | Token | Finished]) -> Finished:
    last = list(answer)[-1]
    assert isinstance(last, Finished)
    return last


def test_callers_are_answered_at_the_same_time_up_to_the_batch(built: House) -> None:
    answers = [
        built.client.generate(built.request(max_output_tokens=LONG))
        for _ in range(ROWS)
    ]
    for answer in answers:
        begun(answer)
    waits = built.client.generate(built.request(max_output_tokens=3))
    # One of those that run must end first.
    assert next(waits) == Waiting(1)
    health = built.client.health()
    assert (health["running"], health["waiting"]) == (ROWS, 1)
    answers[0].close()  # type: ignore[attr-defined] # a generator behind Iterator
    assert next(item for item in waits if item != Waiting(1)) == Waiting(0)
    last = ended(waits)
    assert (last.reason, last.determinism) == ("length", "batch-dependent")
    for answer in answers[1:]:
        answer.close()  # type: ignore[attr-defined] # a generator behind Iterator


def idle(built: House) -> bool:
    """Wait until nothing runs any more."""
    return any(not built.client.health()["running"] for _ in range(2_000))


def test_an_answer_alone_is_exact_and_the_same_among_others_but_marked(
    built: House,
) -> None:
    def text_and_end() -> tuple[str, Finished]:
        items = list(built.client.generate(built.request(max_output_tokens=30)))
        last = items[-1]
        assert isinstance(last, Finished)
        return "".join(i.text for i in items if isinstance(i, Token)), last

    assert idle(built)
    text, last = text_and_end()
    assert last.determinism == "exact"
    other = built.client.generate(built.request(max_output_tokens=LONG))
    begun(other)
    beside, last = text_and_end()
    assert last.determinism == "batch-dependent"
    assert text == beside
    other.close()  # type: ignore[attr-defined] # a generator behind Iterator


def test_a_stop_of_one_leaves_the_others(built: House) -> None:
    mine = "d" * 32
    others = built.client.generate(built.request(max_output_tokens=60))
    begun(others)
    stopped = built.client.generate(
        built.request(
            built.masked(exchange=mine), exchange=mine, max_output_tokens=LONG
        )
    )
    begun(stopped)
    built.client.cancel(mine)
    assert ended(stopped).reason == "cancelled"
    assert ended(others).reason == "length"


def test_a_stop_text_ends_an_answer_and_is_no_part_of_it(built: House) -> None:
    items = list(built.client.generate(built.request(max_output_tokens=40)))
    whole = "".join(item.text for item in items if isinstance(item, Token))
    stop = whole[len(whole) // 2 :][:3]
    asked = built.request(max_output_tokens=40, stop=(stop,))
    *tokens, last = built.client.generate(asked)
    assert isinstance(last, Finished)
    assert last.reason == "stop"
    given = "".join(item.text for item in tokens if isinstance(item, Token))
    assert given == whole[: whole.index(stop)]


def test_what_the_engine_did_is_counted_and_written_for_a_monitor(
    built: House,
) -> None:
    ended(built.client.generate(built.request(max_output_tokens=5)))
    before = built.client.figures()["purposes"]["reply-draft"]["counters"]
    last = ended(built.client.generate(built.request(max_output_tokens=5)))
    figures = built.client.figures()
    after = figures["purposes"]["reply-draft"]["counters"]
    assert after["prompt_tokens"] - before["prompt_tokens"] == last.prompt_tokens
    assert after["generation_tokens"] - before["generation_tokens"] == 5
    # The instructions of the purpose are read once and copied since.
    assert figures["prefix_cache_hits"] > 0
    assert figures["prefix_cache_bytes"] > 0
    told = CliRunner().invoke(
        main, ["health", "--metrics", "--config", str(built.config)]
    )
    assert told.exit_code == 0, told.output
    line = next(
        line
        for line in told.output.splitlines()
        if line.startswith("cloister_engine_generation_tokens_total")
    )
    assert int(line.split()[-1]) >= after["generation_tokens"]


def test_malformed_messages_do_the_engine_no_harm(built: House) -> None:
    process = built.process
    assert process is not None
    answer = built.client.generate(built.request(max_output_tokens=LONG))
    begun(answer)
    path = built.settings.paths.socket("engine")
    assert send_malformed(path, good_bodies(built), 300, seed=7) > 100
    assert process.poll() is None
    assert built.client.health()["ok"]
    # Whoever was being answered still is.
    assert isinstance(next(answer), Token)
    answer.close()  # type: ignore[attr-defined] # a generator behind Iterator


def test_many_structured_answers_at_once_have_their_form(built: House) -> None:
    texts: list[str] = []

    def ask(seed: int) -> None:
        client = EngineClient(built.settings)
        request = built.request(
            purpose="complaint-triage",
            max_output_tokens=500,
            temperature=1.0,
            seed=seed,
        )
        items = list(client.generate(request))
        client.close()
        texts.append("".join(i.text for i in items if isinstance(i, Token)))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(2 * ROWS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 2 * ROWS
    assert all(json.loads(text) for text in texts)
