"""llama.cpp is measured on the model's own numbers, and only where it can be."""

from pathlib import Path

import pytest
import torch

from appliance.engine.bench_llama import left_out, llama_servers
from appliance.engine.bench_shapes import build_shape
from appliance.engine.bench_work import Ask
from appliance.engine.folder import check_folder
from appliance.engine.load import load_folder
from appliance.errors import EngineError
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

PLAIN = "only beside a plain float32 Llama on the CPU"


@pytest.fixture(autouse=True)
def _installed() -> None:
    pytest.importorskip("xllamacpp")
    pytest.importorskip("gguf")


def test_a_shape_is_a_plain_llama() -> None:
    assert left_out(build_shape("m1", device="cpu")) == ""


@pytest.mark.parametrize(("family", "expected"), [("qwen2", PLAIN), ("llama", "")])
def test_another_family_is_left_out(tmp_path: Path, family: str, expected: str) -> None:
    folder = make_folder(tmp_path / "tiny", family=family)
    assert left_out(load_folder(check_folder(folder), device="cpu")) == expected


def test_weights_that_are_not_float32_are_left_out() -> None:
    loaded = build_shape("m1", device="cpu")
    loaded.model.to(torch.bfloat16)
    assert left_out(loaded) == PLAIN
    with llama_servers(loaded, rows=1, row_tokens=256) as made:
        assert made == ({}, PLAIN)


def test_layers_packed_while_loading_are_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "tiny")
    write_manifest(folder, quantisation="int8-dynamic")
    assert left_out(load_folder(check_folder(folder), device="cpu")) == PLAIN


def test_a_package_that_does_not_start_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").write_text("raise ImportError('no libgomp.so.1')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    loaded = build_shape("m1", device="cpu")
    with llama_servers(loaded, rows=1, row_tokens=256) as (servers, why):
        assert servers == {}
        assert why == "llama.cpp's server ended: ImportError: no libgomp.so.1"


def test_a_server_that_ends_says_its_last_word() -> None:
    loaded = build_shape("m1", device="cpu")
    with llama_servers(loaded, rows=1, row_tokens=256) as (servers, _):
        ask = servers["f32"].side(1)
        with pytest.raises(EngineError, match=r"ended: .*did not answer"):
            ask([Ask(tuple(range(3, 1000)), 2)])
        with pytest.raises(EngineError, match=r"ended: .*did not answer"):
            ask([Ask((3, 4, 5), 2)])
