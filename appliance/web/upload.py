"""Files that a person gives: plain text and Word documents become text here.

Plain text is UTF-8, or UTF-16 with a byte order mark, read strictly. A .docx is a ZIP
package (ECMA-376, part 2): its sizes are checked before anything in it is parsed, and
its body is the only part that is. That takes forty times its size, so one is parsed at
a time. Reads the body in its order, tables and tracked insertions
included; does not read headers, footers, notes, comments or pictures.
"""

import codecs
import io
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from docx.oxml import parse_xml

from appliance.errors import UnreadableTextError, UnsupportedFileError

MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 40_000_000
# A thousand pages are less.
MAX_BODY_BYTES = 5_000_000
# Ordinary documents pack 10 to 1; a bomb packs 1,000 to 1.
MAX_RATIO = 200
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BODY = "word/document.xml"
# The two that ECMA-376 allows, and the two that can be unpacked up to a bound.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PARSING = threading.Lock()
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# How a PDF begins (ISO 32000-1, 7.5.2); one of plain bytes would pass for text.
_PDF = b"%PDF-"
# The older rendering of what mc:Choice already says; reading both doubles the text.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_upload(name: str, raw: bytes) -> str:
    """Read the text of an uploaded file.

    Args:
        name: The file's name as sent; only its ending counts, and it is not kept.
        raw: The file.

    Raises:
        UnsupportedFileError: It is not a .txt or .docx that can be read, whatever its
            name says.
        UnreadableTextError: It is a .txt whose bytes are not UTF-8 or UTF-16.
    """
    match PurePath(name.replace("\\", "/")).suffix.lower():
        case ".txt":
            return _plain(raw)
        case ".docx":
            return _document(raw)
    raise UnsupportedFileError(f"a file of {len(raw)} bytes is not .txt or .docx")


def _plain(raw: bytes) -> str:
    if raw.startswith(_PDF):
        raise UnsupportedFileError(f"a PDF of {len(raw)} bytes named .txt")
    encoding = "utf-8"
    for mark, named in _MARKS:
        if raw.startswith(mark):
            raw, encoding = raw[len(mark) :], named
            break
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as err:
        # From None: the error would carry the bytes.
        raise UnreadableTextError(f"byte {err.start} is not {encoding}") from None


def _document(raw: bytes) -> str:
    check_package(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package, package.open(_BODY) as part:
            # Sizes are the sender's word, so no more than this is unpacked.
            xml = part.read(MAX_BODY_BYTES + 1)
    except (EOFError, ValueError, OSError, zipfile.BadZipFile, zlib.error) as err:
        raise UnsupportedFileError(f"not a package: {type(err).__name__}") from None
    if len(xml) > MAX_BODY_BYTES:
        raise UnsupportedFileError(f"a body of more than {MAX_BODY_BYTES} bytes")
    with _PARSING:
        return _text(xml)


def _text(xml: bytes) -> str:
    try:
        body = parse_xml(xml).find(_WORD + "body")
    except (ValueError, SyntaxError) as err:  # the XML parser's is a SyntaxError
        raise UnsupportedFileError(f"not a document: {type(err).__name__}") from None
    if body is None:
        raise UnsupportedFileError("a document without a body")
    return "".join(_pieces(body)).strip("\n")


def check_package(raw: bytes) -> None:
    """Check that a ZIP package is no larger unpacked than a document may be.

    Raises:
        UnsupportedFileError: It is not a package, is encrypted, or is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
    # NotImplementedError: zipfile's word for a version or packing it does not read.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as err:
        raise UnsupportedFileError(f"not a package: {type(err).__name__}") from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise UnsupportedFileError(f"{len(parts)} parts, {unpacked} bytes unpacked")
    if unpacked > MAX_RATIO * packed:
        raise UnsupportedFileError(f"packed {unpacked // packed} to 1")
    if any(part.flag_bits & 1 for part in parts):
        raise UnsupportedFileError("an encrypted package")
    bodies = [part for part in parts if part.filename == _BODY]
    if len(bodies) != 1 or bodies[0].compress_type not in _PACKINGS:
        raise UnsupportedFileError(f"a package with {len(bodies)} readable documents")
    if bodies[0].file_size > MAX_BODY_BYTES:
        raise UnsupportedFileError(f"a body of {bodies[0].file_size} bytes")


def _pieces(body: Any) -> Iterator[str]:
    """Walk a document body in order; iterative, so that depth cannot exhaust it."""
    pending: list[Any] = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag
        if tag == _WORD + "t":
            yield node.text or ""
        elif tag == _WORD + "tab":
            yield "\t"
        elif tag in (_WORD + "br", _WORD + "cr"):
            yield "\n"
        elif isinstance(tag, str) and tag not in (_FALLBACK, _WORD + "tabs"):
            if tag == _WORD + "p":
                pending.append("\n")
            pending.extend(reversed(list(node)))
