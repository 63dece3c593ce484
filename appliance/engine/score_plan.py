"""What is to be scored, and which of it is read together; the request alone says."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

# More rows read together are no faster.
MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class ScoreWork:
    """What is to be scored.

    Args:
        prompts: Token ids of each variant of the prompt, at least one each.
        targets: Token ids of each target, at least one each.
    """

    prompts: tuple[tuple[int, ...], ...]
    targets: tuple[tuple[int, ...], ...]

    def rows(self) -> list["Row"]:
        """List every target behind every prompt; its last token need not be read."""
        return [
            Row(variant, (*prompt, *target[:-1]), len(prompt) - 1, target)
            for variant, prompt in enumerate(self.prompts)
            for target in self.targets
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """One target behind one prompt.

    Args:
        ids: What is read.
        first: Behind which of these the first token of the target comes.
    """

    variant: int
    ids: tuple[int, ...]
    first: int
    target: tuple[int, ...]


def beginning_of(rows: Sequence[Row]) -> tuple[int, ...]:
    """Give what all rows begin with, so that each has a place of its own left."""
    most = min(row.first for row in rows)
    columns = zip(*(row.ids[:most] for row in rows), strict=True)
    alike = itertools.takewhile(lambda ids: len(set(ids)) == 1, columns)
    return tuple(ids[0] for ids in alike)


def grouped(
    rows: Sequence[Row],
    begin: int,
    *,
    most_rows: int,
    piece_tokens: int,
    max_tokens: int,
) -> list[list[Row]]:
    """Put rows together that are read in one step."""
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1] if groups else []
        wide = max(len(r.ids) for r in (*last, row))
        count = len(last) + 1
        if (
            last
            and count <= most_rows
            and count * (wide - begin) <= piece_tokens
            and begin + count * wide <= max_tokens
        ):
            last.append(row)
        else:
            groups.append([row])
    return groups
