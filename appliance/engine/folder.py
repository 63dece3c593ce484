"""Checks a model folder before anything in it is parsed by a model library.

In this order: the manifest, the list of files, sizes and digests, then what the JSON
files say and the headers of the weights. Symbolic links, sub-folders and files that the
manifest does not list are refused. What it cannot see is a change after the check: the
folder belongs to root and the engine's user only reads it.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.engine.chat_template import check_template
from appliance.engine.config_keys import (
    INDEX,
    SHARD,
    check_companions,
    check_config,
    read_index,
)
from appliance.engine.manifest import MANIFEST, ListedFile, Manifest, read_manifest
from appliance.engine.quantisation import KINDS, stored_kind
from appliance.engine.tensors import Tensor, read_header
from appliance.errors import SettingsError

MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
IMPORTED = "imported"
# The signature over an imported model's manifest (signature.py).
NOTE = "manifest.note"

LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md")
_PLAIN = frozenset(
    {
        *LICENCES,
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.json",
        "merges.txt",
        "chat_template.jinja",
        "model.safetensors",
        "model.safetensors.index.json",
        "README.md",
        "NOTICE",
        "figures.json",
    }
)
_NEEDED = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
)


# Called with what is done now, and how far: bytes done and bytes in all.
Told = Callable[[str, int, int], None]


def ignore(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """A folder whose bytes are those its manifest lists.

    Args:
        path: Where it is.
        manifest: What it says.
        digest: SHA-256 hex of the manifest.
    """

    path: Path
    manifest: Manifest
    digest: str


def find_model(models: Path, name: str, *, key: str = "") -> Path:
    """Find a model by name: shipped, or imported.

    Args:
        key: Where in the settings the name stands, if there.

    Raises:
        SettingsError: There is none of this name.
    """
    where = f"{key}: " if key else ""
    short = name.removeprefix(f"{IMPORTED}/")
    if MODEL_NAME.fullmatch(short) is None:
        raise SettingsError(f"{where}expected a folder name in small letters")
    for folder in (models / name, models / IMPORTED / short):
        if (folder / MANIFEST).is_file():
            return folder
    raise SettingsError(f"{where}no model {name!r} under {models}")


def is_known_file(name: str) -> bool:
    """Tell whether a model folder may hold a file of this name."""
    return name in _PLAIN or SHARD.fullmatch(name) is not None


def check_folder(path: Path, told: Told = ignore) -> CheckedFolder:
    """Check a model folder against its manifest and the allow-lists.

    Args:
        told: Called with each file's name, the bytes read of all files and how many
            there are.

    Raises:
        SettingsError: Something does not fit; the message names file and reason.
    """
    manifest, digest = read_manifest(path)
    try:
        _check_listing(path, manifest)
        done, total = 0, sum(file.size_bytes for file in manifest.files)
        for file in manifest.files:
            told(file.name, done, total)
            check_file(path, file)
            done += file.size_bytes
        check_contents(path)
        _check_claims(path, manifest)
    except SettingsError as err:
        raise SettingsError(f"model {path.name or manifest.name}: {err}") from err
    return CheckedFolder(path, manifest, digest)


def check_contents(path: Path) -> tuple[Tensor, ...]:
    """Check what the files say: needed ones, JSON keys, headers of weights.

    Raises:
        SettingsError: Something is missing or not allowed.
    """
    for name in _NEEDED:
        if not (path / name).is_file():
            raise SettingsError(f"{name} is missing")
    weights = sorted(path.glob("*.safetensors"))
    if not weights:
        raise SettingsError("there are no safetensors weights")
    check_companions(path, check_config(path)["vocab_size"])
    check_template(path / "chat_template.jinja")
    return check_weights(path, weights)


def check_weights(path: Path, weights: Sequence[Path]) -> tuple[Tensor, ...]:
    """Check the headers of weights, and the index against them in both directions.

    Args:
        path: The folder of the index, if there is one.
        weights: The files that hold the tensors.

    Raises:
        SettingsError: A tensor is missing, stands twice or is where the index has
            another shard.
    """
    found: dict[str, str] = {}
    tensors: list[Tensor] = []
    for file in weights:
        for tensor in read_header(file):
            if tensor.name in found:
                raise SettingsError(
                    f"{file.name}: {tensor.name} is in {found[tensor.name]} too"
                )
            found[tensor.name] = file.name
            tensors.append(tensor)
    if not tensors:
        raise SettingsError("the weights hold no tensor")
    index = read_index(path)
    names = {file.name for file in weights}
    if not index and names != {"model.safetensors"}:
        raise SettingsError(f"{INDEX} is missing, and the weights are in shards")
    for name, shard in index.items():
        if shard not in names:
            raise SettingsError(f"{INDEX}: {shard} is not there")
        if found.get(name) != shard:
            raise SettingsError(f"{INDEX}: {name[:80]!r} is not in {shard}")
    extra = sorted(set(found) - set(index)) if index else []
    if extra:
        raise SettingsError(f"{found[extra[0]]}: {extra[0]} is not in the index")
    return tuple(tensors)


def check_file(folder: Path, listed: ListedFile) -> None:
    """Check that a file has the size and SHA-256 its manifest lists.

    Raises:
        SettingsError: It has not.
    """
    digest, size = digest_of_file(folder / listed.name)
    if size != listed.size_bytes:
        raise SettingsError(
            f"{listed.name}: {size} bytes, the manifest says {listed.size_bytes}"
        )
    if digest != listed.sha256:
        raise SettingsError(f"{listed.name}: its SHA-256 is not the manifest's")


def digest_of_file(path: Path) -> tuple[str, int]:
    """Read a regular file for its SHA-256 hex and size; a link is not followed.

    Raises:
        SettingsError: It cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                size += len(block)
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    return digest.hexdigest(), size


def _check_listing(path: Path, manifest: Manifest) -> None:
    listed = {file.name for file in manifest.files}
    for name in sorted(listed):
        if not is_known_file(name):
            raise SettingsError(f"{name[:80]!r} is not a file a model folder may hold")
    with os.scandir(path) as entries:
        for entry in entries:
            if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                raise SettingsError(f"{entry.name[:80]!r} is not a plain file")
            if entry.name not in {MANIFEST, NOTE} and entry.name not in listed:
                raise SettingsError(f"{entry.name[:80]!r} is not in the manifest")


def _check_claims(path: Path, manifest: Manifest) -> None:
    """Compare what the manifest claims with what the checked files say."""
    config = check_config(path)
    if config["architectures"] != [manifest.architecture]:
        raise SettingsError("the manifest names another architecture than config.json")
    if stored_kind(config) != KINDS[manifest.quantisation].stored:
        raise SettingsError("the manifest names another quantisation than config.json")
    if config.get("max_position_embeddings") != manifest.context_tokens:
        raise SettingsError("the manifest names another context than config.json")
    template, _ = digest_of_file(path / "chat_template.jinja")
    if template != manifest.template_sha256:
        raise SettingsError("the manifest names another chat template")
    licences = {file.sha256 for file in manifest.files if file.name in LICENCES}
    if manifest.licence_sha256 and manifest.licence_sha256 not in licences:
        raise SettingsError("the manifest names another licence text")
