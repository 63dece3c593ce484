"""The guard's classifier as a torch model: words and their neighbours, hashed.

The word table is the name model's own (MiniLM's, eight bits, never trained on), read
out of `names.onnx`, so that it is not stored twice; a narrow projection of it tells
what words mean. Pairs and triples of pieces have learned rows of their own, by hash
(Joulin et al. 2017). A piece is judged by what stands at it, near it, around it and in
the whole window. A text's score is the greatest mean of a few pieces in a row.
`models/LOG.md` says what was tried besides.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from appliance.detect.injection import GRAM_KINDS, GRAMS, RUN, grams_of
from appliance.detect.tagger import MODEL

from .guard_corpora import Example

TABLE = "model.bert.embeddings.word_embeddings.weight"
WORD_WIDTH, GRAM_WIDTH, HIDDEN = 64, 32, 160
DROPOUT, WORD_DROPOUT = 0.15, 0.08
BESIDE, REACHES = 2, (2, 8)
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Row:
    """A window: ids and whether each piece is of an attack, arrays of one length."""

    ids: NDArray[np.int64]
    hostile: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordTable:
    """The quantised word table as it lies in the shipped file.

    Args:
        rows: (V, D) unsigned eight bits.
        scale: A step.
        zero: What stands for zero.
    """

    rows: NDArray[np.uint8]
    scale: float
    zero: int


def read_table(folder: Path) -> WordTable:
    """Read the word table out of the shipped name model."""
    graph = onnx.load(str(folder / MODEL)).graph
    found = {one.name: one for one in graph.initializer}
    rows = numpy_helper.to_array(found[f"{TABLE}_quantized"])
    scale = float(numpy_helper.to_array(found[f"{TABLE}_scale"]))
    zero = int(numpy_helper.to_array(found[f"{TABLE}_zero_point"]))
    return WordTable(rows, scale, zero)


def rows_of(tokenizer: Tokenizer, example: Example, window: int) -> list[Row]:
    """Cut an example into windows of so many pieces, half overlapping."""
    encoding = tokenizer.encode(example.text, add_special_tokens=False)
    ids = np.array(encoding.ids, np.int64)
    hostile = np.zeros(len(ids), np.float32)
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
    for start, end in example.spans:
        hostile[(offsets[:, 1] > start) & (offsets[:, 0] < end)] = 1.0
    last = max(1, len(ids) - window // 2)
    return [
        Row(ids[at : at + window], hostile[at : at + window])
        for at in range(0, last, window // 2)
    ]


class GuardModel(nn.Module):
    """Words, neighbours and the window as a whole; one logit for each piece."""

    words: Tensor

    def __init__(self, table: WordTable) -> None:
        super().__init__()
        words = (table.rows.astype(np.float32) - table.zero) * table.scale
        self.register_buffer("words", torch.from_numpy(words), persistent=False)
        self.narrow = nn.Linear(words.shape[1], WORD_WIDTH)
        self.grams = nn.Embedding(GRAMS, GRAM_WIDTH)
        nn.init.normal_(self.grams.weight, std=0.05)
        width = WORD_WIDTH + GRAM_WIDTH
        self.mix = nn.Linear((2 * BESIDE + 1) * WORD_WIDTH + 4 * width, HIDDEN)
        self.head = nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(DROPOUT)
        # Whole pieces are left out, so that no one wording is learned by heart.
        self.drop_word, self.drop_grams = nn.Dropout(WORD_DROPOUT), nn.Dropout(0.3)

    def forward(self, words: Tensor, grams: Tensor, counts: Tensor) -> Tensor:
        """Give the logits of a window's pieces, (B, T).

        Args:
            words: (B, T, D) rows of the word table.
            grams: (B, T, G) numbers of what stands around each piece.
            counts: (B, T), 1 where there is a piece and 0 where there is none.
        """
        there = counts[..., None]
        meant = self.narrow(words) * self.drop_word(torch.ones_like(there)) * there
        known = self.grams(grams).sum(2) * self.drop_grams(torch.ones_like(there))
        seen = self.drop(torch.cat((meant, known), -1)) * there
        padded = nn.functional.pad(meant, (0, 0, BESIDE, BESIDE))
        length = words.shape[1]
        parts = [padded[:, at : at + length] for at in range(2 * BESIDE + 1)]
        parts += [
            _mean_around(seen, reach) / _mean_around(there, reach).clamp(1e-3)
            for reach in REACHES
        ]
        whole = seen.sum(1, keepdim=True) / there.sum(1, keepdim=True).clamp(min=1)
        parts += [seen, whole.expand_as(seen)]
        mixed = nn.functional.gelu(self.mix(torch.cat(parts, -1)))
        logits: Tensor = self.head(self.drop(mixed))[..., 0]
        return logits


def _mean_around(values: Tensor, reach: int) -> Tensor:
    """Give the mean of each piece and so many on both sides of it."""
    return nn.functional.avg_pool1d(
        values.transpose(1, 2), 2 * reach + 1, stride=1, padding=reach
    ).transpose(1, 2)


def batch_of(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad rows to one batch: ids, grams, pieces that count, hostile."""
    length = 16 * math.ceil(max(len(row.ids) for row in rows) / 16)
    ids = np.zeros((len(rows), length), np.int64)
    grams = np.zeros((len(rows), length, GRAM_KINDS), np.int64)
    counts = np.zeros((len(rows), length), np.float32)
    hostile = np.zeros((len(rows), length), np.float32)
    for at, row in enumerate(rows):
        end = len(row.ids)
        ids[at, :end] = row.ids
        grams[at, :end] = grams_of(row.ids)
        counts[at, :end] = 1.0
        hostile[at, :end] = row.hostile
    return (
        torch.from_numpy(ids),
        torch.from_numpy(grams),
        torch.from_numpy(counts),
        torch.from_numpy(hostile),
    )


def scores(logits: Tensor, counts: Tensor) -> Tensor:
    """Give each text's score as a logit: its greatest mean of `RUN` pieces, (B,)."""
    kernel = torch.ones(1, 1, RUN)
    total = nn.functional.conv1d((logits * counts)[:, None], kernel)[:, 0]
    pieces = nn.functional.conv1d(counts[:, None], kernel)[:, 0]
    most = counts.sum(1, keepdim=True).clamp(max=RUN)
    means = total / pieces.clamp(min=1)
    return means.masked_fill(pieces < most, _NEVER).amax(1)


def loss_of(logits: Tensor, counts: Tensor, hostile: Tensor) -> Tensor:
    """Mean of two losses: of each text's pieces, and of its score."""
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, hostile, reduction="none"
    )
    pieces = ((each * counts).sum(1) / counts.sum(1).clamp(min=1)).mean()
    known = (hostile.sum(1) == 0) | (hostile.sum(1) >= 3)
    wanted = (hostile.sum(1) >= 3).float()
    whole = nn.functional.binary_cross_entropy_with_logits(
        scores(logits, counts)[known], wanted[known]
    )
    return 0.5 * pieces + 0.5 * whole
