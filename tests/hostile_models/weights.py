"""Harms to weights: headers that lie, tensors that do not fit, numbers that are none."""

import json
import struct
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile_models.folders import (
    INDEX,
    WEIGHTS,
    Harm,
    edit_header,
    edit_index,
    join,
    sharded,
    some_tensor,
    split,
)


def _length(told: int) -> Harm:
    def harm(folder: Path, rng: Random) -> None:
        header, body = split(folder / WEIGHTS)
        join(folder / WEIGHTS, header, body, length=told + rng.randrange(1_000))

    return harm


def _off_by(step: int) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        header, body = split(folder / WEIGHTS)
        length = len(json.dumps(header).encode()) + step
        join(folder / WEIGHTS, header, body, length=length)

    return harm


def _set(key: str, value: Any) -> Harm:
    return edit_header(lambda h, rng: h[some_tensor(h, rng)].update({key: value}))


def _shift(first: int, last: int) -> Harm:
    def change(header: dict[str, Any], rng: Random) -> None:
        span = header[some_tensor(header, rng)]["data_offsets"]
        span[0] += first
        span[1] += last

    return edit_header(change)


def _overlap(header: dict[str, Any], rng: Random) -> None:
    """Let two tensors of one size share their bytes."""
    first, second = rng.sample(
        [name for name in sorted(header) if "layernorm" in name], 2
    )
    header[second]["data_offsets"] = header[first]["data_offsets"]


def _rename(new: str) -> Harm:
    def change(header: dict[str, Any], rng: Random) -> None:
        header[new] = header.pop(some_tensor(header, rng))

    return edit_header(change)


def _twice(folder: Path, _: Random) -> None:
    header, body = split(folder / WEIGHTS)
    header.pop("__metadata__", None)
    text = json.dumps(header)
    name = min(header)
    text = f'{{"{name}":{json.dumps(header[name])},{text[1:]}'
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(text)) + text.encode() + body)


def _add(content: bytes) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        with (folder / WEIGHTS).open("ab") as file:
            file.write(content)

    return harm


def _raw_header(text: bytes) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        _, body = split(folder / WEIGHTS)
        raw = struct.pack("<Q", len(text)) + text + body
        (folder / WEIGHTS).write_bytes(raw)

    return harm


HEADERS: dict[str, Harm] = {
    "a length beyond the file": _length(1 << 20),
    "a length beyond memory": _length(1 << 50),
    "a length of 2^64": _length((1 << 64) - 2_000),
    "a length of nothing": _raw_header(b""),
    "one byte too long": _off_by(1),
    "one byte too short": _off_by(-1),
    "a tensor larger than the file": _shift(0, 1 << 30),
    "a tensor that begins early": _shift(-2, 0),
    "a tensor that ends late": _shift(0, 2),
    "tensors moved along": _shift(4, 4),
    "tensors that overlap": edit_header(_overlap),
    "bytes behind the tensors": _add(b"\0" * 64),
    "code behind the tensors": _add(b"#!/bin/sh\ntouch canary\n"),
    "a shape of 2^62": _set("shape", [1 << 31, 1 << 31]),
    "a negative shape": _set("shape", [-1, -16]),
    "a shape of fractions": _set("shape", [0.5, 32]),
    "a shape that is text": _set("shape", "16,16"),
    "a shape of truth": _set("shape", [True]),
    "an unknown number type": _set("dtype", "F128"),
    "a number type that is a list": _set("dtype", ["F32"]),
    "three offsets": _set("data_offsets", [0, 1, 2]),
    "negative offsets": _set("data_offsets", [-64, 0]),
    "another key": _set("code", "import os"),
    "a name with a path": _rename("../../etc/passwd"),
    "a name with a control character": _rename("model\n.weight"),
    "a name of a thousand": _rename("m" * 1_000),
    "a name twice": _twice,
    "metadata that is no text": edit_header(
        lambda h, _: h.update({"__metadata__": {"a": {"b": 1}}})
    ),
    "metadata that is a list": edit_header(lambda h, _: h.update({"__metadata__": []})),
    "a header that is a list": _raw_header(b"[]"),
    "a header nested deep": _raw_header(b"[" * 100_000),
    "a header that is no text": _raw_header(b"\xff\xfe\x00\x01" * 16),
    "a header of one huge number": _raw_header(b'{"a":' + b"9" * 100_000 + b"}"),
}


def _reshape(header: dict[str, Any], rng: Random) -> None:
    """Give a tensor another shape of as many numbers."""
    names = [
        name
        for name in sorted(header)
        if name != "__metadata__"
        and len(header[name]["shape"]) == 2
        and header[name]["shape"][0] != header[name]["shape"][1]
    ]
    header[rng.choice(names)]["shape"].reverse()


def _flatten(header: dict[str, Any], rng: Random) -> None:
    entry = header[some_tensor(header, rng)]
    numbers = 1
    for size in entry["shape"]:
        numbers *= size
    entry["shape"] = [numbers, 1, 1]


def _cast(dtype: str, width: int) -> Harm:
    """Call the same bytes another number type."""

    def change(header: dict[str, Any], rng: Random) -> None:
        entry = header[some_tensor(header, rng)]
        entry["dtype"] = dtype
        entry["shape"][0] = entry["shape"][0] * 4 // width

    return edit_header(change)


def _lose(
    header: dict[str, Any], body: bytes, name: str
) -> tuple[dict[str, Any], bytes]:
    first, last = header.pop(name)["data_offsets"]
    for entry in header.values():
        if "data_offsets" in entry and entry["data_offsets"][0] >= last:
            entry["data_offsets"] = [at - last + first for at in entry["data_offsets"]]
    return header, body[:first] + body[last:]


def _without(folder: Path, rng: Random) -> None:
    header, body = split(folder / WEIGHTS)
    join(folder / WEIGHTS, *_lose(header, body, some_tensor(header, rng)))


def _with_more(name: str) -> Harm:
    def harm(folder: Path, _: Random) -> None:
        header, body = split(folder / WEIGHTS)
        header[name] = {
            "dtype": "F32",
            "shape": [4],
            "data_offsets": [len(body), len(body) + 16],
        }
        join(folder / WEIGHTS, header, body + b"\0" * 16)

    return harm


def _drop_shard(folder: Path, rng: Random) -> None:
    rng.choice(sorted(folder.glob("model-*"))).unlink()


def _swap_shards(folder: Path, _: Random) -> None:
    one, two = sorted(folder.glob("model-*"))
    held = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(held)


def _same_shard(folder: Path, _: Random) -> None:
    one, two = sorted(folder.glob("model-*"))
    two.write_bytes(one.read_bytes())


def _drop_index(folder: Path, _: Random) -> None:
    (folder / INDEX).unlink()


def _point(target: str) -> Harm:
    def change(index: dict[str, str], rng: Random) -> None:
        index[rng.choice(sorted(index))] = target

    return edit_index(change)


TENSORS: dict[str, Harm] = {
    "sides of a shape swapped": edit_header(_reshape),
    "a shape of three sides": edit_header(_flatten),
    "64-bit numbers": _cast("F64", 8),
    "whole numbers": _cast("I32", 4),
    "bytes": _cast("U8", 1),
    "truth values": _cast("BOOL", 1),
    "a tensor is missing": _without,
    "a tensor too many": _with_more("model.layers.7.mlp.up_proj.weight"),
    "a tensor with a stranger's name": _with_more("evil"),
    "another layer's name": _rename("model.layers.1.mlp.up_proj.weight"),
    "a shard is missing": sharded(_drop_shard),
    "the shards are swapped": sharded(_swap_shards),
    "one shard twice": sharded(_same_shard),
    "no index": sharded(_drop_index),
    "the index leads up": _point("../model-00001-of-00002.safetensors"),
    "the index leads to the root": _point("/etc/passwd"),
    "the index names a pickle": _point("pytorch_model.bin"),
    "the index names no shard": _point("model-00009-of-00009.safetensors"),
    "the index forgets a tensor": edit_index(
        lambda i, rng: i.pop(rng.choice(sorted(i)))
    ),
    "the index invents a tensor": edit_index(
        lambda i, _: i.update({"evil": "model-00001-of-00002.safetensors"})
    ),
    "the index names a number": edit_index(lambda i, _: i.update({"evil": 7})),  # type: ignore[dict-item] # the harm
    "the index is empty": edit_index(lambda i, _: i.clear()),
}


def _poison(value: float, part: str) -> Harm:
    def harm(folder: Path, rng: Random) -> None:
        header, body = split(folder / WEIGHTS)
        name = next(name for name in sorted(header) if part in name)
        first, last = header[name]["data_offsets"]
        at = first + 4 * rng.randrange((last - first) // 4)
        poisoned = body[:at] + struct.pack("<f", value) + body[at + 4 :]
        join(folder / WEIGHTS, header, poisoned)

    return harm


NUMBERS: dict[str, Harm] = {
    f"{name} in {part}": _poison(value, part)
    for name, value in (
        ("NaN", float("nan")),
        ("infinity", float("inf")),
        ("minus infinity", float("-inf")),
    )
    for part in ("embed_tokens", "q_proj", "layernorm")
}
