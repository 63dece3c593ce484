"""The real engine process before llama.cpp's own server: what it trusts, and when it is gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.demo.pki import Authority
from appliance.domain.answer import Finished, Token, Waiting
from appliance.errors import EngineError
from appliance.observe.engine_metrics import engine_metrics
from tests.contract.remote_house import Remote, nginx_before
from tests.unit.appliance.engine.house import House, house

LONG = 3500


@pytest.fixture(scope="module")
def built(llama: Remote) -> Iterator[House]:
    with house(llama.make_model(), max_queue=4) as made:
        made.start()
        yield made


def begun(answer: Iterator[Waiting | Token | Finished]) -> Token:
    return next(item for item in answer if isinstance(item, Token))


def idle(made: House) -> bool:
    """Wait until nothing runs any more."""
    return any(not made.client.health()["running"] for _ in range(2_000))


def close(answer: Iterator[Any]) -> None:
    answer.close()  # type: ignore[attr-defined] # a generator behind Iterator


def test_the_record_names_the_declared_weights_and_where_they_run(
    built: House,
) -> None:
    (entry,) = [r for r in built.records() if r["kind"] == "engine.started"]
    body = entry["body"]
    assert (body["model"], body["device"], body["quantisation"]) == (
        "tiny",
        "remote",
        "float32",
    )
    assert "a tiny random Llama (declared), by llama.cpp" in body["runtime"]
    assert "cloister-remote/1" in built.client.describe()["declaration"]


def test_the_engine_of_a_remote_model_has_no_torch_in_memory(built: House) -> None:
    assert built.process is not None
    assert "torch" not in Path(f"/proc/{built.process.pid}/maps").read_text()


def test_as_many_answers_run_as_the_settings_say(built: House) -> None:
    assert idle(built)
    answers = [built.client.generate(built.request(max_output_tokens=LONG)) for _ in range(2)]  # fmt: skip
    for answer in answers:
        begun(answer)
    waits = built.client.generate(built.request(max_output_tokens=2))
    assert next(waits) == Waiting(1)
    close(answers[0])
    assert next(item for item in waits if item != Waiting(1)) == Waiting(0)
    assert isinstance(list(waits)[-1], Finished)
    close(answers[1])


def test_the_figures_count_a_remote_model_too(built: House) -> None:
    list(built.client.generate(built.request(max_output_tokens=5)))
    assert idle(built)
    written = engine_metrics({"small": built.client.figures()})
    labels = 'model_name="tiny",tier="small"'
    assert f'generation_tokens_total{{{labels},purpose="reply-draft"}}' in written
    assert f"cloister_engine_batch_rows{{{labels}}} 0" in written


def test_no_model_of_this_host_is_chosen_beside_a_remote_one(built: House) -> None:
    told = CliRunner().invoke(
        main, ["model", "promote", "tiny", "--config", str(built.config)]
    )
    assert told.exit_code == 1
    assert "[engine.remote] says which model answers" in told.output


def test_a_server_that_ignores_the_rule_is_found_out(llama: Remote) -> None:
    # It is told the rule in vLLM's words, which llama.cpp does not know.
    with house(llama.make_model(server="vllm")) as made:
        made.start()
        request = made.request(max_output_tokens=LONG, temperature=1.0)
        given: list[str] = []
        with pytest.raises(EngineError, match="breaks the rule of the answer"):
            given.extend(
                item.text
                for item in made.client.generate(request)
                if isinstance(item, Token)
            )
        text = "".join(given)
        assert "[" not in text
        assert all(char.isprintable() or char in "\t\n" for char in text)
        # Only that answer has ended.
        assert made.client.health()["ok"]


def test_when_the_server_goes_its_answers_fail_and_the_engine_stays(
    llama: Remote, tmp_path: Path
) -> None:
    with (
        nginx_before(tmp_path, llama.behind) as remote,
        house(remote.make_model()) as made,
    ):
        made.start()
        answer = made.client.generate(made.request(max_output_tokens=LONG))
        begun(answer)
        remote.nginx.kill()
        with pytest.raises(EngineError, match="the server"):
            list(answer)
        with pytest.raises(EngineError, match="ConnectionRefusedError"):
            list(made.client.generate(made.request()))
        assert made.process is not None
        assert made.process.poll() is None


def refused(made: House) -> str:
    """Start the engine in vain, and tell why it did not."""
    with pytest.raises(AssertionError) as caught:
        made.start()
    assert "engine.started" not in [record["kind"] for record in made.records()]
    return str(caught.value)


def change(made: House, old: str, new: str) -> None:
    text = made.config.read_text()
    assert old in text
    made.config.write_text(text.replace(old, new))


def test_the_engine_starts_only_for_what_the_release_is_signed_for(
    llama: Remote,
) -> None:
    changes = {
        "a tiny random Llama": "another Llama",
        "https://localhost": "https://127.0.0.1",
        'model = "tiny"\nserver': 'model = "huge"\nserver',
        f"{llama.folder}/ca.pem": f"{llama.folder}/server.pem",
    }
    with house(llama.make_model()) as made:
        for old, new in changes.items():
            change(made, old, new)
            assert "no signed release is for" in refused(made)
            change(made, new, old)


def test_the_engine_shows_the_server_who_it_is(llama: Remote) -> None:
    with house(llama.make_model(own=Authority())) as made:
        assert "the server answered with status 400" in refused(made)


def test_a_server_that_lets_anybody_in_is_refused(
    llama: Remote, tmp_path: Path
) -> None:
    with (
        nginx_before(tmp_path, llama.behind, verify="off") as remote,
        house(remote.make_model()) as made,
    ):
        assert "also who shows no certificate" in refused(made)
