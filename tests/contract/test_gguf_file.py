"""What the bench writes for llama.cpp is the same model: it writes the same tokens."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from appliance.engine.bench_gguf import number_tokens, write_gguf
from appliance.engine.folder import check_folder
from appliance.engine.load import load_folder
from appliance.engine.trial import generate_greedily
from tests.unit.appliance.engine.tiny_model import make_folder

PROMPT = list(range(40, 100))
TOKENS = 24


@contextmanager
def llama(path: Path) -> Iterator[str]:
    program = Path(__file__).with_name("llama_server.py")
    with (
        path.with_suffix(".log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, str(program), str(path), "1024"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().decode().strip()
        process.stdin.close()


@pytest.mark.parametrize("kind", ["f32", "q8_0"])
def test_llama_cpp_writes_what_the_model_writes(tmp_path: Path, kind: str) -> None:
    folder = make_folder(tmp_path / "tiny")
    loaded = load_folder(check_folder(folder), device="cpu")
    to = tmp_path / "tiny.gguf"
    weights = loaded.model.state_dict()
    config = loaded.model.config.to_dict()
    write_gguf(to, config, weights, kind=kind, add_tokens=number_tokens)
    asked = {"prompt": PROMPT, "n_predict": TOKENS, "top_k": 1, "ignore_eos": True}
    with llama(to) as address:
        answer = httpx.post(f"{address}/completion", json=asked, timeout=30)
    written = answer.json()["content"].strip("<>").split("><")
    expected = [str(token) for token in generate_greedily(loaded, PROMPT, TOKENS)]
    # Packed to 8 bits, it soon goes another way.
    same = TOKENS if kind == "f32" else 3
    assert written[:same] == expected[:same]
    assert len(written) == TOKENS
