"""What families of models look like on disk is taken in, verified and answers."""

from pathlib import Path

import pytest

from appliance.engine.folder import check_folder
from appliance.engine.load import load_folder
from appliance.engine.render import encode_chat
from appliance.engine.sandbox import Workshop
from appliance.engine.trial import generate_greedily
from tests.unit.appliance.engine.architectures import ARCHITECTURES, make_architecture
from tests.unit.appliance.engine.taking_in import take_in

TALK = (
    {"role": "system", "content": "Answer in one word."},
    {"role": "user", "content": "Is my card on its way? Grüße"},
)
SHARDED = ("llama", "mixtral", "gemma2")
NO_SYSTEM = ("sentencepiece", "gemma")


@pytest.mark.parametrize(
    ("name", "shards"),
    [(name, False) for name in ARCHITECTURES] + [(name, True) for name in SHARDED],
)
def test_a_family_is_taken_in_and_answers(
    name: str,
    shards: bool,  # noqa: FBT001 - a parameter of the table
    tmp_path: Path,
    workshop: Workshop,
) -> None:
    source = make_architecture(tmp_path / "source", name, shards=shards)
    assert shards == (source / "model.safetensors.index.json").exists()
    done = take_in(source, tmp_path / "models", workshop)
    loaded = load_folder(check_folder(done.folder.path), device="cpu")
    ids = encode_chat(TALK, loaded)
    shown = loaded.tokenizer.decode(ids)
    assert all(message["content"] in shown for message in TALK)
    assert len(loaded.ends) > 1
    written = generate_greedily(loaded, ids, 8)
    assert 0 < len(written) <= 8
    kind = ARCHITECTURES[name][2]
    assert done.trial["system"] == (
        "in the user's turn" if kind in NO_SYSTEM else "own"
    )
    assert done.trial["begins"] == (kind in NO_SYSTEM)


@pytest.mark.parametrize("name", ["llama tied", "mixtral", "qwen3", "gemma3", "phi"])
def test_a_family_is_packed_and_answers(
    name: str, tmp_path: Path, workshop: Workshop
) -> None:
    source = make_architecture(tmp_path / "source", name)
    done = take_in(source, tmp_path / "models", workshop, quantise="nf4")
    assert done.bytes_after < done.bytes_before
    loaded = load_folder(check_folder(done.folder.path), device="cpu")
    assert loaded.weights.quantisation == "nf4"
    assert 0 < len(generate_greedily(loaded, encode_chat(TALK, loaded), 8)) <= 8
