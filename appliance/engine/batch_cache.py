"""Keys and values of the answers being written: one buffer per layer, one write column.

Rows are padded on the left, as in padded `generate`, so the newest token of every row
stands in the same column and a step writes one column for all rows in place. Attention
sees the window of columns from the earliest start to the write column; a row that ends
is overwritten by the last one, and its place is wiped. Every layer keeps every column,
also those with a sliding window: their mask hides what lies behind it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, CacheLayerMixin

# Columns that are made ready at once, so that buffers are seldom copied.
STEP_COLUMNS = 256


@dataclass(slots=True)
class _Window:
    """Which part of the buffers is in use, the same in every layer.

    Args:
        starts: Column of the first token of each row.
        end: The write column: one behind the newest token of every row.
        rows: Rows that the buffers have.
        columns: Columns that the buffers have.
    """

    starts: list[int]
    end: int
    rows: int
    columns: int
    begin: int = field(init=False, default=0)

    def settle(self) -> None:
        """Let the window begin where the longest row does."""
        self.begin = min(self.starts, default=self.end)

    @property
    def width(self) -> int:
        return self.end - self.begin


class _Layer(CacheLayerMixin):  # type: ignore[no-untyped-call] # the library's
    """One layer's buffers, (rows, heads, columns, dim)."""

    is_sliding = False
    held_keys: Tensor
    held_values: Tensor

    def __init__(self, window: _Window) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library's
        self.window = window

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Make the buffers as the first states want them.

        Zero everywhere: what is not a number would get through a mask.
        """
        self.held_keys = self._buffer(key_states)
        self.held_values = self._buffer(value_states)
        self.is_initialized = True

    def update(
        self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any
    ) -> tuple[Tensor, Tensor]:
        """Write new columns, (rows, heads, T, dim), and give the window with them."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        now = self.window
        live, until = len(now.starts), now.end + key_states.shape[2]
        self.held_keys[:live, :, now.end : until] = key_states
        self.held_values[:live, :, now.end : until] = value_states
        return (
            self.held_keys[:live, :, now.begin : until],
            self.held_values[:live, :, now.begin : until],
        )

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Tell how many columns attention sees, from which on."""
        return self.window.width + query_length, 0

    def get_seq_length(self) -> int:
        """Tell how many columns there are before the write column."""
        return self.window.width

    def get_max_length(self) -> int:
        """Tell that there is no longest length."""
        return -1

    def move(self, old: _Window) -> None:
        """Put the old window's columns where the new one has them, in new buffers."""
        self.held_keys = self._moved(self.held_keys, old)
        self.held_values = self._moved(self.held_values, old)

    def copy_row(
        self, row: int, source: "_Layer", source_row: int, start: int, tokens: int
    ) -> None:
        """Copy columns of another layer's row from a start up to the write column."""
        at = slice(self.window.end - tokens, self.window.end)
        its_at = slice(start, start + tokens)
        self.held_keys[row, :, at] = source.held_keys[source_row, :, its_at]
        self.held_values[row, :, at] = source.held_values[source_row, :, its_at]

    def wipe_row(self, row: int) -> None:
        """Leave nothing of a row's text."""
        self.held_keys[row].zero_()
        self.held_values[row].zero_()

    @property
    def size_bytes(self) -> int:
        if not self.is_initialized:
            return 0
        return int(self.held_keys.nbytes + self.held_values.nbytes)

    def _buffer(self, states: Tensor) -> Tensor:
        heads, dim = states.shape[1], states.shape[3]
        return states.new_zeros((self.window.rows, heads, self.window.columns, dim))

    def _moved(self, buffer: Tensor, old: _Window) -> Tensor:
        new, live = self._buffer(buffer), len(old.starts)
        at = slice(self.window.end - old.width, self.window.end)
        new[:live, :, at] = buffer[:live, :, old.begin : old.end]
        return new


class ColumnCache(Cache):
    """The cache of prompts being read, or of a batch being written."""

    def __init__(self, layers: int, *, columns: int, rows: int = 1) -> None:
        """Make a cache of empty rows.

        Args:
            layers: Layers of the model.
            columns: Columns to make ready.
        """
        self._window = _Window(starts=[0] * rows, end=0, rows=rows, columns=columns)
        self._mine = [_Layer(self._window) for _ in range(layers)]
        self._places: Tensor | None = None
        super().__init__(layers=list(self._mine))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._window.starts)

    @property
    def width(self) -> int:
        """How many columns attention sees."""
        return self._window.width

    @property
    def size_bytes(self) -> int:
        """How much memory the buffers take."""
        return sum(layer.size_bytes for layer in self._mine)

    def positions(self, tokens: int, device: torch.device) -> Tensor:
        """Number the next tokens of each row, (rows, tokens), from 0 at its start."""
        columns = torch.arange(
            self._window.end, self._window.end + tokens, device=device
        )
        return columns - self._starts(device)

    def padding(self, device: torch.device) -> Tensor | None:
        """Tell which columns hold a row's own tokens, the next one among them.

        Returns:
            (rows, width + 1), or None where every column does.
        """
        now = self._window
        if all(start == now.begin for start in now.starts):
            return None
        columns = torch.arange(now.begin, now.end + 1, device=device)
        return columns >= self._starts(device)

    @property
    def held_tokens(self) -> int:
        """How many tokens the buffers have room for."""
        return self._window.rows * self._window.columns

    def make_ready(self, columns: int, *, ahead: int) -> None:
        """Have so many columns to write into; where they lack, make more ahead.

        Rows that are empty since are given back then.
        """
        if self._window.end + columns > self._window.columns:
            self._move(rows=self.rows, left=0, right=max(columns, ahead))

    def advance(self, columns: int) -> None:
        """Go on behind what the model has written in every layer."""
        self._window.end += columns

    def crop(self, columns: int) -> None:
        """Take the newest columns back; what they held is overwritten."""
        self._window.end -= columns

    def start_from(self, source: "ColumnCache", tokens: int, *, row: int = 0) -> None:
        """Begin every empty row with the first tokens of a row just read."""
        self._window.end = tokens
        for mine, its in self._with(source):
            mine.lazy_initialization(its.held_keys, its.held_values)
            mine.held_keys[:, :, :tokens] = its.held_keys[row, :, :tokens]
            mine.held_values[:, :, :tokens] = its.held_values[row, :, :tokens]

    def take_in(
        self,
        other: "ColumnCache",
        tokens: int,
        *,
        row: int,
        right: int,
        most_rows: int,
        most_tokens: int,
    ) -> None:
        """Add the first tokens of a row just read as the last row.

        Args:
            right: Columns to have ready behind it.
            most_rows: How many rows there will ever be.
            most_tokens: How many tokens the buffers may have room for, beyond what the
                rows themselves need.
        """
        now = self._window
        last = self.rows
        if last == now.rows or tokens > now.end or now.end + 1 > now.columns:
            # Twice as many rows as there are are seldom copied; as many as ever were
            # might each be as wide as the newest.
            columns = max(tokens, now.width) + max(right, 1)
            spare = min(2 * last, most_rows, most_tokens // columns)
            self._move(rows=max(last + 1, spare), left=tokens, right=right)
        for mine, its in self._with(other):
            mine.copy_row(last, its, row, 0, tokens)
        now.starts.append(now.end - tokens)
        self._changed()

    def drop(self, row: int) -> None:
        """Take a row out; the last one gets its place."""
        now = self._window
        last = self.rows - 1
        for layer in self._mine:
            if row != last:
                layer.copy_row(row, layer, last, now.begin, now.width)
            layer.wipe_row(last)
        now.starts[row] = now.starts[last]
        now.starts.pop()
        self._changed()

    def _with(self, other: "ColumnCache") -> Iterator[tuple[_Layer, _Layer]]:
        return zip(self._mine, other._mine, strict=True)  # noqa: SLF001 - of this class

    def _move(self, *, rows: int, left: int, right: int) -> None:
        now = self._window
        old = _Window(list(now.starts), now.end, now.rows, now.columns)
        old.settle()
        now.end = max(left, old.width)
        now.rows, now.columns = rows, now.end + max(right, 1)
        now.starts[:] = [start + now.end - old.end for start in old.starts]
        self._changed()
        for layer in self._mine:
            if layer.is_initialized:
                layer.move(old)

    def _changed(self) -> None:
        self._window.settle()
        self._places = None

    def _starts(self, device: torch.device) -> Tensor:
        """Give the rows' starts as a column, (rows, 1)."""
        if self._places is None:
            starts: Sequence[int] = self._window.starts
            self._places = torch.tensor(starts, device=device).unsqueeze(1)
        return self._places
