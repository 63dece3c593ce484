"""What changed between two versions of a purpose's files, line by line.

Lines are matched by difflib (Ratcliff and Obershelp); what stands around a change is
kept, the rest is left out. It knows nothing of what the files say.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CONTEXT_LINES = 3


class Mark(StrEnum):
    """What became of a line; the values are those of a unified diff."""

    SAME = " "
    ADDED = "+"
    REMOVED = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison.

    Args:
        mark: What became of it.
        before: Its number in the older file, from 1, or None.
        after: Its number in the newer file, or None.
        text: The line, without its end.
    """

    mark: Mark
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that two versions do not have in common.

    Args:
        file: Its path in the purpose folder.
        is_new: Only the newer version has it.
        is_gone: Only the older version has it.
        hunks: Its changes, each with the lines around it.
    """

    file: str
    is_new: bool
    is_gone: bool
    hunks: tuple[tuple[Line, ...], ...]

    def count(self, mark: Mark) -> int:
        """Count the lines with a mark."""
        return sum(line.mark is mark for hunk in self.hunks for line in hunk)


def changes_between(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[FileChange, ...]:
    """Compare the files of two versions, path to text; files alike are left out."""
    return tuple(
        FileChange(
            file=file,
            is_new=file not in before,
            is_gone=file not in after,
            hunks=compare(before.get(file, ""), after.get(file, "")),
        )
        for file in sorted({*before, *after})
        if before.get(file) != after.get(file)
    )


def compare(before: str, after: str) -> tuple[tuple[Line, ...], ...]:
    """Compare two texts; where only their last line end differs there is no hunk."""
    old, new = _cut(before), _cut(after)
    matcher = difflib.SequenceMatcher(None, old, new)
    return tuple(
        tuple(line for step in group for line in _lines(step, old, new))
        for group in matcher.get_grouped_opcodes(CONTEXT_LINES)
    )


def _cut(text: str) -> list[str]:
    """Cut at line feeds alone, as editors number lines."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _lines(
    step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]
) -> list[Line]:
    tag, start, end, new_start, new_end = step
    if tag == "equal":
        return [
            Line(Mark.SAME, at + 1, at - start + new_start + 1, old[at])
            for at in range(start, end)
        ]
    gone = [Line(Mark.REMOVED, at + 1, None, old[at]) for at in range(start, end)]
    come = [Line(Mark.ADDED, None, at + 1, new[at]) for at in range(new_start, new_end)]
    return gone + come
