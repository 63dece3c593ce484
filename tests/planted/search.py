"""Look for planted texts in bytes, in every way they could have been written there.

A pattern is looked for by its first eight bytes in one pass over the data, whatever
their number, and then compared whole. Letters count in either case.
"""

import base64
import bz2
import hashlib
import html
import json
import lzma
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np

WINDOW_BYTES = 24
_HEAD_BYTES = 8
# Shorter ones may be part of a digest written in hex by chance: they must stand apart.
_SURE_HEX_BYTES = 12
_SURE_BASE64_BYTES = 12
_MAX_UNPACKED_BYTES = 4_000_000
_HEX = re.compile(rb"[0-9a-f]*")
_BETWEEN = re.compile(r"[\s\-./()\u00a0]+")
# Streams of zlib, gzip, ZIP, bzip2 and xz begin so.
_PACKED = re.compile(
    rb"(?P<zlib>\x78[\x01\x5e\x9c\xda])|(?P<gzip>\x1f\x8b\x08)|(?P<zip>PK\x03\x04)"
    rb"|(?P<bzip>BZh[1-9]1AY&SY)|(?P<xz>\xfd7zXZ\x00)"
)


@dataclass(frozen=True)
class Hit:
    """A planted text that was found."""

    label: str
    encoding: str
    where: str
    at: int


@dataclass
class Searched:
    """What was looked through, and what was found."""

    files: int = 0
    bytes: int = 0
    streams: int = 0
    hits: list[Hit] = field(default_factory=list)


def encodings_of(text: str) -> Iterator[tuple[str, bytes]]:
    """Write a text in every way in which it could be stored or sent."""
    forms = {"as typed": text, "without gaps": _BETWEEN.sub("", text)}
    forms["one space"] = " ".join(text.split())
    for name in ("NFC", "NFD", "NFKC"):
        forms[name] = unicodedata.normalize(name, text)
    for form, written in forms.items():
        yield f"UTF-8, {form}", written.encode()
        yield f"JSON, {form}", json.dumps(written)[1:-1].encode()
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield codec, text.encode(codec)
    yield "latin-1", text.encode("latin-1", "ignore")
    yield "HTML", html.escape(text).encode()
    yield "URL", quote(text, safe="").encode()
    yield "form", quote_plus(text).encode()
    yield "repr", repr(text)[1:-1].encode()
    for codec in ("utf-8", "utf-16-le"):
        raw = text.encode(codec)
        yield f"hex of {codec}", raw.hex().encode()
        for shift in range(3):
            yield f"base64+{shift} of {codec}", _base64(raw, shift)
    for name in ("md5", "sha1", "sha256"):
        # Without a key a digest of a number is soon guessed.
        digest = hashlib.new(name, text.encode(), usedforsecurity=False)
        yield name, digest.digest()
        yield f"{name} in hex", digest.hexdigest().encode()


def windows_of(text: str) -> Iterator[tuple[str, bytes]]:
    """Give every stretch of 24 bytes of a text, as bytes, hex and base64."""
    for name, whole in (
        ("UTF-8", text.encode()),
        ("utf-16-le", text.encode("utf-16-le")),
        ("hex", text.encode().hex().encode()),
        *((f"base64+{n}", _base64(text.encode(), n)) for n in range(3)),
    ):
        for at in range(len(whole) - WINDOW_BYTES + 1):
            yield f"{name}[{at}:]", whole[at : at + WINDOW_BYTES]


def _base64(raw: bytes, shift: int) -> bytes:
    """Encode as it stands inside a longer text that begins so many bytes before."""
    coded = base64.b64encode(b"\0" * shift + raw)
    # What the bytes beside it have a part in is cut off.
    whole = len(coded) - (4 if (shift + len(raw)) % 3 else 0)
    return coded[(4 if shift else 0) : whole]


class Needles:
    """Planted texts in all their encodings, ready to be looked for."""

    def __init__(self, patterns: Iterable[tuple[str, str, bytes]]) -> None:
        """Take (label, encoding, bytes) of each; what is too short says nothing."""
        self._exact: dict[int, list[tuple[bytes, str, str]]] = {}
        self._folded: dict[int, list[tuple[bytes, str, str]]] = {}
        self.count = 0
        for label, encoding, raw in patterns:
            is_base64 = encoding.startswith("base64")
            least = _SURE_BASE64_BYTES if is_base64 else _HEAD_BYTES
            if len(raw) < least:
                continue
            table = self._exact if is_base64 else self._folded
            pattern = raw if is_base64 else raw.lower()
            head = int.from_bytes(pattern[:_HEAD_BYTES], "little")
            table.setdefault(head, []).append((pattern, label, encoding))
            self.count += 1

    @classmethod
    def of_texts(cls, texts: Iterable[tuple[str, str]]) -> "Needles":
        """Look for whole texts, given with their labels."""
        return cls(
            (label, name, raw)
            for label, text in texts
            for name, raw in encodings_of(text)
        )

    @classmethod
    def of_sentences(cls, sentences: Iterable[str]) -> "Needles":
        """Look for any 24 bytes of these sentences."""
        return cls(
            (f"sentence {n}", name, raw)
            for n, sentence in enumerate(sentences)
            for name, raw in windows_of(sentence)
        )

    def find(self, data: bytes, where: str = "") -> list[Hit]:
        """Find all of them in bytes."""
        return [
            *self._scan(data, self._exact, where),
            *self._scan(data.lower(), self._folded, where),
        ]

    def _scan(
        self, data: bytes, table: dict[int, list[tuple[bytes, str, str]]], where: str
    ) -> Iterator[Hit]:
        if not table:
            return
        heads = np.array(sorted(table), dtype="<u8")
        for shift in range(min(_HEAD_BYTES, len(data) - _HEAD_BYTES + 1)):
            count = (len(data) - shift) // _HEAD_BYTES
            seen = np.frombuffer(data, dtype="<u8", count=count, offset=shift)
            places = np.searchsorted(heads, seen)
            places[places == len(heads)] = 0
            for index in np.flatnonzero(heads[places] == seen):
                at = shift + int(index) * _HEAD_BYTES
                for pattern, label, encoding in table[int(seen[index])]:
                    if data.startswith(pattern, at) and _stands(data, at, pattern):
                        yield Hit(label, encoding, where, at)


def _stands(data: bytes, at: int, pattern: bytes) -> bool:
    """Tell whether a short run of hex digits is more than a part of a digest."""
    if len(pattern) >= _SURE_HEX_BYTES or not _HEX.fullmatch(pattern):
        return True
    beside = data[max(0, at - 1) : at] + data[at + len(pattern) : at + len(pattern) + 1]
    return not beside.isalnum()


def unpacked(data: bytes) -> Iterator[bytes]:
    """Unpack whatever in these bytes begins like a packed stream."""
    for match in _PACKED.finditer(data):
        rest = memoryview(data)[match.start() :]
        try:
            match match.lastgroup:
                case "zip":
                    names = int.from_bytes(rest[26:28], "little")
                    extra = int.from_bytes(rest[28:30], "little")
                    body = rest[30 + names + extra :]
                    found = zlib.decompressobj(-15).decompress(
                        body, _MAX_UNPACKED_BYTES
                    )
                case "bzip":
                    found = bz2.BZ2Decompressor().decompress(
                        bytes(rest), _MAX_UNPACKED_BYTES
                    )
                case "xz":
                    found = lzma.LZMADecompressor().decompress(
                        bytes(rest), _MAX_UNPACKED_BYTES
                    )
                case _:
                    found = zlib.decompressobj(47).decompress(rest, _MAX_UNPACKED_BYTES)
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            continue
        if found:
            yield found


def search(paths: Iterable[Path], *needles: Needles) -> Searched:
    """Look through files, and through what is packed in them."""
    searched = Searched()
    for path in paths:
        data = path.read_bytes()
        searched.files += 1
        searched.bytes += len(data)
        streams = list(unpacked(data))
        searched.streams += len(streams)
        for one in needles:
            for piece in (data, *streams):
                searched.hits += one.find(piece, str(path))
            searched.hits += one.find(path.name.encode(), f"name of {path}")
    return searched
