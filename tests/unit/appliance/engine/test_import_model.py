import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from appliance.engine.folder import check_folder
from appliance.engine.import_model import Imported, import_model, list_source
from appliance.engine.manifest import MANIFEST, Manifest
from appliance.engine.sandbox import Sandbox, run_isolated
from appliance.errors import LedgerError, SettingsError

Harm = Callable[[Path], object]


def take_in(source: Path, models: Path, **changes: Any) -> Imported:
    options: dict[str, Any] = {
        "name": "taken",
        "quantise": "float32",
        "record": lambda _manifest, _digest: None,
        "progress": lambda _stage, _done, _total: None,
        **changes,
    }
    return import_model(source, models, **options)


def test_a_plain_folder_is_imported_as_float32(
    fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    source = fresh_folder(stored_as=torch.bfloat16)
    (source / MANIFEST).unlink()
    (source / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Tiny\n")
    (source / "notes.txt").write_text("left out")
    (source / "onnx").mkdir()
    recorded: list[tuple[Manifest, str]] = []
    done = take_in(
        source, tmp_path / "models", record=lambda *args: recorded.append(args)
    )
    checked = check_folder(tmp_path / "models" / "imported" / "taken")
    assert [(checked.manifest, checked.digest)] == recorded
    assert (
        checked.manifest.name,
        checked.manifest.licence,
        checked.manifest.quantisation,
        checked.manifest.stored_as,
    ) == ("taken", "apache-2.0", "float32", "bfloat16")
    assert done.left_out == ("notes.txt", "onnx/")
    assert done.bytes_before == done.bytes_after
    assert 0 < done.trial["tokens"] <= 16


def test_a_folder_is_quantised_once_and_stored_so(
    fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    source = fresh_folder(hidden=128, stored_as=torch.bfloat16)
    done = take_in(source, tmp_path / "models", quantise="nf4")
    manifest = done.folder.manifest
    assert (manifest.quantisation, manifest.parameters) == ("nf4", 1)
    assert done.bytes_after < done.bytes_before
    assert done.folder == check_folder(done.folder.path)
    assert {0o644} == {p.stat().st_mode & 0o777 for p in done.folder.path.iterdir()}


def test_the_trial_has_no_network(
    fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    done = take_in(fresh_folder(), tmp_path / "models")
    if done.sandbox.startswith("no sandbox"):
        pytest.skip(done.sandbox)
    assert done.trial["interfaces"] == ["lo"]


def test_an_import_that_cannot_be_recorded_leaves_nothing(
    fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    def refuse(_manifest: Manifest, _digest: str) -> None:
        raise LedgerError("no room")

    with pytest.raises(LedgerError):
        take_in(fresh_folder(), tmp_path / "models", record=refuse)
    assert list((tmp_path / "models" / "imported").iterdir()) == []


def edit_config(**changes: Any) -> Harm:
    def harm(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
        (folder / MANIFEST).unlink()

    return harm


def without_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    (folder / MANIFEST).unlink()


HOSTILE: dict[str, tuple[Harm, str]] = {
    "pickle": (
        lambda f: (f / "pytorch_model.bin").touch(),
        "'pytorch_model.bin' is or may hold code",
    ),
    "code": (
        lambda f: (f / "modeling_evil.py").touch(),
        "'modeling_evil.py' is or may hold code",
    ),
    "upper case": (
        lambda f: (f / "MODEL.PT").touch(),
        "'MODEL.PT' is or may hold code",
    ),
    "link": (
        lambda f: (f / "LICENSE").symlink_to("/etc/hostname"),
        "'LICENSE' is a link",
    ),
    "pipe": (lambda f: os.mkfifo(f / "LICENSE"), "'LICENSE' is not a plain file"),
    "auto_map": (
        edit_config(auto_map={"AutoModelForCausalLM": "evil.Model"}),
        "key 'auto_map' is not allowed",
    ),
    "manifest does not fit": (
        lambda f: (f / "README.md").touch(),
        "not those of its manifest",
    ),
    "weights changed": (
        lambda f: (f / "model.safetensors").write_bytes(b"\0" * 16),
        "model.safetensors: 16 bytes",
    ),
    "no chat template": (without_template, "the model has no chat template"),
    "no weights": (
        lambda f: (f / "model.safetensors").unlink(),
        "not those of its manifest",
    ),
    "shapes do not fit": (edit_config(hidden_size=32), "do not load|weights have"),
    "layers do not fit": (
        edit_config(num_hidden_layers=3),
        "weights have missing_keys",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_and_leaves_nothing(
    name: str, fresh_folder: Callable[..., Path], tmp_path: Path
) -> None:
    harm, message = HOSTILE[name]
    source = fresh_folder()
    harm(source)
    with pytest.raises(SettingsError, match=message):
        take_in(source, tmp_path / "models")
    imported = tmp_path / "models" / "imported"
    assert not imported.exists() or list(imported.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "x" * 65])
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="the name takes small letters"):
        take_in(tmp_path, tmp_path / "models", name=name)


def test_a_name_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(SettingsError, match="there is a model 'taken' already"):
        take_in(tmp_path, tmp_path)


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no model files here"):
        list_source(tmp_path)
    with pytest.raises(SettingsError, match="No such file"):
        list_source(tmp_path / "none")


def test_a_child_that_fails_says_why_in_one_line() -> None:
    with pytest.raises(SettingsError, match="expected quantise"):
        run_isolated(
            Sandbox((), "none"),
            "appliance.engine.workshop",
            [],
            timeout_s=60,
            memory_bytes=1 << 35,
        )


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(SettingsError, match="not done in 0 s"):
        run_isolated(
            Sandbox((), "none"),
            "http.server",
            ["--bind", "127.0.0.1", "0"],
            timeout_s=0.3,
            memory_bytes=1 << 35,
        )
