"""The guard's classifier as a torch model: the first layers of MiniLM, a logit a piece.

The word table is the name model's own (MiniLM's, eight bits, never trained on), read
out of `names.onnx`, so that it is not stored twice; as many of MiniLM's layers as the
shipped file has room for read its rows, and are taught further. A text's score is made
of the greatest means of some pieces in a row. `models/LOG.md` says what else was tried.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from appliance.detect.injection import RUNS
from appliance.detect.tagger import MODEL

from .guard_corpora import Example

TABLE = "model.bert.embeddings.word_embeddings.weight"
LAYERS, HEADS, MIXED, CLS, PLACES = 3, 12, 128, 101, 194
DROPOUT = 0.1
LEAST = 1e-12
"""What BERT adds to a variance before it divides."""
_NEVER = -1e4
UNPLACED = -1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A window: ids and whether each piece is of an attack, arrays of one length.

    A piece of which only its text's verdict is known has `UNPLACED`.
    """

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
    """Cut an example into windows of so many pieces, half overlapping.

    Where it is not known which of its pieces attack it stays whole, or is left out.
    """
    encoding = tokenizer.encode(example.text, add_special_tokens=False)
    ids = np.array(encoding.ids, np.int64)
    hostile = np.zeros(len(ids), np.float32)
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
    for start, end in example.spans:
        inside = (offsets[:, 1] > start) & (offsets[:, 0] < end)
        hostile[inside] = 1.0 if example.placed else UNPLACED
    if not example.placed:
        return [Row(ids, hostile)] if len(ids) < PLACES else []
    last = max(1, len(ids) - window // 2)
    return [
        Row(ids[at : at + window], hostile[at : at + window])
        for at in range(0, last, window // 2)
    ]


class GuardModel(nn.Module):
    """A few layers of an encoder; one logit for each piece."""

    start: Tensor

    def __init__(self, table: WordTable, layers: int = LAYERS) -> None:
        super().__init__()
        width = table.rows.shape[1]
        row = table.rows[CLS].astype("float32") - table.zero
        self.register_buffer("start", torch.from_numpy(row * table.scale))
        self.places = nn.Parameter(torch.zeros(PLACES, width))
        self.norm = nn.LayerNorm(width, eps=LEAST)
        self.layers = nn.ModuleList(Layer(width) for _ in range(layers))
        self.mix = nn.Linear(width, MIXED)
        self.head = nn.Linear(MIXED, 1)
        self.drop = nn.Dropout(DROPOUT)

    def begin(self, encoder: Path) -> None:
        """Take MiniLM's weights from its folder."""
        bert = BertModel.from_pretrained(encoder, add_pooling_layer=False)
        looks = bert.embeddings
        with torch.no_grad():
            kind = looks.token_type_embeddings.weight[0]
            places = looks.position_embeddings.weight[: len(self.places)]
            self.places.copy_(places + kind)
        self.norm.load_state_dict(looks.LayerNorm.state_dict())
        for own, theirs in zip(self.layers, bert.encoder.layer, strict=False):
            if isinstance(own, Layer):
                own.begin(theirs)

    def forward(self, words: Tensor, counts: Tensor | None) -> Tensor:
        """Give the logits of a window's pieces, (B, T).

        Args:
            words: (B, T, D) rows of the word table.
            counts: (B, T), 1 where there is a piece; none where all are.
        """
        first = self.start.expand(words.shape[0], 1, -1)
        hidden = torch.cat((first, words), 1)
        hidden = self.drop(self.norm(hidden + self.places[: hidden.shape[1]]))
        mask = None
        if counts is not None:
            there = torch.cat((torch.ones_like(counts[:, :1]), counts), 1)
            mask = ((1 - there) * _NEVER)[:, None, None]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        mixed = nn.functional.gelu(self.mix(self.drop(hidden[:, 1:])))
        logits: Tensor = self.head(self.drop(mixed))[..., 0]
        return logits


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019), post-norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (
            nn.Linear(width, width) for _ in range(4)
        )
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.first, self.second = (nn.LayerNorm(width, eps=LEAST) for _ in range(2))
        self.drop = nn.Dropout(DROPOUT)

    def begin(self, theirs: Any) -> None:
        """Take the weights of a layer of theirs."""
        own = (self.query, self.key, self.value, self.out, self.first, self.up)
        attention = theirs.attention
        parts = (
            attention.self.query, attention.self.key, attention.self.value,
            attention.output.dense, attention.output.LayerNorm,
            theirs.intermediate.dense,
        )  # fmt: skip
        for one, other in zip(own, parts, strict=True):
            one.load_state_dict(other.state_dict())
        self.down.load_state_dict(theirs.output.dense.state_dict())
        self.second.load_state_dict(theirs.output.LayerNorm.state_dict())

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Give what the layer makes of (B, T, D); a mask is added to the likeness."""
        batch, length, width = hidden.shape

        def split(values: Tensor) -> Tensor:
            return values.view(batch, length, HEADS, width // HEADS).transpose(1, 2)

        query, key = split(self.query(hidden)), split(self.key(hidden))
        value = split(self.value(hidden))
        if mask is None:  # as it runs: written out, so that little is left to compute
            alike = (query * (width // HEADS) ** -0.5) @ key.transpose(2, 3)
            mixed = alike.softmax(-1) @ value
        else:
            mixed = nn.functional.scaled_dot_product_attention(
                query, key, value, attn_mask=mask.to(hidden.dtype)
            )
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        hidden = self.first(hidden + self.drop(self.out(mixed)))
        inner = self.down(nn.functional.gelu(self.up(hidden)))
        found: Tensor = self.second(hidden + self.drop(inner))
        return found


def batch_of(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad rows to one batch: ids, pieces that count, hostile."""
    length = 16 * math.ceil(max(len(row.ids) for row in rows) / 16)
    ids = np.zeros((len(rows), length), np.int64)
    counts = np.zeros((len(rows), length), np.float32)
    hostile = np.zeros((len(rows), length), np.float32)
    for at, row in enumerate(rows):
        end = len(row.ids)
        ids[at, :end] = row.ids
        counts[at, :end] = 1.0
        hostile[at, :end] = row.hostile
    return torch.from_numpy(ids), torch.from_numpy(counts), torch.from_numpy(hostile)


def scores(logits: Tensor, counts: Tensor) -> Tensor:
    """Give each text's score as a logit, (B,): the mean over `RUNS` of its greatest."""
    found = [_greatest(logits, counts, run) for run in RUNS]
    return torch.stack(found).mean(0)


def _greatest(logits: Tensor, counts: Tensor, run: int) -> Tensor:
    """Give the greatest mean of so many pieces in a row, (B,)."""
    kernel = torch.ones(1, 1, min(run, logits.shape[1]))
    total = nn.functional.conv1d((logits * counts)[:, None], kernel)[:, 0]
    pieces = nn.functional.conv1d(counts[:, None], kernel)[:, 0]
    most = counts.sum(1, keepdim=True).clamp(max=kernel.shape[2])
    means = total / pieces.clamp(min=1)
    return means.masked_fill(pieces < most, _NEVER).amax(1)


def loss_of(logits: Tensor, counts: Tensor, hostile: Tensor) -> Tensor:
    """Mean of two losses: of each text's pieces, and of its score."""
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, hostile.clamp(min=0), reduction="none"
    )
    placed = counts * (hostile != UNPLACED)
    pieces = ((each * placed).sum(1) / placed.sum(1).clamp(min=1)).mean()
    attacking = (hostile != 0).sum(1)
    known = (attacking == 0) | (attacking >= 3)
    wanted = (attacking >= 3).float()
    whole = nn.functional.binary_cross_entropy_with_logits(
        scores(logits, counts)[known], wanted[known]
    )
    return 0.5 * pieces + 0.5 * whole
