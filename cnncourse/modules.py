"""Observe a block of a network that a learner wrote as a torch module.

Attribute names are the learner's own. So the weights go by what a layer is and when it runs: the first 3x3
convolution that is run gets the same numbers in every answer, and a batch norm those of the convolution before it.
A block that does the right thing then gives the right numbers, however it is written.

Nothing here knows a reference. torch is imported where a module is there to be observed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from cnncourse.probing import Case

TERMS = 20_000  # more than any sum in a block of the course has
KINDS = "convolution", "batch norm", "linear layer", "other layer"
# What is recorded of a pass, by the names that torch's functions have. All else is arithmetic that shows in numbers.
OPERATIONS = {
    "convolution": ("conv2d",),
    "batch norm": ("batch_norm",),
    "linear layer": ("linear",),
    "ReLU": ("relu", "relu_", "clamp_min", "clamp_min_"),
    "ReLU6": ("relu6", "hardtanh", "hardtanh_"),
    "hard swish": ("hardswish", "hardswish_"),
    "sigmoid": ("sigmoid", "sigmoid_"),
    "hard sigmoid": ("hardsigmoid", "hardsigmoid_"),
    "SiLU": ("silu", "silu_"),
    "max pool": ("max_pool2d", "_max_pool2d"),
    "average pool": ("avg_pool2d",),
    "mean of each map": ("adaptive_avg_pool2d", "mean"),
    "addition": ("add", "add_", "__add__", "__iadd__", "__radd__"),
    "multiplication": ("mul", "mul_", "__mul__", "__imul__", "__rmul__"),
    "concatenation": ("cat", "concat", "concatenate"),
}
NAMES = tuple(OPERATIONS)
CODES = {function: code for code, functions in enumerate(OPERATIONS.values()) for function in functions}


def module_case(name: str, arguments: Mapping[str, Any], look: Callable[..., Any], **more: Any) -> Case:
    """Make a case that builds a module from arguments and looks at it.

    Args:
        name: of the case, as it reads on a card.
        arguments: of the constructor, by name.
        look: one of the functions below, its own arguments bound: ``partial(output, x_shape=..., seed=...)``.
        more: further fields of the case.
    """
    words = WORDS.get(getattr(look, "func", look))
    return Case(name, arguments, drive=partial(_driven, look=look), terms=TERMS, **({"words": words} | more))


def draw_seed(rng: np.random.Generator) -> int:
    """Draw a seed for the images and weights of a case."""
    return int(rng.integers(1 << 30))


def _driven(answer: Any, case: Case, look: Callable[..., Any]) -> Any:
    import torch

    torch.manual_seed(0)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return look(built(answer, case))
    finally:
        torch.set_num_threads(threads)


def built(answer: Any, case: Case) -> Any:
    """Build the module in float64.

    Raises:
        TypeError: what was built is no torch module.
    """
    from torch import nn

    module = answer(*case.args.values(), **case.options)
    if not isinstance(module, nn.Module):
        raise TypeError(f"{type(module).__name__} is no torch.nn.Module: derive the class from it")
    if type(module).forward is nn.Module.forward:  # torch's NotImplementedError would read as "not attempted yet"
        raise AttributeError(f"{type(module).__name__} has no method called forward, spelt so and inside the class")
    return module.double()


# ------------------------------------------------------------ what there is to see


def output(module: Any, x_shape: Sequence[int], seed: int, training: bool = False, scale: float = 1.0) -> np.ndarray:
    """Return the output for drawn images, times ``scale``, and drawn weights."""
    import torch

    x = scale * images(x_shape, seed)
    filled(module, x, seed)
    with torch.no_grad():
        return _array(module.train(training)(x))


def input_gradient(module: Any, x_shape: Sequence[int], seed: int, training: bool = False) -> np.ndarray:
    """Return the gradient of a weighted sum of the output with respect to the images."""
    x = images(x_shape, seed)
    filled(module, x, seed)
    x.requires_grad_()
    y = module.train(training)(x)
    (y * images(y.shape, seed + 1)).sum().backward()
    return _array(x.grad)


def parameter_counts(module: Any, x_shape: Sequence[int]) -> np.ndarray:
    """Return how many numbers the convolutions, the batch norms, the linear layers and all else learn."""
    counts = dict.fromkeys(KINDS, 0)
    for layer in module.modules():
        counts[_kind(layer)] += sum(p.numel() for p in layer.parameters(recurse=False))
    return np.array(list(counts.values()))


def running_statistics(module: Any, x_shape: Sequence[int], seed: int) -> np.ndarray:
    """Return the running means and variances of all batch norms after one pass in training mode, sorted by role."""
    import torch

    x = images(x_shape, seed)
    by_role = sorted((role, layer) for layer, role in filled(module, x, seed) if _kind(layer) == "batch norm")
    norms = [layer for _, layer in by_role]
    with torch.no_grad():
        module.train()(x)
    return np.concatenate([_array(t) for norm in norms for t in (norm.running_mean, norm.running_var)] or [np.zeros(0)])


def operations(module: Any, x_shape: Sequence[int], ordered: bool = True) -> np.ndarray:
    """Return what the block does to images in evaluation mode, a row (code, KH, KW, SH, SW, groups) a step.

    The code is an index of :data:`NAMES`; the other columns are those of a convolution, and 0 for all else. Where
    branches may be run in any order, ``ordered=False`` sorts the rows.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    steps: list[tuple[int, ...]] = []

    class Recorder(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            kwargs = kwargs or {}
            code = CODES.get(getattr(func, "__name__", ""))
            if code is not None:
                steps.append((code, *(_convolution(args, kwargs) if NAMES[code] == "convolution" else (0,) * 5)))
            return func(*args, **kwargs)

    with torch.no_grad(), Recorder():
        module.eval()(images(x_shape, 0))
    return np.array(steps if ordered else sorted(steps), dtype=int).reshape(-1, 6)


def _convolution(args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[int, ...]:
    given = dict(zip(("input", "weight", "bias", "stride", "padding", "dilation", "groups"), args, strict=False))
    given |= kwargs
    stride = given.get("stride", 1)
    return (*given["weight"].shape[2:], *((stride,) * 2 if isinstance(stride, int) else stride), given.get("groups", 1))


def operation_words(steps: np.ndarray) -> list[str]:
    """Put the rows of :func:`operations` into words: "3x3 convolution, stride 2"."""
    return [_words(*map(int, step)) for step in steps] if steps.ndim == 2 and steps.shape[1] == 6 else []


def _words(code: int, KH: int, KW: int, SH: int, SW: int, groups: int) -> str:
    if not 0 <= code < len(NAMES):
        return "something unknown"
    if NAMES[code] != "convolution":
        return NAMES[code]
    stride = "" if SH == SW == 1 else f" of stride {SH}" if SH == SW else f" of stride {SH}x{SW}"
    return f"{KH}x{KW} convolution{stride}{f' in {groups} groups' if groups > 1 else ''}"


def count_words(counts: np.ndarray) -> list[str]:
    """Put what :func:`parameter_counts` returns into words: "36 numbers in batch norms"."""
    return [f"{int(n):,} numbers in {kind}s" for n, kind in zip(counts.ravel(), KINDS, strict=False) if n]


WORDS: dict[Any, Callable[[np.ndarray], list[str]]] = {parameter_counts: count_words, operations: operation_words}


# ----------------------------------------------------------------------- weights


def images(shape: Sequence[int], seed: int) -> Any:
    """Draw images of float64 around 0.3, so that a ReLU cuts some and a mean shows."""
    import torch

    return torch.from_numpy(np.random.default_rng([seed, 1]).normal(0.3, 1.0, tuple(shape)))


def filled(module: Any, x: Any, seed: int) -> list[tuple[Any, str]]:
    """Give every layer weights that depend on its role; return the layers with their roles, in order of use."""
    import torch

    roles = _roles(module, x.clone())  # a block may write into its input
    with torch.no_grad():
        for layer, role in roles:
            for name, tensor in [*layer.named_parameters(recurse=False), *layer.named_buffers(recurse=False)]:
                rng = np.random.default_rng([seed, zlib.crc32(f"{role} {name}".encode())])
                if tensor.dtype.is_floating_point:
                    tensor.copy_(torch.from_numpy(_numbers(rng, name, tuple(tensor.shape))))
    return roles


def _numbers(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name == "running_var" or (name == "weight" and len(shape) == 1):
        return rng.uniform(0.5, 1.5, shape)
    if name == "running_mean" or len(shape) < 2:
        return rng.normal(0.2, 0.5, shape)
    return rng.normal(0.1 / np.sqrt(np.prod(shape[1:])), 1 / np.sqrt(np.prod(shape[1:])), shape)


def _roles(module: Any, x: Any) -> list[tuple[Any, str]]:
    """Name each layer that has numbers of its own: by kind and shape, and how many alike have run before it."""
    import torch

    found: dict[Any, str] = {}
    made_by: list[tuple[Any, str]] = []  # outputs of convolutions, and the roles of these
    seen: Counter[str] = Counter()

    def note(layer: Any, args: Any, y: Any) -> None:
        if layer in found:
            return
        before = next((role for tensor, role in reversed(made_by) if args and tensor is args[0]), None)
        kind = f"{_kind(layer)} {[tuple(t.shape) for t in layer.parameters(recurse=False)]}"
        base = f"{kind} after {before}" if before and _kind(layer) == "batch norm" else kind
        found[layer] = f"{base} no. {seen[base]}"
        seen[base] += 1
        if _kind(layer) == "convolution":
            made_by.append((y, found[layer]))

    layers = [m for m in module.modules() if [*m.parameters(recurse=False), *m.buffers(recurse=False)]]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    state = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    try:
        with torch.no_grad():
            module.eval()(x)
    finally:
        for hook in hooks:
            hook.remove()
        module.load_state_dict(state)
    unused = [(layer, f"unused {_kind(layer)}") for layer in layers if layer not in found]
    return [*found.items(), *unused]


def _kind(layer: Any) -> str:
    from torch import nn

    if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.ConvTranspose2d):
        return "convolution"
    if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
        return "batch norm"
    return "linear layer" if isinstance(layer, nn.Linear) else "other layer"


def _array(tensor: Any) -> np.ndarray:
    if not hasattr(tensor, "detach"):
        raise TypeError(f"forward returned {type(tensor).__name__}; a tensor is expected")
    return tensor.detach().cpu().numpy()
