import json
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from appliance.engine.tensors import Tensor, read_header
from appliance.errors import SettingsError

ONE = {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}


def write(path: Path, header: Any, data: bytes, length: int | None = None) -> Path:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(
        struct.pack("<Q", len(raw) if length is None else length) + raw + data
    )
    return path


def test_a_header_of_the_library_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"w": torch.zeros(2, 3), "b": torch.zeros(4, dtype=torch.bfloat16)}, path)
    assert {Tensor("w", "F32", (2, 3)), Tensor("b", "BF16", (4,))} == set(
        read_header(path)
    )


@pytest.mark.parametrize(
    ("header", "data", "length", "message"),
    [
        (ONE, b"\0" * 7, None, "tensors take 8 bytes, the file has 7"),
        (ONE, b"\0" * 9, None, "tensors take 8 bytes, the file has 9"),
        (ONE, b"", 1 << 40, "cut short or too long"),
        (ONE, b"", (1 << 64) - 1, "cut short or too long"),
        (b"[]", b"", None, "not a JSON object"),
        (b"{", b"", None, "not JSON"),
        (b"\xff\xfe", b"", None, "not JSON"),
        (b"[" * 100_000, b"", None, "not JSON"),
        (b'{"a":1,"a":2}', b"", None, "its header: a key stands twice"),
        ({"a": 1}, b"", None, "tensor 0: expected dtype"),
        ({"../a": ONE["a"]}, b"\0" * 8, None, "a tensor has no fit name"),
        ({"a" * 501: ONE["a"]}, b"\0" * 8, None, "a tensor has no fit name"),
        ({"__metadata__": []}, b"", None, "its __metadata__ is not texts by name"),
        ({"a": {**ONE["a"], "x": 1}}, b"\0" * 8, None, "tensor 0: expected dtype"),
        ({"a": {**ONE["a"], "dtype": "F31"}}, b"\0" * 8, None, "unknown number type"),
        ({"a": {**ONE["a"], "dtype": ["F32"]}}, b"\0" * 8, None, "unknown number type"),
        ({"a": {**ONE["a"], "shape": [-2]}}, b"\0" * 8, None, "not sizes"),
        ({"a": {**ONE["a"], "shape": [1 << 60]}}, b"\0" * 8, None, "not sizes"),
        ({"a": {**ONE["a"], "shape": [1] * 8 + [2]}}, b"\0" * 8, None, "not sizes"),
        ({"a": {**ONE["a"], "shape": [True, 2]}}, b"\0" * 8, None, "not sizes"),
        ({"a": {**ONE["a"], "data_offsets": [0]}}, b"\0" * 8, None, "not sizes"),
        (
            {"a": {**ONE["a"], "shape": [3]}},
            b"\0" * 8,
            None,
            "its shape takes 12 bytes, it has 8",
        ),
        (
            {"a": {**ONE["a"], "data_offsets": [8, 16]}},
            b"\0" * 16,
            None,
            "gap or overlap at byte 0",
        ),
        ({**ONE, "b": ONE["a"]}, b"\0" * 8, None, "gap or overlap at byte 8"),
    ],
)
def test_a_header_that_does_not_fit_its_file_is_refused(
    tmp_path: Path, header: Any, data: bytes, length: int | None, message: str
) -> None:
    path = write(tmp_path / "a.safetensors", header, data, length)
    with pytest.raises(SettingsError, match=message):
        read_header(path)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9])
def test_a_file_cut_in_its_header_is_refused(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "a.safetensors", ONE, b"\0" * 8)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(SettingsError, match="cut short"):
        read_header(path)
