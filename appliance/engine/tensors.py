"""Checks a safetensors file's header against its bytes, without reading a weight.

The format: eight bytes of little-endian length, that many bytes of JSON object, then
the tensors' bytes, whole and without gaps (safetensors README, "Format"). Does not
compare shapes with the model's configuration: shapes.py does.
"""

import os
import re
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from appliance.engine.json_files import parse_json
from appliance.errors import SettingsError

# 37,000 tensors in a mixture of 128 experts take 5 MB; the library's own limit is 100.
MAX_HEADER_BYTES = 32_000_000
MAX_TENSORS = 500_000
MAX_NAME_CHARS = 500
# Sides of a tensor; language models have up to four.
MAX_RANK = 8
_NAME = re.compile(r"[A-Za-z0-9_.]+")
# Bytes of one number of each type (safetensors README).
_WIDTHS = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
    "U16": 2,
    "I16": 2,
    "F16": 2,
    "BF16": 2,
    "U32": 4,
    "I32": 4,
    "F32": 4,
    "U64": 8,
    "I64": 8,
    "F64": 8,
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor as a header describes it."""

    name: str
    dtype: str
    shape: tuple[int, ...]


def read_header(path: Path) -> tuple[Tensor, ...]:
    """Read and check the header of a safetensors file.

    Raises:
        SettingsError: The header is not one, or does not fit the file's bytes.
    """
    header, left = _read(path)
    _check_metadata(path.name, header.pop("__metadata__", {}))
    if len(header) > MAX_TENSORS:
        raise SettingsError(f"{path.name}: over {MAX_TENSORS} tensors")
    for name in header:
        if _NAME.fullmatch(name) is None or len(name) > MAX_NAME_CHARS:
            raise SettingsError(f"{path.name}: a tensor has no fit name")
    spans = sorted(
        (_check_tensor(path.name, i, header[name]), name)
        for i, name in enumerate(header)
    )
    end = 0
    for (first, last), _ in spans:
        if first != end:
            raise SettingsError(f"{path.name}: gap or overlap at byte {end}")
        end = last
    if end != left:
        raise SettingsError(
            f"{path.name}: tensors take {end} bytes, the file has {left}"
        )
    return tuple(
        Tensor(name, entry["dtype"], tuple(entry["shape"]))
        for name, entry in header.items()
    )


def _read(path: Path) -> tuple[dict[str, Any], int]:
    """Read a header, and how many bytes come after it."""
    # Not through a link, and not waiting for the other end of a pipe.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(path, flags), "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            start = stream.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
            if length > min(MAX_HEADER_BYTES, size - 8):
                raise SettingsError(f"{path.name}: its header is cut short or too long")
            raw = stream.read(length)
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    header = parse_json(f"{path.name}: its header", raw)
    return header, size - 8 - length


def _check_metadata(file: str, metadata: object) -> None:
    if (
        not isinstance(metadata, dict)
        or len(metadata) > 1_000
        or not all(isinstance(value, str) for value in metadata.values())
    ):
        raise SettingsError(f"{file}: its __metadata__ is not texts by name")


def _check_tensor(file: str, index: int, entry: object) -> tuple[int, int]:
    where = f"{file}: tensor {index}"
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise SettingsError(f"{where}: expected dtype, shape and data_offsets")
    dtype, shape, span = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in _WIDTHS:
        raise SettingsError(f"{where}: unknown number type")
    if not _are_sizes(shape, MAX_RANK) or not _are_sizes(span, 2) or len(span) != 2:
        raise SettingsError(f"{where}: shape or offsets are not sizes")
    wanted = prod(shape) * _WIDTHS[dtype]
    if span[1] - span[0] != wanted:
        raise SettingsError(
            f"{where}: its shape takes {wanted} bytes, it has {span[1] - span[0]}"
        )
    return span[0], span[1]


def _are_sizes(value: object, most: int) -> bool:
    # Their product is taken next: of many sizes it would take hours.
    return (
        isinstance(value, list)
        and len(value) <= most
        and all(type(item) is int and 0 <= item < 1 << 48 for item in value)
    )
