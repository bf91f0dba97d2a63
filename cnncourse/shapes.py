"""The arithmetic of layers: output size, padding, parameters, multiply-adds, receptive field.

Pure Python integers. Sizes come as one integer or as a pair (vertical, horizontal). The operators of
``cnncourse.numpy`` and ``cnncourse.torch`` check their arguments here, so that both say the same.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any, overload

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]  # (top, bottom), (left, right)
Padding = int | Pair | Sides | str

PADDING_FORMS = 'an integer, a pair (vertical, horizontal), ((top, bottom), (left, right)), "same" or "valid"'


def whole_number(value: Any, name: str, minimum: int = 1) -> int:
    """Return ``value`` as an int of at least ``minimum``, or say what is wrong with it.

    Args:
        value: an integer of Python, NumPy or torch. ``True`` and ``2.0`` are refused: they are mistakes.
        name: what the message calls the value.
        minimum: the smallest value allowed.

    Raises:
        ValueError: ``value`` is no integer, or too small.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise ValueError(f"{name} must be a whole number, but is {value!r} ({type(value).__name__})")
    if number < minimum:
        raise ValueError(f"{name} must be at least {minimum}, but is {number}")
    return number


def pair(value: Any, name: str = "value", minimum: int = 1) -> Pair:
    """Return (vertical, horizontal): a pair as it is, an integer twice.

    Args:
        value: an integer, or two integers in a tuple or list.
        name: what the message calls the value.
        minimum: the smallest value allowed.

    Raises:
        ValueError: not one or two integers of at least ``minimum``.
    """
    if not isinstance(value, (tuple, list)):
        number = whole_number(value, name, minimum)
        return number, number
    if len(value) != 2:
        raise ValueError(
            f"{name} must be a whole number or a pair (vertical, horizontal), but has {len(value)} entries: {value!r}"
        )
    return whole_number(value[0], name, minimum), whole_number(value[1], name, minimum)


def require_shape(name: str, shape: Sequence[int], expected: Sequence[int], reason: str) -> None:
    """Raise a ValueError that states both shapes unless ``shape`` equals ``expected``.

    Args:
        name: what the message calls the array.
        shape: the shape it has.
        expected: the shape it must have.
        reason: where the expected shape comes from.

    Raises:
        ValueError: the shapes differ.
    """
    if tuple(shape) != tuple(expected):
        raise ValueError(f"{name} has shape {tuple(shape)} but {tuple(expected)} is expected: {reason}")


@overload
def same_padding(size: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> Pair: ...
@overload
def same_padding(
    size: int | Pair, kernel_size: int | Pair, stride: int | Pair = 1, dilation: int | Pair = 1
) -> Pair | Sides: ...
def same_padding(size, kernel_size, stride=1, dilation=1):
    """Return how many zeros "same" padding puts before and after the input.

    total = max(0, (ceil(size / stride) - 1) * stride + dilation * (kernel_size - 1) + 1 - size)

    The output has ceil(size / stride) cells, and ``total`` is how many zeros its last window needs. Half of
    them go before the input. If the number is odd, the extra one goes after: to the bottom, to the right.
    torch has padding="same" for stride 1 only, and agrees there. Larger strides follow TensorFlow.

    Args:
        size: cells of the input, at least 1.
        kernel_size: cells of the kernel, at least 1.
        stride: step between windows, at least 1.
        dilation: step between taps of the kernel, at least 1.

    Returns:
        (before, after) for integers; ((top, bottom), (left, right)) if any argument is a pair.

    Raises:
        ValueError: an argument is no integer of at least 1.

    Source:
        TensorFlow, "Notes on padding": https://www.tensorflow.org/api_docs/python/tf/nn
    """
    sides = resolve_padding("same", size, kernel_size, stride, dilation)
    return sides if _any_pair(size, kernel_size, stride, dilation) else sides[0]


def resolve_padding(
    padding: Any,
    size: int | Pair,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
) -> Sides:
    """Return the zeros on each side, ((top, bottom), (left, right)), for any form of ``padding``.

    Args:
        padding: cells on both sides as an integer or a pair (vertical, horizontal); or
            ((top, bottom), (left, right)); or "same" (see :func:`same_padding`); or "valid" (none).
        size: (H, W) of the input. Together with the next three it matters for "same" alone.
        kernel_size: (KH, KW).
        stride: (vertical, horizontal).
        dilation: (vertical, horizontal).

    Returns:
        ((top, bottom), (left, right)).

    Raises:
        ValueError: ``padding`` has none of these forms, or a number is negative.
    """
    if isinstance(padding, str):
        return _named_padding(padding, size, kernel_size, stride, dilation)
    if isinstance(padding, (tuple, list)) and any(isinstance(side, (tuple, list)) for side in padding):
        if len(padding) != 2 or any(not isinstance(side, (tuple, list)) or len(side) != 2 for side in padding):
            raise ValueError(f"padding must be {PADDING_FORMS}, but is {padding!r}")
        return pair(padding[0], "padding", minimum=0), pair(padding[1], "padding", minimum=0)
    vertical, horizontal = pair(padding, "padding", minimum=0)
    return (vertical, vertical), (horizontal, horizontal)


@overload
def output_size(size: int, kernel_size: int, stride: int = 1, padding: int | str = 0, dilation: int = 1) -> int: ...
@overload
def output_size(
    size: Pair,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Pair: ...
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return how many windows fit into the padded input.

    OH = floor((H + top + bottom - (DH * (KH - 1) + 1)) / SH) + 1, and likewise OW.

    Args:
        size: H, or (H, W); at least 1.
        kernel_size: KH, or (KH, KW); at least 1.
        stride: SH, or (SH, SW); at least 1.
        padding: any form that :func:`resolve_padding` takes.
        dilation: DH, or (DH, DW); at least 1.

    Returns:
        OH for integers; (OH, OW) if any argument is a pair.

    Raises:
        ValueError: an argument is out of range, or the kernel does not fit into the padded input.

    Source:
        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 6, and
        relationship 15 for dilation: https://arxiv.org/abs/1603.07285
    """
    sides = resolve_padding(padding, size, kernel_size, stride, dilation)
    paired = _any_pair(size, kernel_size, stride, padding, dilation)
    lengths = pair(size, "size")
    kernels, steps, gaps = (
        pair(kernel_size, "kernel_size"),
        pair(stride, "stride"),
        pair(dilation, "dilation"),
    )
    units = ("rows", "columns") if paired else ("cells", "cells")
    OH, OW = map(_windows_that_fit, lengths, kernels, steps, sides, gaps, units)
    return (OH, OW) if paired else OH


def conv2d_output_shape(
    x_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> tuple[int, int, int, int]:
    """Return the shape of ``conv2d(x, weight, ...)``, or say why the arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        weight_shape: (C_out, C / groups, KH, KW).
        stride: (vertical, horizontal), at least 1.
        padding: any form that :func:`resolve_padding` takes.
        dilation: (vertical, horizontal), at least 1.
        groups: at least 1; C and C_out must divide by it.

    Returns:
        (N, C_out, OH, OW).

    Raises:
        ValueError: the shapes, or the shapes and an argument, do not fit together.

    Source:
        torch.nn.Conv2d, "Shape": https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
    """
    N, C, H, W = _four_sizes("x", x_shape, ("N", "C", "H", "W"))
    C_out, channels, KH, KW = _four_sizes("weight", weight_shape, ("C_out", "C/groups", "KH", "KW"))
    G = whole_number(groups, "groups")
    if channels * G != C:
        raise ValueError(
            f"x has {C} channels but weight expects {channels * G} (weight.shape[1]={channels}, groups={G})"
        )
    if C_out % G:
        raise ValueError(f"weight has {C_out} filters (weight.shape[0]), which do not divide into groups={G}")
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    return N, C_out, OH, OW


def im2col_shape(
    x_shape: Sequence[int],
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    name: str = "x",
) -> tuple[int, int, int]:
    """Return the shape of ``im2col(x, kernel_size, ...)``: (N, C * KH * KW, OH * OW).

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        kernel_size: (KH, KW), at least 1.
        stride: (vertical, horizontal), at least 1.
        padding: any form that :func:`resolve_padding` takes.
        dilation: (vertical, horizontal), at least 1.
        name: what a message calls the array of shape ``x_shape``.

    Raises:
        ValueError: x is not 4-D, an argument is out of range, or the kernel does not fit.
    """
    N, C, H, W = _four_sizes(name, x_shape, ("N", "C", "H", "W"))
    KH, KW = pair(kernel_size, "kernel_size")
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    return N, C * KH * KW, OH * OW


def parameter_count(c_in: int, c_out: int, kernel_size: int | Pair, groups: int = 1, bias: bool = True) -> int:
    """Count the parameters of a convolution: C_out * (C_in / groups * KH * KW + 1), without bias no + 1.

    Args:
        c_in: channels of the input, at least 1.
        c_out: channels of the output, at least 1.
        kernel_size: (KH, KW), at least 1.
        groups: at least 1; both channel numbers must divide by it.
        bias: whether each output channel has a bias.

    Returns:
        The number of weights and biases.

    Raises:
        ValueError: an argument is out of range, or the channels do not divide by ``groups``.

    Source:
        torch.nn.Conv2d, "Variables": https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
    """
    return c_out * (_taps(c_in, c_out, kernel_size, groups) + bool(bias))


def mac_count(c_in: int, c_out: int, kernel_size: int | Pair, output_size: int | Pair, groups: int = 1) -> int:
    """Count the multiply-adds of a convolution on one image: OH * OW * C_out * (C_in / groups * KH * KW).

    Every output value is a sum of C_in / groups * KH * KW products. Products with a padded zero count too.
    The addition of the bias is not counted. One multiply-add is two floating point operations.

    Args:
        c_in: channels of the input, at least 1.
        c_out: channels of the output, at least 1.
        kernel_size: (KH, KW), at least 1.
        output_size: (OH, OW), at least 1.
        groups: at least 1; both channel numbers must divide by it.

    Returns:
        The number of multiply-adds for one image.

    Raises:
        ValueError: an argument is out of range, or the channels do not divide by ``groups``.

    Source:
        Howard et al., MobileNets (2017), section 3.1: https://arxiv.org/abs/1704.04861
    """
    OH, OW = pair(output_size, "output_size")
    return OH * OW * c_out * _taps(c_in, c_out, kernel_size, groups)


@overload
def receptive_field(layers: Sequence[tuple[int, int, int]]) -> int: ...
@overload
def receptive_field(layers: Sequence[tuple[int | Pair, int | Pair, int | Pair]]) -> int | Pair: ...
def receptive_field(layers):
    """Return how many cells of the input, side by side, one cell of the output depends on.

    r = 1 + sum over layers l of (k_l - 1) * d_l * (s_1 * ... * s_{l-1})

    The stride of a layer counts for the layers after it, never for the layer itself. Padding does not enter.

    Args:
        layers: (kernel_size, stride, dilation) of each layer, the one at the input first; pooling layers too.

    Returns:
        r for integers; (vertical, horizontal) if any entry is a pair. Without layers: 1.

    Raises:
        ValueError: a layer has not three entries, or an entry is out of range.

    Source:
        Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill (2019):
        https://distill.pub/2019/computing-receptive-fields
    """
    field, jump = [1, 1], [1, 1]  # jump: the distance, in the input, of neighbouring cells of this layer
    for number, layer in enumerate(layers, start=1):
        if not isinstance(layer, (tuple, list)) or len(layer) != 3:
            raise ValueError(f"layer {number} must be (kernel_size, stride, dilation), but is {layer!r}")
        k, s, d = (
            pair(entry, f"{name} of layer {number}")
            for entry, name in zip(layer, ("kernel_size", "stride", "dilation"), strict=True)
        )
        field = [field[axis] + (k[axis] - 1) * d[axis] * jump[axis] for axis in (0, 1)]
        jump = [jump[axis] * s[axis] for axis in (0, 1)]
    paired = any(_any_pair(*layer) for layer in layers)
    return (field[0], field[1]) if paired else field[0]


def _any_pair(*values: Any) -> bool:
    return any(isinstance(value, (tuple, list)) for value in values)


def _named_padding(name, size, kernel_size, stride, dilation) -> Sides:
    if name == "valid":
        return (0, 0), (0, 0)
    if name != "same":
        raise ValueError(f"padding must be {PADDING_FORMS}, but is {name!r}")
    lengths, kernels = pair(size, "size"), pair(kernel_size, "kernel_size")
    vertical, horizontal = map(_same_on_one_axis, lengths, kernels, pair(stride, "stride"), pair(dilation, "dilation"))
    return vertical, horizontal


def _same_on_one_axis(size: int, kernel_size: int, stride: int, dilation: int) -> Pair:
    end_of_last_window = (math.ceil(size / stride) - 1) * stride + dilation * (kernel_size - 1) + 1
    total = max(0, end_of_last_window - size)
    return total // 2, total - total // 2


def _windows_that_fit(size: int, kernel_size: int, stride: int, sides: Pair, dilation: int, unit: str) -> int:
    extent = dilation * (kernel_size - 1) + 1
    padded = size + sum(sides)
    if extent > padded:
        added = f"2*{sides[0]}" if sides[0] == sides[1] else f"({sides[0]} + {sides[1]})"
        raise ValueError(
            f"kernel {kernel_size} (dilation {dilation}) does not fit into {size} + {added} {unit}: "
            f"it spans {extent} but there are {padded}. Use a smaller kernel, less dilation or more padding"
        )
    return (padded - extent) // stride + 1


def _four_sizes(name: str, shape: Sequence[int], letters: tuple[str, str, str, str]) -> tuple[int, ...]:
    if len(shape) != 4:
        raise ValueError(
            f"{name} has {len(shape)} dimensions, shape {tuple(shape)}, but 4 are expected: ({', '.join(letters)})"
        )
    return tuple(
        whole_number(size, f"{letter} of {name}", minimum=0 if letter == "N" else 1)
        for size, letter in zip(shape, letters, strict=True)
    )


def _taps(c_in: int, c_out: int, kernel_size: int | Pair, groups: int) -> int:
    """Return how many products make one output value: C_in / groups * KH * KW."""
    KH, KW = pair(kernel_size, "kernel_size")
    G = whole_number(groups, "groups")
    for name, channels in (("c_in", c_in), ("c_out", c_out)):
        if whole_number(channels, name) % G:
            raise ValueError(f"{name}={channels} does not divide by groups={G}")
    return c_in // G * KH * KW
