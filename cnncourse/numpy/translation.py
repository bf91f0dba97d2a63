"""What each torch operator is in NumPy, for :func:`cnncourse.numpy.compile`.

Three tables: of modules, of functions, of methods of tensors. An operator that works on every number alone may
write its result into its first argument, if nothing else reads that; those stand in :data:`IN_PLACE`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.fx import GraphModule, Node
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from cnncourse import numpy as ops
from cnncourse.numpy import algorithms
from cnncourse.numpy.algorithms import winograd
from cnncourse.numpy.arrays import Array


def numbers(tensor: torch.Tensor) -> Array:
    """Copy a tensor into an array."""
    return tensor.detach().cpu().numpy().copy()


class Convolution:
    """conv2d whose weights stay the same, so that Winograd's transform of them can be kept."""

    def __init__(self, conv: nn.Conv2d) -> None:
        if conv.padding_mode != "zeros":
            raise ValueError(f"padding_mode={conv.padding_mode!r}, but compile knows zeros only")
        self.weight = numbers(conv.weight)
        self.bias = None if conv.bias is None else numbers(conv.bias)[:, None, None]
        self.options = conv.stride, conv.padding, conv.dilation, conv.groups
        self.transformed: Array | None = None

    def __call__(self, x: Array) -> Array:
        """Convolve by the algorithm that suits the shapes, and add the bias."""
        name = algorithms.choose(x.shape, self.weight.shape, *self.options)
        if name == "winograd":
            if self.transformed is None:
                self.transformed = winograd.transform(self.weight, self.options[-1])
            y = winograd.forward(x, self.weight, *self.options, U=self.transformed)
        else:
            y = algorithms.FORWARD[name](x, self.weight, *self.options)
        if self.bias is not None:
            y += self.bias
        return y


class Affine:
    """A batch norm that no convolution precedes: one multiplication and one addition a channel."""

    def __init__(self, norm: nn.BatchNorm2d) -> None:
        if norm.running_mean is None or norm.running_var is None:
            raise ValueError("a batch norm without running statistics depends on the other images of the batch")
        mean, var = numbers(norm.running_mean), numbers(norm.running_var)
        weight = numbers(norm.weight) if norm.affine else np.ones_like(mean)
        bias = numbers(norm.bias) if norm.affine else np.zeros_like(mean)
        scale = weight / np.sqrt(var + norm.eps)
        self.scale, self.shift = scale[:, None, None], (bias - mean * scale)[:, None, None]

    def __call__(self, x: Array, out: Array | None = None) -> Array:
        """Return x * scale + shift."""
        y = np.multiply(x, self.scale, out=out)
        y += self.shift
        return y


def _relu(x: Array, out: Array | None = None, inplace: bool = False) -> Array:
    return np.clip(x, 0, np.inf, out=out)  # faster than np.maximum(x, 0)


def _relu6(x: Array, out: Array | None = None, inplace: bool = False) -> Array:
    return np.clip(x, 0, 6, out=out)


def _hard_sigmoid(x: Array, out: Array | None = None, inplace: bool = False) -> Array:
    y = np.multiply(x, x.dtype.type(1 / 6), out=out)
    y += x.dtype.type(0.5)
    return np.clip(y, 0, 1, out=y)


def _hard_swish(x: Array, inplace: bool = False) -> Array:
    y = _hard_sigmoid(x)
    y *= x
    return y


def _like_first(ufunc: np.ufunc) -> Callable[..., Array]:
    """Return the ufunc so that it takes an ``out`` which has the wrong shape where an array is broadcast."""

    def compute(x: Any, other: Any, out: Array | None = None) -> Array:
        fits = out is not None and np.broadcast_shapes(np.shape(x), np.shape(other)) == out.shape
        return ufunc(x, other, out=out if fits else None)

    return compute


def _pool(function: Callable, *names: str) -> Callable[[Any], Callable]:
    """Return how a pooling module becomes a function of x with the module's attributes of these names."""
    return lambda module: partial(function, **{name: getattr(module, name) for name in names})


_add, _multiply = _like_first(np.add), _like_first(np.multiply)
_WINDOW = "kernel_size", "stride", "padding", "ceil_mode"
_AVERAGE = "count_include_pad", "divisor_override"


def _constant(function: Callable) -> Callable[[Any], Callable]:
    return lambda module: function


MODULES: dict[type, Callable[[Any], Callable[..., Any]]] = {
    nn.Conv2d: Convolution,
    nn.BatchNorm2d: Affine,
    nn.Linear: lambda m: partial(
        ops.linear, weight=numbers(m.weight), bias=None if m.bias is None else numbers(m.bias)
    ),
    nn.MaxPool2d: _pool(ops.max_pool2d, *_WINDOW, "dilation"),
    nn.AvgPool2d: _pool(ops.avg_pool2d, *_WINDOW, *_AVERAGE),
    nn.AdaptiveAvgPool2d: _pool(ops.adaptive_avg_pool2d, "output_size"),
    nn.AdaptiveMaxPool2d: _pool(ops.adaptive_max_pool2d, "output_size"),
    nn.ConstantPad2d: lambda m: partial(_pad, pad=m.padding, value=m.value),
    nn.LocalResponseNorm: _pool(ops.local_response_norm, "size", "alpha", "beta", "k"),
    nn.Flatten: _pool(ops.flatten, "start_dim"),
    nn.ReLU: _constant(_relu),
    nn.ReLU6: _constant(_relu6),
    nn.Hardsigmoid: _constant(_hard_sigmoid),
    nn.Hardswish: _constant(_hard_swish),
    nn.Sigmoid: _constant(ops.sigmoid),
    nn.Tanh: _constant(ops.tanh),
    nn.SiLU: _constant(ops.silu),
    nn.Softmax: lambda m: partial(ops.softmax, dim=m.dim),
    nn.Identity: _constant(lambda x: x),
    nn.Dropout: _constant(lambda x: x),
    nn.Dropout2d: _constant(lambda x: x),
}


def _flatten(x: Array, start_dim: int = 0, end_dim: int = -1) -> Array:
    end = end_dim % x.ndim + 1
    return x.reshape(*x.shape[:start_dim], -1, *x.shape[end:])


def _unflatten(x: Array, dim: int, sizes: Sequence[int]) -> Array:
    dim %= x.ndim
    return x.reshape(*x.shape[:dim], *sizes, *x.shape[dim + 1 :])


def _mean(x: Array, dim: Any = None, keepdim: bool = False) -> Array:
    return np.mean(x, axis=tuple(dim) if isinstance(dim, Sequence) else dim, keepdims=keepdim)


def _chunk(x: Array, chunks: int, dim: int = 0) -> list[Array]:
    size = -(-x.shape[dim] // chunks)
    return np.split(x, range(size, x.shape[dim], size), axis=dim)


def _split(x: Array, sizes: int | Sequence[int], dim: int = 0) -> list[Array]:
    if isinstance(sizes, int):
        return np.split(x, range(sizes, x.shape[dim], sizes), axis=dim)
    return np.split(x, np.cumsum(sizes)[:-1], axis=dim)


def _largest(x: Array, dim: Any, keepdim: bool = False) -> Array:
    return np.max(x, axis=tuple(dim) if isinstance(dim, Sequence) else dim, keepdims=keepdim)


def _sum(x: Array, dim: Any = None, keepdim: bool = False) -> Array:
    return np.sum(x, axis=tuple(dim) if isinstance(dim, Sequence) else dim, keepdims=keepdim)


def _reshape_as(x: Array, other: Array) -> Array:
    return x.reshape(other.shape)


def _pad(x: Array, pad: Sequence[int], mode: str = "constant", value: float | None = 0) -> Array:
    before = [(0, 0)] * (x.ndim - len(pad) // 2)
    sides = [(pad[i], pad[i + 1]) for i in range(len(pad) - 2, -1, -2)]  # torch begins with the last axis
    return np.pad(x, before + sides, constant_values=value or 0)


def _softmax(x: Array, dim: int = -1, **_: Any) -> Array:
    return ops.softmax(x, dim)


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    operator.add: _add,
    operator.iadd: _add,
    torch.add: _add,
    operator.mul: _multiply,
    operator.imul: _multiply,
    torch.mul: _multiply,
    operator.getitem: operator.getitem,
    operator.truediv: np.divide,
    operator.sub: np.subtract,
    operator.pow: np.power,
    operator.neg: np.negative,
    operator.matmul: np.matmul,
    torch.cat: lambda tensors, dim=0: np.concatenate(tensors, axis=dim),
    torch.flatten: _flatten,
    torch.chunk: _chunk,
    torch.split: _split,
    torch.amax: _largest,
    torch.matmul: np.matmul,
    torch.mean: _mean,
    torch.softmax: _softmax,
    F.softmax: _softmax,
    torch.relu: _relu,
    F.relu: _relu,
    F.relu6: _relu6,
    torch.sigmoid: ops.sigmoid,
    torch.tanh: ops.tanh,
    F.hardsigmoid: _hard_sigmoid,
    F.hardswish: _hard_swish,
    F.pad: _pad,
    F.max_pool2d: ops.max_pool2d,
    F.avg_pool2d: ops.avg_pool2d,
    F.adaptive_avg_pool2d: ops.adaptive_avg_pool2d,
}

METHODS: dict[str, Callable[..., Any]] = {
    "flatten": _flatten,
    "unflatten": _unflatten,
    "transpose": np.swapaxes,
    "mean": _mean,
    "chunk": _chunk,
    "split": _split,
    "amax": _largest,
    "matmul": np.matmul,
    "square": np.square,
    "sum": _sum,
    "unsqueeze": np.expand_dims,
    "reshape_as": _reshape_as,
    "softmax": _softmax,
    "sigmoid": ops.sigmoid,
    "relu": _relu,
    "contiguous": np.ascontiguousarray,
    "add": _add,
    "mul": _multiply,
}

IN_PLACE = {_relu, _relu6, _hard_sigmoid, _add, _multiply}
VIEWS = {
    operator.getitem,
    "flatten",
    "unflatten",
    "transpose",
    "chunk",
    "split",
    "contiguous",
    "unsqueeze",
    "reshape_as",
}
VIEWS |= {torch.flatten, torch.chunk, torch.split}
VIEWS |= {nn.Flatten, nn.Identity, nn.Dropout, nn.Dropout2d}


def translate(node: Node, model: GraphModule) -> Callable[..., Any]:
    """Return the NumPy function for a node of a traced network.

    Raises:
        ValueError: there is none; the message says what the node is.
    """
    if node.op == "get_attr":
        value = numbers(_attribute(model, str(node.target)))
        return lambda: value
    function = _function(node, model)
    if function in IN_PLACE or isinstance(function, Affine):
        owned = next((n for n in node.args if isinstance(n, Node) and _is_owned(n, node, model)), None)
        if owned is not None:
            return _writing_to(function, node.args.index(owned))
    return function


def fold_batch_norms(model: GraphModule) -> GraphModule:
    """Give each convolution that only a batch norm reads the scale and the shift of that batch norm."""
    called = [node.target for node in model.graph.nodes]
    for norm in list(model.graph.nodes):
        conv = norm.args[0] if norm.args else None
        if not isinstance(conv, Node) or list(conv.users) != [norm] or called.count(conv.target) > 1:
            continue
        if (_kind(conv, model), _kind(norm, model)) == (nn.Conv2d, nn.BatchNorm2d):
            first, second = (_module(node, model) for node in (conv, norm))
            model.set_submodule(str(conv.target), fuse_conv_bn_eval(first, second))
            norm.replace_all_uses_with(conv)
            model.graph.erase_node(norm)
    return model


def _function(node: Node, model: GraphModule) -> Callable[..., Any]:
    kind = _kind(node, model)
    if node.op == "call_module" and kind in MODULES:
        return MODULES[kind](_module(node, model))
    table: dict[Any, Any] = METHODS if node.op == "call_method" else FUNCTIONS
    if node.op == "call_module" or kind not in table:
        what = getattr(kind, "__name__", kind)
        raise ValueError(f"compile has no NumPy function for {what} (step {node.name!r} of the network)")
    return table[kind]


def _kind(node: Node, model: GraphModule) -> Any:
    return type(_module(node, model)) if node.op == "call_module" else node.target


def _module(node: Node, model: GraphModule) -> Any:
    return model.get_submodule(str(node.target))


def _is_owned(node: Node, user: Node, model: GraphModule) -> bool:
    """Say whether the result of a node is an array of its own that only this user reads."""
    own = node.op not in ("placeholder", "get_attr") and _kind(node, model) not in VIEWS
    return own and list(node.users) == [user]


def _writing_to(function: Callable[..., Any], position: int) -> Callable[..., Any]:
    return lambda *args, **kwargs: function(*args, **kwargs, out=args[position])


def _attribute(model: GraphModule, path: str) -> Any:
    return operator.attrgetter(path)(model)
