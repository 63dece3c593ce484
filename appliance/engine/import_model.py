"""Takes a Hugging Face folder in: copies, checks, quantises once, tries, records.

Nothing of the folder is parsed by a model library before the allow-lists have passed,
and the model libraries run only in the sandbox. The folder is built beside its place
under another name and renamed last, so a refused import leaves nothing. What the
licence allows is for the person to judge: it is shown, not enforced.
"""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from appliance.engine.config_keys import check_config, quantisation_of, read_json
from appliance.engine.folder import (
    IMPORTED,
    MODEL_NAME,
    CheckedFolder,
    check_contents,
    check_folder,
    digest_of_file,
    is_known_file,
)
from appliance.engine.manifest import (
    MANIFEST,
    QUANTISATIONS,
    ListedFile,
    Manifest,
    encode_manifest,
    read_manifest,
)
from appliance.engine.sandbox import Sandbox, find_sandbox, run_isolated
from appliance.engine.tensors import Tensor
from appliance.errors import SettingsError

MAX_FOLDER_BYTES = 500_000_000_000
WORKSHOP = "appliance.engine.workshop"
_WORK_S = 7_200.0
_COPY_BYTES = 1 << 22
# Files that run code when a library loads them (pickle), or that are code.
_HOSTILE = re.compile(
    r".*\.(?:bin|pt|pth|pkl|pickle|ckpt|msgpack|h5|npz|npy|joblib|onnx|gguf"
    r"|py|pyc|pyd|so|dll|dylib|sh|exe)",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"^license:\s*['\"]?([A-Za-z0-9._ -]{1,60})", re.MULTILINE)

# Called with what is done now, and how far: bytes done and bytes in all.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Args:
        folder: The checked folder, in its place.
        left_out: Files of the source that a model does not need.
        bytes_before: Size of the weights as they came.
        bytes_after: Size of the weights as they are stored.
        sandbox: Where the model was tried.
        trial: What the trial saw.
    """

    folder: CheckedFolder
    left_out: tuple[str, ...]
    bytes_before: int
    bytes_after: int
    sandbox: str
    trial: dict[str, Any]


def import_model(
    source: Path,
    models: Path,
    *,
    name: str,
    quantise: str,
    record: Callable[[Manifest, str], None],
    progress: Progress,
) -> Imported:
    """Import a model folder under a name.

    Args:
        record: Called with the manifest and its digest before the model is put in
            its place; what it raises undoes the import.

    Raises:
        SettingsError: The folder is refused; the message says why.
    """
    if MODEL_NAME.fullmatch(name) is None:
        raise SettingsError(
            "the name takes small letters, digits, '.', '_' and '-', up to 64"
        )
    if quantise not in QUANTISATIONS:
        raise SettingsError(f"--quantise takes {' or '.join(QUANTISATIONS)}")
    place = models / IMPORTED / name
    if place.exists() or (models / name).exists():
        raise SettingsError(f"there is a model {name!r} already; pick another name")
    wanted, left_out = list_source(source)
    sandbox = find_sandbox()
    with _building(place) as fresh:
        copy = fresh / "copy"
        copy.mkdir()
        _copy_files(source, copy, wanted, progress)
        progress("checking", 0, 0)
        brought = _check_brought(copy)
        tensors = _check_copy(copy)
        parameters = sum(prod(tensor.shape) for tensor in tensors)
        origin = _origin_of(copy)
        before = _weight_bytes(copy)
        ready = _quantised(copy, fresh, quantise, sandbox, progress)
        manifest = _describe(
            ready,
            name,
            origin,
            # Only the makers of packed weights know how many numbers are in them.
            parameters=brought.parameters if brought else parameters,
            licence=brought.licence if brought else _licence_of(ready),
        )
        (ready / MANIFEST).write_text(encode_manifest(manifest), encoding="utf-8")
        # Whatever the umask: the engine's user only reads, and must be able to.
        for file in ready.iterdir():
            file.chmod(0o644)
        ready.chmod(0o755)
        checked = check_folder(ready)
        progress("trying it out", 0, 0)
        trial = run_isolated(
            sandbox,
            WORKSHOP,
            ["try", str(ready)],
            timeout_s=_WORK_S,
            memory_bytes=_memory_for(before),
        )
        record(checked.manifest, checked.digest)
        ready.rename(place)
    return Imported(
        folder=CheckedFolder(place, checked.manifest, checked.digest),
        left_out=left_out,
        bytes_before=before,
        bytes_after=_weight_bytes(place),
        sandbox=sandbox.words,
        trial=dict(trial),
    )


def list_source(source: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a source folder into files to copy and files to leave out.

    Raises:
        SettingsError: It holds something that no model folder may hold.
    """
    wanted, left_out, total = [], [], 0
    try:
        with os.scandir(source) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as err:
        raise SettingsError(f"{source}: {err.strerror}") from err
    for entry in entries:
        shown = entry.name[:80]
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISLNK(status.st_mode):
            raise SettingsError(
                f"{shown!r} is a link; copy the folder with its files (cp -rL)"
            )
        if _HOSTILE.fullmatch(entry.name):
            raise SettingsError(
                f"{shown!r} is or may hold code; only safetensors weights are taken"
            )
        if not stat.S_ISREG(status.st_mode):
            if stat.S_ISDIR(status.st_mode):
                left_out.append(f"{shown}/")
                continue
            raise SettingsError(f"{shown!r} is not a plain file")
        if is_known_file(entry.name) or entry.name == MANIFEST:
            wanted.append(entry.name)
            total += status.st_size
        else:
            left_out.append(shown)
    if total > MAX_FOLDER_BYTES:
        raise SettingsError(f"{total} bytes, at most {MAX_FOLDER_BYTES}")
    if not wanted:
        raise SettingsError(f"{source}: no model files here")
    return tuple(wanted), tuple(left_out)


@contextmanager
def _building(place: Path) -> Iterator[Path]:
    """Give a folder beside the place to build in; it is gone afterwards."""
    fresh = place.with_name(f".{place.name}.new-{os.getpid()}")
    try:
        if not place.parent.exists():
            place.parent.mkdir(parents=True)
            place.parent.chmod(0o755)
        fresh.mkdir()
        yield fresh
    except OSError as err:
        raise SettingsError(f"{err.filename or fresh}: {err.strerror}") from err
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy_files(
    source: Path, target: Path, names: tuple[str, ...], progress: Progress
) -> None:
    total = sum((source / name).lstat().st_size for name in names)
    done = 0
    for name in names:
        fd = os.open(source / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as reading, (target / name).open("xb") as writing:
            while block := reading.read(_COPY_BYTES):
                done += len(block)
                if done > MAX_FOLDER_BYTES:
                    raise SettingsError(f"over {MAX_FOLDER_BYTES} bytes")
                writing.write(block)
                progress(f"copying {name}", done, total)
            writing.flush()
            os.fsync(writing.fileno())


def _check_brought(copy: Path) -> Manifest | None:
    """Hold the copy to the manifest it came with, if any, and drop that for our own."""
    if not (copy / MANIFEST).exists():
        return None
    brought, _ = read_manifest(copy)
    here = {path.name for path in copy.iterdir()} - {MANIFEST}
    if here != {file.name for file in brought.files}:
        raise SettingsError("the folder's files are not those of its manifest")
    check_folder(copy)
    (copy / MANIFEST).unlink()
    return brought


def _check_copy(copy: Path) -> tuple[Tensor, ...]:
    template = copy / "chat_template.jinja"
    if not template.exists() and (copy / "tokenizer_config.json").exists():
        # Older folders keep the template among the tokenizer's settings.
        inside = read_json(copy / "tokenizer_config.json").get("chat_template")
        if not isinstance(inside, str):
            raise SettingsError("the model has no chat template")
        template.write_text(inside, encoding="utf-8")
    return check_contents(copy)


def _quantised(
    copy: Path, fresh: Path, quantise: str, sandbox: Sandbox, progress: Progress
) -> Path:
    stored = quantisation_of(check_config(copy))
    if stored == quantise:
        return copy
    if stored != "float32":
        raise SettingsError(f"the model is stored as {stored}; import it as that")
    progress(f"quantising to {quantise}", 0, 0)
    target = fresh / "ready"
    target.mkdir()
    run_isolated(
        sandbox,
        WORKSHOP,
        ["quantise", str(copy), str(target)],
        timeout_s=_WORK_S,
        memory_bytes=_memory_for(_weight_bytes(copy)),
    )
    made = {path.name for path in target.iterdir()}
    for path in copy.iterdir():
        # The tokenizer and the papers go along; the weights and their index are new.
        if path.name not in made and "safetensors" not in path.name:
            path.rename(target / path.name)
    check_contents(target)
    return target


def _describe(
    folder: Path, name: str, origin: str, *, parameters: int, licence: str
) -> Manifest:
    config = check_config(folder)
    context = config.get("max_position_embeddings")
    vocabulary = config.get("vocab_size")
    if type(context) is not int or type(vocabulary) is not int:
        raise SettingsError("config.json: names no context or vocabulary size")
    files = []
    for path in sorted(folder.iterdir()):
        digest, size = digest_of_file(path)
        files.append(ListedFile(path.name, size, digest))
    return Manifest(
        name=name,
        architecture=config["architectures"][0],
        context_tokens=context,
        vocabulary_tokens=vocabulary,
        parameters=parameters,
        stored_as=str(config.get("dtype") or config.get("torch_dtype") or "float32"),
        licence=licence,
        template_sha256=digest_of_file(folder / "chat_template.jinja")[0],
        files=tuple(files),
        quantisation=quantisation_of(config),
        source=origin,
    )


def _origin_of(copy: Path) -> str:
    """Digest what came in, so that one import can be compared with another."""
    whole = hashlib.sha256()
    for path in sorted(copy.iterdir()):
        whole.update(f"{digest_of_file(path)[0]}  {path.name}\n".encode())
    return whole.hexdigest()


def _licence_of(folder: Path) -> str:
    """Read the licence from the model card's front matter, where there is one."""
    card = folder / "README.md"
    if card.is_file():
        found = _LICENCE.search(card.read_text("utf-8", "replace")[:20_000])
        if found is not None:
            return found.group(1).strip()
    return "not stated"


def _weight_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def _memory_for(weight_bytes: int) -> int:
    """Bound a child's address space: the libraries' own, and the weights some times."""
    return 16_000_000_000 + 6 * weight_bytes
