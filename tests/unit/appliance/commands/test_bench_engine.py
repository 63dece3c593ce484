"""`cloister bench engine` measures both sides on the same work."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.engine.batch import Batch
from appliance.engine.bench_shapes import SHAPES, build_shape
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


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("models") / "tiny", hidden=32, layers=1)


def test_both_sides_write_what_was_asked_for(model: Path) -> None:
    told = CliRunner().invoke(
        main, ["bench", "engine", "--model", str(model), "--rounds", "1", "--json"]
    )
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert set(found["ratios"]) == set(found["cpu_ratios"]) == RATIOS
    assert all(ratio > 0 for ratio in found["ratios"].values())
    for side in ("ours", "transformers"):
        written = {name: run[side]["tokens"] for name, run in found["runs"].items()}
        assert written == TOKENS
    assert found["peak_memory_bytes"] > 0
    assert found["model"] == "tiny"


def test_a_shape_with_random_weights_runs_in_a_batch() -> None:
    loaded = build_shape("m30", device="cpu")
    batch = Batch(loaded, max_rows=2)
    assert batch.max_rows == 2


def test_shapes_on_offer_are_those_there_are() -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--help"])
    assert f"[{'|'.join(SHAPES)}]" in told.output


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["bench", "engine", "--model", str(tmp_path)])
    assert told.exit_code == 1
    assert "Error" in told.output
