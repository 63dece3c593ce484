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
from dataclasses import dataclass
from pathlib import Path

from appliance.engine.config_keys import (
    check_companions,
    check_config,
    quantisation_of,
)
from appliance.engine.manifest import MANIFEST, ListedFile, Manifest, read_manifest
from appliance.engine.tensors import Tensor, read_header
from appliance.errors import SettingsError

MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
IMPORTED = "imported"

_PLAIN = frozenset(
    {
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
        "LICENSE",
        "LICENSE.txt",
        "LICENSE.md",
        "NOTICE",
        "figures.json",
    }
)
_SHARD = re.compile(r"model-[0-9]{5}-of-[0-9]{5}\.safetensors")
_NEEDED = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
)


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


def find_model(models: Path, name: str) -> Path:
    """Find a model by name: shipped, or imported.

    Raises:
        SettingsError: There is none of this name.
    """
    short = name.removeprefix(f"{IMPORTED}/")
    if MODEL_NAME.fullmatch(short) is None:
        raise SettingsError("engine.model: expected a folder name in small letters")
    for folder in (models / name, models / IMPORTED / short):
        if (folder / MANIFEST).is_file():
            return folder
    raise SettingsError(f"engine.model: no model {name!r} under {models}")


def is_known_file(name: str) -> bool:
    """Tell whether a model folder may hold a file of this name."""
    return name in _PLAIN or _SHARD.fullmatch(name) is not None


def check_folder(path: Path) -> CheckedFolder:
    """Check a model folder against its manifest and the allow-lists.

    Raises:
        SettingsError: Something does not fit; the message names file and reason.
    """
    manifest, digest = read_manifest(path)
    try:
        _check_listing(path, manifest)
        for file in manifest.files:
            check_file(path, file)
        check_contents(path)
        _check_claims(path, manifest)
    except SettingsError as err:
        raise SettingsError(f"model {path.name}: {err}") from err
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
    check_config(path)
    check_companions(path)
    tensors = tuple(tensor for file in weights for tensor in read_header(file))
    if not tensors:
        raise SettingsError("the weights hold no tensor")
    return tensors


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
            if entry.name != MANIFEST and entry.name not in listed:
                raise SettingsError(f"{entry.name[:80]!r} is not in the manifest")


def _check_claims(path: Path, manifest: Manifest) -> None:
    """Compare what the manifest claims with what the checked files say."""
    config = check_config(path)
    if config["architectures"] != [manifest.architecture]:
        raise SettingsError("the manifest names another architecture than config.json")
    if quantisation_of(config) != manifest.quantisation:
        raise SettingsError("the manifest names another quantisation than config.json")
    if config.get("max_position_embeddings") != manifest.context_tokens:
        raise SettingsError("the manifest names another context than config.json")
    template, _ = digest_of_file(path / "chat_template.jinja")
    if template != manifest.template_sha256:
        raise SettingsError("the manifest names another chat template")
