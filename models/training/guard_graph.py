"""The guard's classifier as it is shipped: ONNX Runtime's own operators where they pay.

Its plain LayerNormalization takes six times as long as the one that adds first, and
attention written out moves every tensor four times. Both are operators of
`com.microsoft`; the numbers are the model's.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from appliance.detect.injection import MODEL

from .guard_model import HEADS, LEAST, GuardModel, Layer

CALMED = 0.4
"""Logits times this, so that permilles tell the scores near the limit apart."""


class _Attend(torch.autograd.Function):
    """Attention of `HEADS` heads over (1, T, D)."""

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        name = "com.microsoft::MultiHeadAttention"
        found = graph.op(name, query, key, value, num_heads_i=HEADS)
        return found.setType(query.type())

    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        def split(one: Tensor) -> Tensor:
            return one.view(*one.shape[:2], HEADS, -1).transpose(1, 2)

        mixed = nn.functional.scaled_dot_product_attention(
            split(query), split(key), split(value)
        )
        return mixed.transpose(1, 2).flatten(2)


class _AddedNorm(torch.autograd.Function):
    """The norm of a sum."""

    @staticmethod
    def symbolic(graph: Any, one: Any, other: Any, weight: Any, bias: Any) -> Any:
        name = "com.microsoft::SkipLayerNormalization"
        found = graph.op(name, one, other, weight, bias, epsilon_f=LEAST)
        return found.setType(one.type())

    @staticmethod
    def forward(
        _: Any, one: Tensor, other: Tensor, weight: Tensor, bias: Tensor
    ) -> Tensor:
        summed = one + other
        return nn.functional.layer_norm(summed, weight.shape, weight, bias, LEAST)


def _norm(one: Tensor, other: Tensor, norm: nn.LayerNorm) -> Tensor:
    apply: Any = _AddedNorm.apply
    found: Tensor = apply(one, other, norm.weight, norm.bias)
    return found


class ShippedGuard(nn.Module):
    """The model as it runs: one window, every piece of which counts."""

    def __init__(self, model: GuardModel) -> None:
        """Take the trained model."""
        super().__init__()
        self.model = model

    def forward(self, words: Tensor) -> Tensor:
        """Give the logits of a window's pieces, (1, T), from its rows, (1, T, D)."""
        model = self.model
        rows = torch.cat((model.start.expand(1, 1, -1), words), 1)
        hidden = _norm(rows, model.places[None, : rows.shape[1]], model.norm)
        attend: Any = _Attend.apply
        for layer in model.layers:
            if not isinstance(layer, Layer):
                raise TypeError(type(layer).__name__)
            mixed = attend(layer.query(hidden), layer.key(hidden), layer.value(hidden))
            hidden = _norm(hidden, layer.out(mixed), layer.first)
            inner = layer.down(nn.functional.gelu(layer.up(hidden)))
            hidden = _norm(hidden, inner, layer.second)
        told = model.head(nn.functional.gelu(model.mix(hidden[:, 1:])))
        logits: Tensor = told[..., 0] * CALMED
        return logits


def take_shipped(model: GuardModel, folder: Path) -> None:
    """Give a model the weights of a shipped file, each as near as eight bits hold it.

    Raises:
        KeyError: The file is not of a model of this form.
    """
    graph = onnx.load(str(folder / MODEL)).graph
    found = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state = dict(model.state_dict())
    products = (n.input[1] for n in graph.node if n.op_type == "MatMulInteger")
    for name, product in zip(_products(model), products, strict=True):
        state[f"{name}.weight"] = _as_floats(found, product.removesuffix("_quantized"))
    for name in state:
        if f"model.{name}" in found:
            state[name] = torch.from_numpy(found[f"model.{name}"].copy())
    (places,) = (value for value in found.values() if value.ndim == 3)
    state["places"] = torch.from_numpy(places[0].copy())
    model.load_state_dict(state)


def _products(model: GuardModel) -> Iterator[str]:
    """Name the linear layers in the order in which they are computed."""
    for number in range(len(model.layers)):
        for name in ("query", "key", "value", "out", "up", "down"):
            yield f"layers.{number}.{name}"
    yield from ("mix", "head")


def _as_floats(found: Mapping[str, NDArray[Any]], name: str) -> Tensor:
    steps = found[f"{name}_quantized"].astype(np.float32)
    steps = (steps - found[f"{name}_zero_point"]) * found[f"{name}_scale"]
    return torch.from_numpy(np.ascontiguousarray(steps.T))
