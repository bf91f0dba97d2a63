"""A network as a table: what each layer puts out, learns, computes, keeps and sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from cnncourse import shapes
from cnncourse.tables import Table

HEADINGS = ("layer", "output", "parameters", "multiply-adds", "activation, KiB", "receptive field")


@dataclass(frozen=True)
class Row:
    """One layer.

    Args:
        layer: its name and kind.
        output: shape of its output, without the batch axis.
        parameters: numbers that it learns.
        macs: multiply-adds for one image; convolutions and linear layers have some, all else 0.
        bytes: memory of its output for one image.
        field: its receptive field in the input (rows, columns), or None where that is not known.
    """

    layer: str
    output: tuple[int, ...]
    parameters: int
    macs: int
    bytes: int
    field: tuple[int, int] | None

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        size = "×".join(map(str, self.output))
        field = "×".join(map(str, self.field)) if self.field else "–"
        return self.layer, size, f"{self.parameters:,}", f"{self.macs:,}", f"{self.bytes / 1024:,.1f}", field


@dataclass(frozen=True)
class Summary(Table):
    """The rows of a network; prints as text, shows as a table in a notebook and under rich."""

    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """All numbers that the network learns."""
        return sum(row.parameters for row in self.rows)

    @property
    def macs(self) -> int:
        """All multiply-adds for one image."""
        return sum(row.macs for row in self.rows)

    @property
    def bytes(self) -> int:
        """The memory of all outputs together, for one image: what training has to keep."""
        return sum(row.bytes for row in self.rows)

    def headings(self) -> tuple[str, ...]:
        """Return what stands above the columns."""
        return HEADINGS

    def cells(self) -> list[tuple[str, ...]]:
        """Return the table as text, the sums in the last row."""
        total = ("total", "", f"{self.parameters:,}", f"{self.macs:,}", f"{self.bytes / 1024:,.1f}", "")
        return [*(row.cells() for row in self.rows), total]


def summarise(model: Any, input_shape: tuple[int, ...]) -> Summary:
    """Run a network once and list its layers. The work of :func:`~cnncourse.shapes.summary`."""
    rows, last = [], None
    field: Any = ((1, 1), (1, 1))
    for name, layer, x, y in _passes(model, input_shape):
        known = last is None or x is last
        field = _widened(field, layer) if known and field else None
        rows.append(_row(name, layer, x, y, field))
        last = y
    return Summary(tuple(rows))


def summarise_named(name: str, input_shape: tuple[int, ...] | None) -> Summary:
    """Summarise a network of the list, of which nothing but the shapes is computed."""
    import torch

    from cnncourse.networks.registry import find

    entry = find(name)
    with torch.device("meta"):
        model = entry.build(num_classes=entry.num_classes, in_channels=entry.in_channels)
    return summarise(model, input_shape or (entry.in_channels, entry.input_size, entry.input_size))


def _passes(model: Any, input_shape: tuple[int, ...]) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield (name, layer, input, output) of every layer without sub-layers, in the order in which they run."""
    if not hasattr(model, "named_modules"):
        x = np.zeros((1, *input_shape), np.float32)
        for i, layer in enumerate(getattr(model, "layers", [model])):
            y = layer(x)
            yield str(i), layer, x, y
            x = y
        return
    import torch

    seen: list[tuple[str, Any, Any, Any]] = []
    hooks = [
        module.register_forward_hook(lambda layer, args, y, name=name: seen.append((name, layer, args[0], y)))
        for name, module in model.named_modules()
        if not list(module.children())
    ]
    training = model.training
    try:
        with torch.no_grad():
            model.eval()(torch.zeros(1, *input_shape, device=_device(model)))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    yield from seen


def _device(model: Any) -> Any:
    first = next(iter(model.parameters()), None)
    return "cpu" if first is None else first.device


def _row(name: str, layer: Any, x: Any, y: Any, field: Any) -> Row:
    output = tuple(int(size) for size in y.shape[1:])
    learned = [getattr(p, "value", p) for p in layer.parameters()]
    item = y.element_size() if hasattr(y, "element_size") else y.itemsize
    return Row(
        layer=f"{name} {type(layer).__name__}",
        output=output,
        parameters=sum(prod(p.shape) for p in learned),
        macs=_macs(layer, x, y),
        bytes=prod(output) * int(item),
        field=field[0] if field and len(output) == 3 else None,
    )


def _macs(layer: Any, x: Any, y: Any) -> int:
    """Each output value takes one multiply-add for each weight of its filter; transposed, each input value does."""
    weight = getattr(getattr(layer, "weight", None), "value", getattr(layer, "weight", None))
    if weight is None or len(weight.shape) < 2 or "Norm" in type(layer).__name__:
        return 0
    values = x if "Transpose" in type(layer).__name__ else y
    return prod(values.shape[1:]) * prod(weight.shape[1:])


def _widened(field: Any, layer: Any) -> Any:
    """Return ((rows, columns), (steps down, steps across)) after a layer; None if it mixes all positions."""
    (size, jump), options = field, {**vars(layer), **getattr(layer, "options", {})}
    kernel = options.get("kernel_size") or _kernel_of(layer)
    if kernel is None:
        return None if type(layer).__name__.startswith(("Linear", "Flatten", "Adaptive")) else field
    stride = options.get("stride") or kernel
    kernels, strides, dilations = (shapes.pair(value) for value in (kernel, stride, options.get("dilation") or 1))
    grown = tuple(r + (k - 1) * d * j for r, k, d, j in zip(size, kernels, dilations, jump, strict=True))
    return grown, tuple(j * s for j, s in zip(jump, strides, strict=True))


def _kernel_of(layer: Any) -> tuple[int, int] | None:
    weight = getattr(getattr(layer, "weight", None), "value", None)
    return tuple(weight.shape[2:]) if weight is not None and weight.ndim == 4 else None
