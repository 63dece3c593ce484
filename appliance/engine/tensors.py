"""Checks a safetensors file's header against its bytes, without reading a weight.

The format: eight bytes of little-endian length, that many bytes of JSON object, then
the tensors' bytes, whole and without gaps (safetensors README, "Format"). Does not
compare shapes with the model's configuration: loading does.
"""

import json
import os
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from appliance.errors import SettingsError

MAX_HEADER_BYTES = 100_000_000
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
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            start = stream.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
            if length > min(MAX_HEADER_BYTES, size - 8):
                raise SettingsError(f"{path.name}: its header is cut short or too long")
            header = json.loads(stream.read(length), object_pairs_hook=_no_repeats)
    except OSError as err:
        raise SettingsError(f"{path.name}: {err.strerror}") from err
    except (ValueError, RecursionError) as err:
        raise SettingsError(f"{path.name}: its header is not JSON") from err
    if not isinstance(header, dict):
        raise SettingsError(f"{path.name}: its header is not a JSON object")
    header.pop("__metadata__", None)
    spans = sorted(
        (_check_tensor(path.name, i, header[name]), name)
        for i, name in enumerate(header)
    )
    end = 0
    for (first, last), _ in spans:
        if first != end:
            raise SettingsError(f"{path.name}: gap or overlap at byte {end}")
        end = last
    if end != size - 8 - length:
        raise SettingsError(
            f"{path.name}: tensors take {end} bytes, the file has {size - 8 - length}"
        )
    return tuple(
        Tensor(name, entry["dtype"], tuple(entry["shape"]))
        for name, entry in header.items()
    )


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _check_tensor(file: str, index: int, entry: object) -> tuple[int, int]:
    where = f"{file}: tensor {index}"
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise SettingsError(f"{where}: expected dtype, shape and data_offsets")
    dtype, shape, span = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in _WIDTHS:
        raise SettingsError(f"{where}: unknown number type")
    if not _are_sizes(shape) or not _are_sizes(span) or len(span) != 2:
        raise SettingsError(f"{where}: shape or offsets are not sizes")
    wanted = prod(shape) * _WIDTHS[dtype]
    if span[1] - span[0] != wanted:
        raise SettingsError(
            f"{where}: its shape takes {wanted} bytes, it has {span[1] - span[0]}"
        )
    return span[0], span[1]


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and all(
        type(item) is int and 0 <= item < 1 << 48 for item in value
    )
