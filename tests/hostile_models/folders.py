"""The good folder that harms are done to, and small tools to do them with."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.unit.appliance.engine.tiny_model import make_folder

# Does one harm to a folder; what varies is drawn from the generator.
Harm = Callable[[Path, Random], None]
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"


def make_good(path: Path) -> Path:
    """Write a small good folder, without a manifest."""
    make_folder(path, hidden=16, layers=1, vocabulary=300, context=256)
    (path / "manifest.toml").unlink()
    (path / "LICENSE").write_text("You may.\n")
    return path


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


def edit(name: str, **changes: Any) -> Harm:
    """Set keys of a JSON file."""

    def harm(folder: Path, _: Random) -> None:
        found = read(folder / name)
        (folder / name).write_text(json.dumps({**found, **changes}))

    return harm


def write(name: str, content: bytes | str) -> Harm:
    """Put a file in the folder, or in the place of another."""
    raw = content.encode() if isinstance(content, str) else content

    def harm(folder: Path, _: Random) -> None:
        (folder / name).write_bytes(raw)

    return harm


def split(path: Path) -> tuple[dict[str, Any], bytes]:
    """Take a safetensors file apart: header and the tensors' bytes."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    return json.loads(raw[8 : 8 + length]), raw[8 + length :]


def join(path: Path, header: object, body: bytes, *, length: int | None = None) -> None:
    """Put a safetensors file together, its length told truly or not."""
    text = json.dumps(header).encode()
    told = len(text) if length is None else length
    path.write_bytes(struct.pack("<Q", told) + text + body)


def edit_header(change: Callable[[dict[str, Any], Random], object]) -> Harm:
    """Change the header of the weights; the bytes stay."""

    def harm(folder: Path, rng: Random) -> None:
        header, body = split(folder / WEIGHTS)
        change(header, rng)
        join(folder / WEIGHTS, header, body)

    return harm


def some_tensor(header: dict[str, Any], rng: Random) -> str:
    return rng.choice(sorted(name for name in header if name != "__metadata__"))


def shard(folder: Path) -> None:
    """Spread the weights over two shards with an index, as large models are."""
    header, body = split(folder / WEIGHTS)
    header.pop("__metadata__", None)
    names = sorted(header)
    parts = (names[: len(names) // 2], names[len(names) // 2 :])
    index: dict[str, str] = {}
    for number, part in enumerate(parts, start=1):
        file = f"model-{number:05}-of-00002.safetensors"
        new, content = {}, b""
        for name in part:
            first, last = header[name]["data_offsets"]
            new[name] = {
                **header[name],
                "data_offsets": [len(content), len(content) + last - first],
            }
            content += body[first:last]
            index[name] = file
        join(folder / file, new, content)
    (folder / WEIGHTS).unlink()
    text = {"metadata": {"total_size": len(body)}, "weight_map": index}
    (folder / INDEX).write_text(json.dumps(text))


def sharded(harm: Harm) -> Harm:
    """Do a harm to a folder in shards."""

    def both(folder: Path, rng: Random) -> None:
        shard(folder)
        harm(folder, rng)

    return both


def edit_index(change: Callable[[dict[str, str], Random], object]) -> Harm:
    """Change the weight_map of a folder in shards."""

    def harm(folder: Path, rng: Random) -> None:
        index = read(folder / INDEX)
        change(index["weight_map"], rng)
        (folder / INDEX).write_text(json.dumps(index))

    return sharded(harm)


def flip(path: Path, rng: Random) -> None:
    """Flip one bit of a file."""
    raw = bytearray(path.read_bytes())
    at = rng.randrange(len(raw))
    raw[at] ^= 1 << rng.randrange(8)
    path.write_bytes(raw)
