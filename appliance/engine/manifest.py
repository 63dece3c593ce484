"""A model's manifest: what it is, and the size and SHA-256 of each of its files.

`manifest.toml` stands in the model's folder and names every other file there. Its own
SHA-256 is the digest that records and "Why this answer?" give for the weights. The
release that names the digest is signed; an imported model's manifest is besides
(signature.py).
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.engine.quantisation import KINDS
from appliance.errors import SettingsError

MANIFEST = "manifest.toml"
# A file takes 130 bytes; the largest models in use have 200.
MAX_MANIFEST_BYTES = 200_000
# What a key of thousands of parts costs to read grows with their square.
MAX_LINE_CHARS = 1_000
MAX_TEXT_CHARS = 200
QUANTISATIONS = tuple(KINDS)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file of a model folder: name, size and SHA-256 hex."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder holds.

    Args:
        name: The model's name.
        architecture: Its class, e.g. "LlamaForCausalLM".
        context_tokens: Prompt and answer together may not be longer.
        vocabulary_tokens: Size of its output.
        parameters: Numbers in its weights, before quantisation.
        stored_as: The number type of its files, e.g. "bfloat16".
        licence: Its licence, as its makers name it, or "not stated".
        template_sha256: SHA-256 hex of its chat template.
        quantisation: How the weights are stored and run: a name of quantisation.KINDS.
        files: Its files by name.
        source: For an imported model, where it came from: the SHA-256 hex over the
            digests of the files that were imported; else "".
        licence_sha256: SHA-256 hex of the licence's text, where the folder holds it.
        imported_by: Who imported it, "uid 0"; else "".
        imported_at: When, in UTC (RFC 3339); else "".
    """

    name: str
    architecture: str
    context_tokens: int
    vocabulary_tokens: int
    parameters: int
    stored_as: str
    licence: str
    template_sha256: str
    files: tuple[ListedFile, ...]
    quantisation: str = "float32"
    source: str = ""
    licence_sha256: str = ""
    imported_by: str = ""
    imported_at: str = ""


_TEXTS = ("name", "architecture", "stored_as", "licence", "template_sha256")
_COUNTS = ("context_tokens", "vocabulary_tokens", "parameters")
_DIGESTS = frozenset({"template_sha256", "source", "licence_sha256"})
_OPTIONAL = ("quantisation", "source", "licence_sha256", "imported_by", "imported_at")


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """Read a folder's manifest.

    Returns:
        The manifest and the SHA-256 hex of its bytes.

    Raises:
        SettingsError: It is missing, too large or not what a manifest is.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_MANIFEST_BYTES + 1)
    except OSError as err:
        raise SettingsError(f"{path}: {err.strerror}; a model needs one") from err
    if len(raw) > MAX_MANIFEST_BYTES:
        raise SettingsError(f"{path}: over {MAX_MANIFEST_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
        if max(map(len, text.split("\n"))) > MAX_LINE_CHARS:
            raise SettingsError(f"{path}: a line of over {MAX_LINE_CHARS} characters")
        parsed = tomllib.loads(text)
    except (ValueError, RecursionError) as err:
        # Not its own words: it says them with what stands in the file.
        raise SettingsError(f"{path}: not TOML: {type(err).__name__}") from err
    try:
        return parse_manifest(parsed), hashlib.sha256(raw).hexdigest()
    except SettingsError as err:
        raise SettingsError(f"{path}: {err}") from err


def parse_manifest(raw: Mapping[str, Any]) -> Manifest:
    """Turn a parsed TOML document into a manifest.

    Raises:
        SettingsError: A key is unknown, missing or of the wrong type.
    """
    unknown = sorted(set(raw) - {*_TEXTS, *_COUNTS, *_OPTIONAL, "files"})
    if unknown:
        raise SettingsError(f"unknown key {unknown[0][:60]!r}")
    for name in (*_TEXTS, *_COUNTS, *(key for key in _OPTIONAL if key in raw)):
        wanted = int if name in _COUNTS else str
        if type(raw.get(name)) is not wanted:
            raise SettingsError(f"{name}: expected {wanted.__name__}")
        if wanted is str:
            _check_text(name, raw[name])
    for name in _COUNTS:
        if not 0 < raw[name] < 1 << 53:
            raise SettingsError(f"{name}: expected a number above 0, below 2^53")
    if raw.get("quantisation", "float32") not in QUANTISATIONS:
        raise SettingsError(f"quantisation: expected one of {', '.join(QUANTISATIONS)}")
    files = raw.get("files")
    if not isinstance(files, dict) or not files:
        raise SettingsError("files: expected a table per file")
    return Manifest(
        **{name: raw[name] for name in (*_TEXTS, *_COUNTS)},
        **{name: raw[name] for name in _OPTIONAL if name in raw},
        files=tuple(_parse_file(name, files[name]) for name in sorted(files)),
    )


def _check_text(name: str, text: str) -> None:
    """Check what people are shown, and what the log keeps, of a manifest."""
    if name in _DIGESTS:
        if _SHA256.fullmatch(text) is None and not (text == "" and name in _OPTIONAL):
            raise SettingsError(f"{name}: expected 64 hex digits")
    elif len(text) > MAX_TEXT_CHARS or not text.isprintable():
        # A line break would forge a line, and a terminal obeys what does not print.
        raise SettingsError(
            f"{name}: expected at most {MAX_TEXT_CHARS} characters that print"
        )


def _parse_file(name: str, raw: object) -> ListedFile:
    where = f"files.{name[:60]!r}"
    if not isinstance(raw, dict) or set(raw) != {"bytes", "sha256"}:
        raise SettingsError(f"{where}: expected bytes and sha256")
    size, sha256 = raw["bytes"], raw["sha256"]
    if type(size) is not int or not 0 <= size < 1 << 53:
        raise SettingsError(f"{where}.bytes: expected a size")
    if not isinstance(sha256, str) or _SHA256.fullmatch(sha256) is None:
        raise SettingsError(f"{where}.sha256: expected 64 hex digits")
    return ListedFile(name=name, size_bytes=size, sha256=sha256)


def encode_manifest(manifest: Manifest) -> str:
    """Write a manifest as TOML."""
    lines = [
        f"{name} = {_toml(getattr(manifest, name))}"
        for name in (*_TEXTS, *_COUNTS, *_OPTIONAL)
    ]
    for file in manifest.files:
        lines += ["", f"[files.{_toml(file.name)}]", f"bytes = {file.size_bytes}"]
        lines.append(f'sha256 = "{file.sha256}"')
    return "\n".join(lines) + "\n"


def _toml(value: str | int) -> str:
    """Write a value: JSON's form, but TOML wants no surrogate escapes and no DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
