"""`cloister bench engine` measures all sides on the same work."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from appliance.commands.bench import _show
from appliance.commands.cli import main
from appliance.engine.bench_shapes import SHAPES
from tests.unit.appliance.engine.tiny_model import make_folder

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


def test_shapes_on_offer_are_those_there_are() -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--help"])
    assert f"[{'|'.join(SHAPES)}]" in told.output


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--model", str(tmp_path)])
    assert told.exit_code == 1
    assert "Error" in told.output
