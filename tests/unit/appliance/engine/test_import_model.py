import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from appliance.engine.folder import check_folder
from appliance.engine.imported import Imported, read_trial
from appliance.engine.manifest import MANIFEST
from appliance.engine.sandbox import Workshop
from appliance.engine.source import list_source
from appliance.errors import LedgerError, SettingsError
from tests.unit.appliance.engine.taking_in import take_in

Harm = Callable[[Path], object]


def test_a_plain_folder_is_imported_as_float32(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    source = fresh_folder(stored_as=torch.bfloat16)
    (source / MANIFEST).unlink()
    (source / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Tiny\n")
    (source / "notes.txt").write_text("left out")
    (source / "onnx").mkdir()
    recorded: list[Imported] = []
    done = take_in(source, tmp_path / "models", workshop, record=recorded.append)
    checked = check_folder(tmp_path / "models" / "imported" / "taken")
    assert [done] == recorded
    assert checked == done.folder
    assert (
        checked.manifest.name,
        checked.manifest.licence,
        checked.manifest.quantisation,
        checked.manifest.stored_as,
    ) == ("taken", "apache-2.0", "float32", "bfloat16")
    assert done.left_out == ("notes.txt", "onnx/")
    assert done.bytes_before == done.bytes_after
    assert 0 < done.trial["tokens"] <= 16


def test_a_folder_is_quantised_once_where_nobody_else_comes(
    fresh_folder: Callable[..., Path],
    tmp_path: Path,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, modes = Workshop.do, []

    def do(self: Workshop, verb: str, folder: Path, *rest: Any, **facts: Any) -> Any:
        if verb == "quantise":
            modes.extend(p.stat().st_mode for p in (folder / "made", folder.parent))
        return real(self, verb, folder, *rest, **facts)

    monkeypatch.setattr(Workshop, "do", do)
    source = fresh_folder(hidden=128, stored_as=torch.bfloat16)
    done = take_in(source, tmp_path / "models", workshop, quantise="nf4")
    manifest = done.folder.manifest
    assert [mode & 0o7777 for mode in modes] == [0o700, 0o700]
    assert (manifest.quantisation, manifest.parameters) == ("nf4", 346_752)
    assert done.bytes_after < done.bytes_before
    assert done.folder == check_folder(done.folder.path)
    assert {0o644} == {p.stat().st_mode & 0o777 for p in done.folder.path.iterdir()}


@pytest.mark.parametrize(
    ("total", "spare"), [(10**12, 10**9), (10**9, 5 * 10**7)], ids=["large", "small"]
)
@pytest.mark.parametrize(("kind", "times"), [("float32", 1), ("nf4", 3)])
def test_an_import_begins_only_where_all_it_will_write_has_room(
    fresh_folder: Callable[..., Path],
    tmp_path: Path,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
    *,
    kind: str,
    times: int,
    total: int,
    spare: int,
) -> None:
    source = fresh_folder()
    weights = (source / "model.safetensors").stat().st_size
    free = spare + times * weights - 1
    monkeypatch.setattr(
        "appliance.engine.source.shutil.disk_usage",
        lambda _path: SimpleNamespace(free=free, total=total),
    )
    with pytest.raises(SettingsError, match=f"^{times * weights} bytes are to be"):
        take_in(source, tmp_path / "models", workshop, quantise=kind)


def test_the_trial_has_no_network(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    done = take_in(fresh_folder(), tmp_path / "models", workshop)
    if done.sandbox.startswith("no network"):
        pytest.skip(done.sandbox)
    assert done.trial["interfaces"] == ["lo"]


def test_an_import_that_cannot_be_recorded_leaves_nothing(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    def refuse(_done: Imported) -> None:
        raise LedgerError("no room")

    with pytest.raises(LedgerError):
        take_in(fresh_folder(), tmp_path / "models", workshop, record=refuse)
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
        "model.safetensors: its header: not JSON",
    ),
    "a class that a terminal obeys": (
        edit_config(architectures=["\x1b[2JForCausalLM"]),
        r"architectures must name one \.\.\.ForCausalLM",
    ),
    "no chat template": (without_template, "the model has no chat template"),
    "no weights": (
        lambda f: (f / "model.safetensors").unlink(),
        "not those of its manifest",
    ),
    "shapes do not fit": (
        edit_config(hidden_size=32),
        r"shape \[.*\], expected \[.*32",
    ),
    "layers do not fit": (
        edit_config(num_hidden_layers=3),
        r"the weights have no model\.layers\.2\.",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_and_leaves_nothing(
    name: str,
    fresh_folder: Callable[..., Path],
    tmp_path: Path,
    workshop: Workshop,
) -> None:
    harm, message = HOSTILE[name]
    source = fresh_folder()
    harm(source)
    with pytest.raises(SettingsError, match=message):
        take_in(source, tmp_path / "models", workshop)
    imported = tmp_path / "models" / "imported"
    assert not imported.exists() or list(imported.iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "x" * 65])
def test_a_bad_name_is_refused(tmp_path: Path, name: str, workshop: Workshop) -> None:
    with pytest.raises(SettingsError, match="the name takes small letters"):
        take_in(tmp_path, tmp_path / "models", workshop, name=name)


def test_a_name_is_taken_once(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    first = take_in(fresh_folder(), tmp_path / "models", workshop)
    other = fresh_folder("other", seed=2)
    with pytest.raises(SettingsError, match="there is a model 'taken' already"):
        take_in(other, tmp_path / "models", workshop)
    assert first.folder == check_folder(first.folder.path)


def test_the_same_folder_is_taken_once_under_its_name(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    first = take_in(fresh_folder(), tmp_path / "models", workshop)
    second = take_in(fresh_folder("again"), tmp_path / "models", workshop)
    assert (first.was_here, second.was_here) == (False, True)
    assert first.folder == second.folder
    with pytest.raises(SettingsError, match="there is a model 'taken' already"):
        take_in(fresh_folder("nf4"), tmp_path / "models", workshop, quantise="nf4")


def test_a_licence_text_is_kept_and_named(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    source = fresh_folder()
    (source / MANIFEST).unlink()
    (source / "LICENSE").write_bytes(b"You may.")
    kept = take_in(source, tmp_path / "models", workshop).folder
    assert (kept.path / "LICENSE").read_bytes() == b"You may."
    assert kept.manifest.licence_sha256 == (
        "fe65b7bbcc191b18161dbadf4821cfc6a1b3661f9a2f7e1f0cfbf832b7f29dfb"
    )


@pytest.mark.parametrize(
    "lie",
    [
        {"system": "own\nimported   by nobody"},
        {"system": "x" * 41},
        {"ends": list(range(301))},
        {"ends": ["\x1b[2J"]},
        {"tokens": "16"},
        {"note": "more"},
    ],
)
def test_what_a_trial_says_is_held_to_its_form(lie: dict[str, Any]) -> None:
    said: dict[str, Any] = {
        **dict.fromkeys(("tokens", "loaded_in_ms", "took_ms", "memory_bytes"), 1),
        "control_tokens": 3,
        "begins": True,
        "prompts_answer": True,
        "interfaces": ["lo"],
        "ends": [1],
        "system": "own",
    }
    assert read_trial(said) == said
    with pytest.raises(SettingsError, match="no answer that a trial gives"):
        read_trial({**said, **lie})


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no model files here"):
        list_source(tmp_path)
    with pytest.raises(SettingsError, match="No such file"):
        list_source(tmp_path / "none")


def test_what_changes_after_it_was_looked_at_is_refused(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    source = fresh_folder()
    (source / MANIFEST).unlink()
    weights = source / "model.safetensors"

    def swap(stage: str, _done: int, _total: int) -> None:
        if stage.startswith("examining"):
            # As many bytes, but two tensors have changed names.
            raw = weights.read_bytes().replace(b"q_proj", b"x_proj")
            weights.write_bytes(
                raw.replace(b"o_proj", b"q_proj").replace(b"x_proj", b"o_proj")
            )

    with pytest.raises(SettingsError, match="the weights changed while they were"):
        take_in(source, tmp_path / "models", workshop, told=swap)


@pytest.mark.parametrize(
    ("swap", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "grew while it was"),
        (lambda path: (path.unlink(), path.symlink_to("/etc/passwd")), "symbolic link"),
        (lambda path: (path.unlink(), os.mkfifo(path)), "is not a plain file"),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_a_file_that_becomes_another_kind_of_thing_is_refused(
    fresh_folder: Callable[..., Path],
    tmp_path: Path,
    workshop: Workshop,
    swap: Harm,
    message: str,
) -> None:
    source = fresh_folder()

    def told(stage: str, _done: int, _total: int) -> None:
        if stage.startswith("examining"):
            swap(source / "model.safetensors")

    with pytest.raises(SettingsError, match=message):
        take_in(source, tmp_path / "models", workshop, told=told)
    assert list((tmp_path / "models" / "imported").iterdir()) == []


def test_what_a_killed_import_left_is_swept_away(
    fresh_folder: Callable[..., Path], tmp_path: Path, workshop: Workshop
) -> None:
    imported = tmp_path / "models" / "imported"
    # Above the largest process number there is (proc(5), pid_max).
    for name in (".old.new-99999999", ".gone.gone-99999999", f".my.new-{os.getpid()}"):
        (imported / name).mkdir(parents=True)
    take_in(fresh_folder(), tmp_path / "models", workshop)
    left = sorted(path.name for path in imported.iterdir())
    assert left == [f".my.new-{os.getpid()}", "taken"]
