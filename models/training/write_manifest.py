"""Writes a model folder's `manifest.toml`: what it is and the digest of each file.

    python -m models.training.write_manifest --model models/reference

The engine compares the files with the manifest before it loads them. The manifest
names every file beside it and nothing else. It is not signed here.
"""

import argparse
import hashlib
import json
import struct
from math import prod
from pathlib import Path

MANIFEST = "manifest.toml"
NAME = "cloister-reference"
LICENCE = "Apache-2.0"


def sha256_of(path: Path) -> str:
    """SHA-256 hex of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def count_parameters(weights: Path) -> int:
    """Count the numbers in a safetensors file from its header (8-byte length, JSON)."""
    with weights.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
    return sum(
        prod(tensor["shape"])
        for name, tensor in header.items()
        if name != "__metadata__"
    )


def describe(folder: Path) -> str:
    """Describe a model folder as TOML."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    lines = [
        f'name = "{NAME}"',
        f'architecture = "{config["architectures"][0]}"',
        f"context_tokens = {config['max_position_embeddings']}",
        f"vocabulary_tokens = {config['vocab_size']}",
        f"parameters = {count_parameters(folder / 'model.safetensors')}",
        f'stored_as = "{config["dtype"]}"',
        f'licence = "{LICENCE}"',
        f'template_sha256 = "{sha256_of(folder / "chat_template.jinja")}"',
    ]
    for path in sorted(folder.iterdir()):
        if path.name != MANIFEST:
            lines += ["", f'[files."{path.name}"]', f"bytes = {path.stat().st_size}"]
            lines.append(f'sha256 = "{sha256_of(path)}"')
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line and write the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("models/reference"))
    folder: Path = parser.parse_args().model
    (folder / MANIFEST).write_text(describe(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
