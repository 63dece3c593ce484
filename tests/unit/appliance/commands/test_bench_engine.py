"""`cloister bench engine` measures all sides on the same work."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from appliance.commands.bench import _show
from appliance.commands.cli import main
from appliance.engine.bench_asks import Asks
from appliance.engine.bench_continuous import continuous
from appliance.engine.bench_shapes import SHAPES, build_shape
from appliance.engine.bench_sides import batched, static
from appliance.engine.bench_streams import copy_bandwidth, measure_streams, step_bytes
from appliance.engine.bench_turns import in_turns
from appliance.engine.folder import check_folder
from appliance.engine.load import load_folder
from appliance.engine.quantise import pack_linear
from tests.unit.appliance.engine.tiny_model import make_folder

# Two threads on busy cores wait for one another.
torch.set_num_threads(1)

RATIOS = {
    "single_vs_generate",
    "batch8_vs_static",
    "ragged24_vs_static",
    "random32_vs_sequential",
}
TOKENS = {
    "single_vs_generate": 64,
    "batch8_vs_static": 8 * 64,
    "ragged24_vs_static": 4 * (8 + 16 + 32 + 64 + 128 + 256),
    "random32_vs_sequential": 32 * 64,
}
SHAPE = ["bench", "engine", "--shape", "m1", "--rounds", "1"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    make_folder(folder, hidden=32, layers=1)
    told = CliRunner().invoke(
        main, ["bench", "engine", "--model", str(folder), "--rounds", "1", "--json"]
    )
    assert told.exit_code == 0, told.output
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def test_both_sides_write_what_was_asked_for(found: dict[str, Any]) -> None:
    assert set(found["ratios"]) == set(found["cpu_ratios"]) == RATIOS
    assert all(ratio > 0 for ratio in found["ratios"].values())
    for side in ("ours", "transformers"):
        written = {name: run[side]["tokens"] for name, run in found["runs"].items()}
        assert written == TOKENS
    assert found["peak_memory_bytes"] > 0
    assert found["model"] == "tiny"


@pytest.mark.parametrize("kind", ["f32", "q8_0"])
def test_llama_cpp_writes_what_was_asked_for(found: dict[str, Any], kind: str) -> None:
    pytest.importorskip("xllamacpp")
    pytest.importorskip("gguf")
    side = found["llama_cpp"][kind]
    assert {name: run["tokens"] for name, run in side["runs"].items()} == TOKENS
    assert set(side["times_as_fast"]) == set(side["cpu_times_as_fast"]) == RATIOS
    assert all(ratio > 0 for ratio in side["times_as_fast"].values())
    # A process of its own, without torch.
    assert 0 < side["peak_memory_bytes"] < found["peak_memory_bytes"]


def test_the_table_has_columns_of_llama_cpp(
    found: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("xllamacpp")
    pytest.importorskip("gguf")
    _show(found)
    printed = capsys.readouterr().out
    for kind in ("f32", "q8_0"):
        for run in found["llama_cpp"][kind]["runs"].values():
            assert str(run["tokens_per_s"]) in printed


def test_a_shape_is_measured_without_llama_cpp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.engine.bench_llama.find_spec", lambda _name: None)
    told = CliRunner().invoke(main, SHAPE)
    assert told.exit_code == 0, told.output
    assert "m1, cpu, 1 threads" in told.stdout
    assert told.stdout.count("installed") == 2 * len(RATIOS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("models") / "tiny", hidden=32, layers=1)


def test_streams_are_measured_beside_continuous_batching(model: Path) -> None:
    endless = replace(load_folder(check_folder(model), device="cpu"), ends=())
    found = measure_streams(endless, rounds=1, told=lambda _: None)
    assert found["bandwidth_bytes_per_s"] > 0
    assert list(found["runs"]) == ["1", "32"]
    for rows, sides in found["runs"].items():
        assert list(sides) == ["ours", "generate", "generate_batch"]
        for run in sides.values():
            assert run["tokens"] == int(rows) * 128
            assert 0 < run["first_token_p50_s"] <= run["first_token_p95_s"]
            assert run["of_bandwidth"] >= 0


def test_a_step_reads_the_weights_once_and_what_answers_hold(model: Path) -> None:
    tied = load_folder(check_folder(model), device="cpu").model
    config = tied.config
    (ask,) = Asks(400).equal(1, 10)
    held = len(ask.prompt) + 5
    keys_and_values = 2 * config.num_hidden_layers * config.num_key_value_heads * 8 * 4
    weights = sum(parameter.nbytes for parameter in tied.parameters())
    assert step_bytes(tied, [ask]) == weights + held * keys_and_values
    tied.set_output_embeddings(torch.nn.Linear(32, config.vocab_size, bias=False))
    assert step_bytes(tied, [ask, ask]) == weights + 2 * held * keys_and_values


def test_a_copy_moves_at_some_speed() -> None:
    assert copy_bandwidth(torch.device("cpu")) > 1e6


@pytest.mark.parametrize(("kind", "share"), [("nf4", 0.6), ("int8", 0.1)])
def test_a_shape_is_packed_layer_by_layer_and_written_with_on_every_side(
    kind: str, share: float
) -> None:
    loaded = build_shape("m30", device="cpu", quantise=kind)
    assert loaded.weights.quantisation == kind
    plain = build_shape("m30", device="cpu")
    names = {name for name, _ in plain.model.named_parameters()}
    assert {name for name, _ in loaded.model.named_parameters()} == names
    packed = [p for p in loaded.model.parameters() if not p.is_floating_point()]
    assert len(packed) == 8 * 7
    layer = loaded.model.model.layers[0].mlp.up_proj
    wide = torch.nn.Linear(512, 1408, bias=False)
    read = torch.randn(3, 512, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = wide(read)
        error = (pack_linear(wide, kind, "cpu")(read) - expected).norm()
    assert 0 < error / expected.norm() < share
    assert type(layer) is type(pack_linear(wide, kind, "cpu"))
    asks = Asks(8192).equal(2, 3)
    sides = {
        "a": batched(loaded, 2),
        "b": static(loaded, 2),
        "c": continuous(loaded, 2),
    }
    assert [took.tokens for (took,) in in_turns(sides, asks, 1).values()] == [6] * 3


def test_a_stored_model_is_not_packed_again(model: Path) -> None:
    told = CliRunner().invoke(
        main, ["bench", "engine", "--model", str(model), "--quantise", "nf4"]
    )
    assert told.exit_code == 2
    assert "--quantise packs a shape" in told.output


def test_shapes_on_offer_are_those_there_are() -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--help"])
    assert f"[{'|'.join(SHAPES)}]" in told.output


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--model", str(tmp_path)])
    assert told.exit_code == 1
    assert "Error" in told.output
