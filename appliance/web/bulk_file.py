"""A list of texts as a person gives it: a table, text files, or a ZIP of them.

Tables are read in bulk_table.py. Of a ZIP (APPNOTE 6.3) names, number, sizes and ratio
are checked before anything is unpacked, and nothing of it is ever written. What is
wrong is told by row and column, all of it at once; nothing is repaired or guessed.
"""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from appliance.domain import bulk
from appliance.domain.bulk import GivenItem, GivenList, Problem
from appliance.domain.purpose import Purpose
from appliance.errors import UnreadableTextError, UnsupportedFileError
from appliance.web.bulk_item import Given, read_item, wrong
from appliance.web.bulk_table import Layout, read_table
from appliance.web.upload import MAX_RATIO, MAX_UNPACKED_BYTES, read_upload

_MOST_BYTES_A_CHAR = 4
# What macOS puts into archives beside the files.
_OF_THE_SYSTEM = re.compile(r"(__MACOSX/.*|(.*/)?\.DS_Store)", re.DOTALL)


def read_list(
    files: Sequence[tuple[str, bytes]],
    layout: Layout,
    purpose: Purpose,
    *,
    max_rows: int,
) -> GivenList:
    """Read a list of texts for a purpose.

    Args:
        files: Name and bytes of each file.
        layout: How a table is written.
        max_rows: Most texts taken.
    """
    endings = {_ending(name) for name, _ in files}
    if endings == {".csv"} and len(files) == 1:
        found = read_table(files[0][1], layout, purpose, max_rows=max_rows)
    elif endings == {".zip"} and len(files) == 1:
        found = _read_zip(files[0][1], purpose, max_rows=max_rows)
    elif endings == {".txt"}:
        found = _read_texts(files, purpose, max_rows=max_rows)
    else:
        found = wrong(bulk.NOT_A_LIST)
    if not found.problems and not found.items:
        found = replace(found, problems=(Problem(bulk.NOTHING_IN_IT),))
    if found.problems:
        problems = found.problems[: bulk.MAX_PROBLEMS]
        return replace(found, items=(), problems=problems)
    return replace(found, items=tuple(_with_repeats(found.items)))


def _ending(name: str) -> str:
    return PurePath(name.replace("\\", "/")).suffix.lower()


def _read_texts(
    files: Sequence[tuple[str, bytes]], purpose: Purpose, *, max_rows: int
) -> GivenList:
    if purpose.variables:
        return wrong(bulk.NO_VALUES)
    if len(files) > max_rows:
        return wrong(bulk.TOO_MANY_ROWS, max_rows + 1)
    items: list[GivenItem] = []
    problems: list[Problem] = []
    for number, (path, raw) in enumerate(files, 1):
        name = PurePath(path.replace("\\", "/")).name
        try:
            text = read_upload(name, raw)
        except (UnreadableTextError, UnsupportedFileError):
            problems.append(Problem(bulk.NOT_UTF8, number, name))
            continue
        given = Given(number, PurePath(name).stem, text)
        item, faults = read_item(purpose, given, text_column=name, name_column=name)
        items.append(item)
        problems += faults
    return GivenList(tuple(items), (), tuple(problems))


def _read_zip(raw: bytes, purpose: Purpose, *, max_rows: int) -> GivenList:
    """Unpack a ZIP of text files in memory, within what its purpose could take."""
    most = purpose.most_chars * _MOST_BYTES_A_CHAR + len(codecs.BOM_UTF8)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = [
                part
                for part in package.infolist()
                if not part.is_dir() and not _OF_THE_SYSTEM.fullmatch(part.filename)
            ]
            problems = tuple(_of_parts(parts, most, max_rows=max_rows))
            if problems:
                return GivenList(problems=problems)
            files: list[tuple[str, bytes]] = []
            for part in parts:
                with package.open(part) as packed:
                    # Sizes are the sender's word, so no more than this is unpacked.
                    read = packed.read(most + 1)
                if len(read) > most:
                    return wrong(bulk.TOO_LARGE, len(files) + 1, part.filename)
                files.append((part.filename, read))
    # zipfile says RuntimeError of a locked file, NotImplementedError of a packing.
    except (
        zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
        NotImplementedError,
    ):  # fmt: skip
        return wrong(bulk.BAD_ZIP)
    return _read_texts(files, purpose, max_rows=max_rows)


def _of_parts(
    parts: Sequence[zipfile.ZipInfo], most: int, *, max_rows: int
) -> Iterator[Problem]:
    packings = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > max_rows:
        yield Problem(bulk.TOO_MANY_ROWS, max_rows + 1)
    elif (
        unpacked > MAX_UNPACKED_BYTES
        or unpacked > MAX_RATIO * packed
        or any(p.flag_bits & 1 or p.compress_type not in packings for p in parts)
    ):
        yield Problem(bulk.BAD_ZIP)
    else:
        for number, part in enumerate(parts, 1):
            name = PurePath(part.filename.replace("\\", "/")).name
            if _ending(name) != ".txt":
                yield Problem(bulk.NOT_TXT, number, name)
            elif part.file_size > most:
                yield Problem(bulk.TOO_LARGE, number, name)


def _with_repeats(items: Sequence[GivenItem]) -> Iterator[GivenItem]:
    first: dict[tuple[str, ...], int] = {}
    for item in items:
        words = (item.text.reveal(), *(v.reveal() for v in item.variables.values()))
        row = first.setdefault(words, item.row)
        yield item if row == item.row else replace(item, repeats=row)
