import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.engine.folder import check_folder, find_model
from appliance.engine.load import load_folder
from appliance.errors import SettingsError
from tests.unit.appliance.engine.tiny_model import write_manifest

Harm = Callable[[Path], object]


def edit_json(name: str, **changes: Any) -> Harm:
    """Change a JSON file and make the manifest fit, as an attacker could."""

    def harm(folder: Path) -> None:
        path = folder / name
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
        write_manifest(folder)

    return harm


def add(name: str, content: bytes, *, listed: bool) -> Harm:
    def harm(folder: Path) -> None:
        (folder / name).write_bytes(content)
        if listed:
            write_manifest(folder)

    return harm


def flip_byte(name: str) -> Harm:
    def harm(folder: Path) -> None:
        raw = bytearray((folder / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (folder / name).write_bytes(raw)

    return harm


def cut_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-4])
    write_manifest(folder)


def link(folder: Path) -> None:
    (folder / "README.md").symlink_to("/etc/hostname")


HOSTILE: dict[str, tuple[Harm, str]] = {
    "no manifest": (lambda f: (f / "manifest.toml").unlink(), "a model needs one"),
    "pickle beside": (
        add("pytorch_model.bin", pickle.dumps([1]), listed=False),
        "'pytorch_model.bin' is not in the manifest",
    ),
    "pickle listed": (
        add("pytorch_model.bin", pickle.dumps([1]), listed=True),
        "'pytorch_model.bin' is not a file a model folder may hold",
    ),
    "code listed": (
        add("modeling_x.py", b"import os", listed=True),
        "'modeling_x.py' is not a file",
    ),
    "extra file": (
        add("notes.txt", b"x", listed=False),
        "'notes.txt' is not in the manifest",
    ),
    "link": (link, "'README.md' is not a plain file"),
    "sub-folder": (lambda f: (f / "x").mkdir(), "'x' is not a plain file"),
    "listed file is gone": (
        lambda f: (f / "generation_config.json").unlink(),
        "generation_config.json: No such file",
    ),
    "weights flipped": (
        flip_byte("model.safetensors"),
        "model.safetensors: its SHA-256",
    ),
    "tokenizer flipped": (flip_byte("tokenizer.json"), "tokenizer.json: its SHA-256"),
    "weights cut": (cut_weights, "model.safetensors: tensors take"),
    "wrong size": (
        add("chat_template.jinja", b"x", listed=False),
        "chat_template.jinja: 1 bytes, the manifest says",
    ),
    "auto_map": (
        edit_json("config.json", auto_map={"AutoModel": "x.Y"}),
        "config.json: key 'auto_map' is not allowed",
    ),
    "auto_map inside": (
        edit_json("config.json", rope_parameters={"auto_map": 1}),
        "config.json: key 'auto_map' is not allowed",
    ),
    "attention by name": (
        edit_json("config.json", _attn_implementation="someone/kernel"),
        "key '_attn_implementation' is not allowed",
    ),
    "unknown key": (
        edit_json("config.json", speculator=1),
        "key 'speculator' is not allowed",
    ),
    "unknown type": (
        edit_json("config.json", model_type="my_llama"),
        "model_type 'my_llama' is not one of",
    ),
    "type is a list": (edit_json("config.json", model_type=["llama"]), "model_type"),
    "two classes": (
        edit_json("config.json", architectures=["A", "B"]),
        "architectures must name one",
    ),
    "another class": (
        edit_json("config.json", architectures=["LlamaModel"]),
        "architectures must name one",
    ),
    "gptq": (
        edit_json("config.json", quantization_config={"quant_method": "gptq"}),
        "the manifest names another quantisation",
    ),
    "hqq code": (
        edit_json(
            "config.json",
            quantization_config={"quant_method": "bitsandbytes", "modules": "x"},
        ),
        "quantization_config.'modules' is not allowed",
    ),
    "remote code": (
        edit_json("tokenizer_config.json", trust_remote_code=True),
        "tokenizer_config.json: key 'trust_remote_code'",
    ),
    "tokenizer auto_map": (
        edit_json("tokenizer_config.json", auto_map={"AutoTokenizer": ["x.Y", None]}),
        "tokenizer_config.json: key 'auto_map'",
    ),
    "tokenizer class": (
        edit_json("tokenizer_config.json", tokenizer_class="EvilTokenizer"),
        "unknown tokenizer_class",
    ),
    "custom generate": (
        edit_json("generation_config.json", custom_generate="x"),
        "generation_config.json: key 'custom_generate'",
    ),
    "claims another context": (
        lambda f: write_manifest(f, context_tokens=9),
        "the manifest names another context",
    ),
    "claims another class": (
        lambda f: write_manifest(f, architecture="XForCausalLM"),
        "the manifest names another architecture",
    ),
    "claims nf4": (
        lambda f: write_manifest(f, quantisation="nf4"),
        "the manifest names another quantisation",
    ),
    "claims another template": (
        lambda f: write_manifest(f, template_sha256="0" * 64),
        "the manifest names another chat template",
    ),
    "index leads out": (
        add(
            "model.safetensors.index.json",
            b'{"weight_map":{"a":"../x.safetensors"}}',
            listed=True,
        ),
        "a shard has no fit name",
    ),
    "index is empty": (
        add("model.safetensors.index.json", b'{"weight_map":{}}', listed=True),
        "weight_map is missing",
    ),
    "config is a list": (
        add("config.json", b"[]", listed=False),
        "config.json: 2 bytes, the manifest says",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_before_a_library_parses_it(
    name: str, fresh_folder: Callable[..., Path]
) -> None:
    harm, message = HOSTILE[name]
    folder = fresh_folder()
    harm(folder)
    with pytest.raises(SettingsError, match=message):
        check_folder(folder)


def test_a_whole_folder_passes(tiny_folder: Path) -> None:
    assert check_folder(tiny_folder).manifest.name == "tiny"


def test_weights_of_other_shapes_than_the_configuration_are_refused(
    fresh_folder: Callable[..., Path],
) -> None:
    folder = fresh_folder()
    edit_json("config.json", num_hidden_layers=3)(folder)
    with pytest.raises(SettingsError, match="weights have missing_keys"):
        load_folder(check_folder(folder), device="cpu")


def test_a_vocabulary_smaller_than_the_tokenizer_is_refused(
    fresh_folder: Callable[..., Path],
) -> None:
    folder = fresh_folder()
    edit_json("config.json", vocab_size=64)(folder)
    with pytest.raises(SettingsError, match=r"words, and the model has 64 tokens"):
        check_folder(folder)


@pytest.mark.parametrize(
    "name", ["..", "../x", "/etc", "imported/../x", "", "A", "x" * 65]
)
def test_a_model_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="expected a folder name"):
        find_model(tmp_path, name)


def test_shipped_and_imported_models_are_found(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "imported" / "two"):
        folder.mkdir(parents=True)
        (folder / "manifest.toml").touch()
    assert tmp_path / "one" == find_model(tmp_path, "one")
    assert tmp_path / "imported" / "two" == find_model(tmp_path, "two")
    assert tmp_path / "imported" / "two" == find_model(tmp_path, "imported/two")
