"""Files: two kinds are read, everything else is refused before it is parsed."""

import io
import random
import struct
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import UnreadableTextError, UnsupportedFileError
from appliance.web import upload
from appliance.web.upload import MAX_BODY_BYTES, read_upload


def document(*paragraphs: str, table: tuple[str, ...] = ()) -> bytes:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if table:
        row = made.add_table(rows=1, cols=len(table)).rows[0]
        for cell, text in zip(row.cells, table, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_body(xml: str, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Put another body into an otherwise whole document."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document("x"))) as old,
        zipfile.ZipFile(out, "w", packing) as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = xml.encode()
            new.writestr(part.filename, content)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TRACKED = (
    f"<w:document {W}><w:body><w:p><w:r><w:t>Dear </w:t></w:r>"
    "<w:ins><w:r><w:t>Anna</w:t></w:r></w:ins>"
    "<w:del><w:r><w:delText>Otto</w:delText></w:r></w:del></w:p></w:body></w:document>"
)
ENTITY = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


def of_size(size: int) -> str:
    """Write a body of this many bytes that packs like an ordinary one."""
    first = f"<w:document {W}><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p><!--"
    last = "--></w:body></w:document>"
    filler = random.Random(0).randbytes(size // 2).hex()
    return first + filler[: size - len(first) - len(last)] + last


def lying(raw: bytes, size: int) -> bytes:
    """Say another unpacked size of the body than it has."""
    changed, name = bytearray(raw), b"word/document.xml"
    at = changed.rindex(name)
    struct.pack_into("<I", changed, at - 46 + 24, size)
    return bytes(changed)


READ = {
    "utf-8": ("a.txt", "Grüße".encode(), "Grüße"),
    "utf-8 with a mark": ("a.TXT", b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", "Grüße"),
    "utf-16 little": ("a.txt", b"\xff\xfe" + "Grüße".encode("utf-16-le"), "Grüße"),
    "utf-16 big": ("a.txt", b"\xfe\xff" + "Grüße".encode("utf-16-be"), "Grüße"),
    "a path in the name": ("C:\\x\\a.txt", b"x", "x"),
    "a document": ("a.docx", document("Dear Anna,", "hello."), "Dear Anna,\nhello."),
    "a table": (
        "a.docx",
        document("Facts", table=("IBAN", "DE89")),
        "Facts\nIBAN\nDE89",
    ),
    "tracked changes": ("a.docx", with_body(TRACKED), "Dear Anna"),
    "the longest body": ("a.docx", with_body(of_size(MAX_BODY_BYTES)), "x"),
}
REFUSED = {
    "no ending": ("letter", b"x", UnsupportedFileError),
    "a PDF": ("a.pdf", b"%PDF-1.7", UnsupportedFileError),
    "an old document": ("a.doc", b"\xd0\xcf\x11\xe0", UnsupportedFileError),
    "a macro document": ("a.docm", document("x"), UnsupportedFileError),
    "latin-1 text": ("a.txt", "Grüße".encode("latin-1"), UnreadableTextError),
    "half a UTF-16 unit": ("a.txt", b"\xff\xfea", UnreadableTextError),
    "a lone surrogate": ("a.txt", b"\xff\xfe\x00\xd8", UnreadableTextError),
    "an empty document": ("a.docx", b"", UnsupportedFileError),
    "no package": ("a.docx", b"hello", UnsupportedFileError),
    "a package cut short": ("a.docx", document("x")[:-30], UnsupportedFileError),
    "another package": ("a.docx", package({"x.xml": b"<x/>"}), UnsupportedFileError),
    "a document of nothing": (
        "a.docx",
        package({"word/document.xml": b"<x/>"}),
        UnsupportedFileError,
    ),
    "a broken body": ("a.docx", with_body("<w:document"), UnsupportedFileError),
    "a bomb": (
        "a.docx",
        package({"word/document.xml": b" " * 30_000_000}),
        UnsupportedFileError,
    ),
    "a body too large to be parsed": (
        "a.docx",
        with_body(of_size(MAX_BODY_BYTES + 2)),
        UnsupportedFileError,
    ),
    "a body larger than it says": (
        "a.docx",
        lying(with_body(of_size(MAX_BODY_BYTES + 2)), 1_000),
        UnsupportedFileError,
    ),
    "a body packed in another way": (
        "a.docx",
        with_body(TRACKED, zipfile.ZIP_BZIP2),
        UnsupportedFileError,
    ),
    "too many parts": (
        "a.docx",
        package({f"word/{n}": b"x" for n in range(2_001)}),
        UnsupportedFileError,
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read(name: str) -> None:
    file, raw, text = READ[name]
    assert read_upload(file, raw) == text


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused(name: str) -> None:
    file, raw, error = REFUSED[name]
    with pytest.raises(error):
        read_upload(file, raw)


def test_documents_are_parsed_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    alone: list[bool] = []

    def parse(xml: bytes) -> Any:
        alone.append(upload._PARSING.locked())
        return parse_xml(xml)

    monkeypatch.setattr(upload, "parse_xml", parse)
    assert read_upload("a.docx", document("x")) == "x"
    with pytest.raises(UnsupportedFileError):
        read_upload("a.docx", with_body("<w:document"))
    assert alone == [True, True]
    assert not upload._PARSING.locked()


def test_no_part_but_the_body_is_parsed() -> None:
    raw = package({"word/document.xml": TRACKED.encode(), "word/styles.xml": b"<<<"})
    assert read_upload("a.docx", raw) == "Dear Anna"


def test_entities_are_not_expanded() -> None:
    assert "a" not in read_upload("a.docx", with_body(ENTITY))


def test_an_encrypted_package_is_refused() -> None:
    raw = bytearray(document("x"))
    at = raw.index(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", raw, at + 8, 1)
        at = raw.find(b"PK\x01\x02", at + 4)
    with pytest.raises(UnsupportedFileError, match="encrypted"):
        read_upload("a.docx", bytes(raw))


def test_deep_nesting_does_not_exhaust_the_reader() -> None:
    deep = "<w:sdt><w:sdtContent>" * 100 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 100
    xml = f"<w:document {W}><w:body>{deep}</w:body></w:document>"
    assert read_upload("a.docx", with_body(xml)) == ""


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx"]))
def test_any_bytes_are_a_text_or_a_named_error(raw: bytes, name: str) -> None:
    try:
        assert isinstance(read_upload(name, raw), str)
    except (UnreadableTextError, UnsupportedFileError) as err:
        assert str(err)  # noqa: PT017 - either way is right, and neither is another error
