import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engine.manifest import (
    QUANTISATIONS,
    ListedFile,
    Manifest,
    encode_manifest,
    parse_manifest,
    read_manifest,
)
from appliance.errors import SettingsError

_text = st.text(max_size=40)
_shown = st.text(max_size=40).filter(str.isprintable)
_digest = st.text("0123456789abcdef", min_size=64, max_size=64)
_files = st.lists(
    st.builds(
        ListedFile, name=_text, size_bytes=st.integers(0, 1 << 50), sha256=_digest
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda file: file.name,
).map(lambda files: tuple(sorted(files, key=lambda file: file.name)))
_manifests = st.builds(
    Manifest,
    name=_shown,
    architecture=_shown,
    context_tokens=st.integers(1, 1 << 20),
    vocabulary_tokens=st.integers(1, 1 << 20),
    parameters=st.integers(1, 1 << 40),
    stored_as=_shown,
    licence=_shown,
    template_sha256=_digest,
    files=_files,
    quantisation=st.sampled_from(QUANTISATIONS),
    source=st.just("") | _digest,
    licence_sha256=st.just("") | _digest,
    imported_by=_shown,
    imported_at=_shown,
)

GOOD: dict[str, Any] = {
    "name": "m",
    "architecture": "LlamaForCausalLM",
    "stored_as": "float32",
    "licence": "MIT",
    "template_sha256": "0" * 64,
    "context_tokens": 8,
    "vocabulary_tokens": 8,
    "parameters": 8,
    "files": {"config.json": {"bytes": 2, "sha256": "0" * 64}},
}


@given(_manifests)
def test_a_manifest_reads_back_as_it_was_written(manifest: Manifest) -> None:
    assert parse_manifest(tomllib.loads(encode_manifest(manifest))) == manifest


def test_a_manifest_without_quantisation_is_float32() -> None:
    assert parse_manifest(GOOD).quantisation == "float32"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"extra": 1}, "unknown key 'extra'"),
        ({"name": 3}, "name: expected str"),
        ({"context_tokens": "8"}, "context_tokens: expected int"),
        ({"context_tokens": True}, "context_tokens: expected int"),
        ({"parameters": 0}, "parameters: expected a number above 0"),
        ({"quantisation": "int3"}, "quantisation: expected one of"),
        ({"parameters": 1 << 53}, "parameters: expected a number above 0, below"),
        ({"licence": "MIT\nsigned by us"}, "licence: expected at most 200 characters"),
        ({"licence": "\x1b[2JMIT"}, "licence: expected at most 200 characters"),
        ({"licence": "\u202eTIM"}, "licence: expected at most 200 characters"),
        ({"licence": "M" * 201}, "licence: expected at most 200 characters"),
        ({"imported_by": "uid\x07"}, "imported_by: expected at most 200"),
        ({"template_sha256": "\x1b"}, "template_sha256: expected 64 hex digits"),
        ({"source": "0"}, "source: expected 64 hex digits"),
        ({"files": {}}, "files: expected a table per file"),
        ({"files": {"a": {"bytes": 1}}}, "files.'a': expected bytes and sha256"),
        ({"files": {"a": {"bytes": -1, "sha256": "0" * 64}}}, "expected a size"),
        ({"files": {"a": {"bytes": 1, "sha256": "0" * 63}}}, "expected 64 hex digits"),
        ({"files": {"a": {"bytes": 1, "sha256": "A" * 64}}}, "expected 64 hex digits"),
    ],
)
def test_a_manifest_of_the_wrong_form_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        parse_manifest({**GOOD, **changes})


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    text = encode_manifest(parse_manifest(GOOD))
    (tmp_path / "manifest.toml").write_text(text)
    assert hashlib.sha256(text.encode()).hexdigest() == read_manifest(tmp_path)[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "a model needs one"),
        (b"name = ", "not TOML"),
        (b"\xff", "not TOML"),
        (b"#" * 200_001, "over 200000 bytes"),
        (b"a." * 600 + b"a = 1", "a line of over 1000 characters"),
        (b"a = [\n" + b"[\n" * 50_000, "not TOML: RecursionError"),
        (b"a = " + b"9" * 5_000, "a line of over 1000 characters"),
    ],
)
def test_an_unreadable_manifest_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "manifest.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        read_manifest(tmp_path)
