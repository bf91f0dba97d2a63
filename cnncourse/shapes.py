"""The arithmetic of layers: output size, padding, parameters, multiply-adds, receptive field.

Pure Python integers. Sizes come as one integer or as a pair (vertical, horizontal). The operators of
``cnncourse.numpy`` and ``cnncourse.torch`` check their arguments here, so that both say the same.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

__all__ = [
    "conv2d_output_shape",
    "conv_transpose2d_output_size",
    "mac_count",
    "output_size",
    "pair",
    "parameter_count",
    "pool_output_size",
    "receptive_field",
    "resolve_padding",
    "same_padding",
    "summary",
]

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]  # (top, bottom), (left, right)
Shape = Sequence[int]
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


def require_flag(value: Any, name: str) -> None:
    """Raise unless ``value`` is True or False: a number in its place is meant for another argument.

    Args:
        value: a bool of Python or NumPy.
        name: what the message calls the value.

    Raises:
        TypeError: ``value`` is neither.
    """
    if type(value).__name__ != "bool":
        raise TypeError(f"{name} must be True or False, but is {value!r} ({type(value).__name__})")


def pair(value: Any, name: str = "value", minimum: int = 1) -> Pair:
    """Return (vertical, horizontal): a pair as it is, an integer twice.

    Args:
        value: an integer, or two integers in a tuple or list.
        name: what the message calls the value.
        minimum: the smallest value allowed.

    Returns:
        (vertical, horizontal).

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

    Example:
        >>> same_padding(7, 4)  # three zeros, and the extra one at the end
        (1, 2)

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

    Source:
        torch.nn.Conv2d, "padding", which has all forms but the one with four numbers:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
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

    Example:
        >>> output_size(32, 5, stride=2)  # 14.5 windows: half a window does not count
        14
        >>> output_size((6, 9), (3, 2), padding=(1, 0))
        (6, 8)

    Source:
        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 6, and
        relationship 15 for dilation: https://arxiv.org/abs/1603.07285
    """
    paired = _any_pair(size, kernel_size, stride, padding, dilation)
    units = ("rows", "columns") if paired else ("cells", "cells")
    OH, OW = _output_sizes(pair(size, "size"), kernel_size, stride, padding, dilation, units)
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
        x_shape: (N, C, H, W). N may be 0, and then H and W too; the others are at least 1.
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
    N, C, H, W = _conv2d_sizes(x_shape)
    C_out, channels, KH, KW = _four_sizes("weight", weight_shape, ("C_out", "C/groups", "KH", "KW"))
    G = whole_number(groups, "groups")
    if channels * G != C:
        raise ValueError(
            f"x has {C} channels but weight expects {channels * G} (weight.shape[1]={channels}, groups={G})"
        )
    if C_out % G:
        raise ValueError(f"weight has {C_out} filters (weight.shape[0]), which do not divide into groups={G}")
    OH, OW = _output_sizes((H, W), (KH, KW), stride, padding, dilation)
    return N, C_out, OH, OW


@overload
def conv_transpose2d_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, output_padding: int = 0, dilation: int = 1
) -> int: ...
@overload
def conv_transpose2d_output_size(
    size: Pair,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    dilation: int | Pair = 1,
) -> Pair: ...
def conv_transpose2d_output_size(size, kernel_size, stride=1, padding=0, output_padding=0, dilation=1):
    """Return the size of an input that a convolution would shrink to ``size``: what its transpose gives.

    OH = (H - 1) * SH - 2 * PH + DH * (KH - 1) + 1 + output_padding, and likewise OW.

    With a stride, several inputs shrink to the same size, because :func:`output_size` rounds down.
    ``output_padding`` says by how many cells the one that is meant exceeds the smallest.

    Args:
        size: H, or (H, W); at least 1.
        kernel_size: KH, or (KH, KW); at least 1.
        stride: SH, or (SH, SW); at least 1.
        padding: PH, or (PH, PW): cells that are cut off both sides of the output.
        output_padding: cells that the output has in addition, at the bottom and the right; less than the stride
            or less than the dilation.
        dilation: DH, or (DH, DW); at least 1.

    Returns:
        OH for integers; (OH, OW) if any argument is a pair.

    Raises:
        ValueError: an argument is out of range, or nothing is left of the output.

    Source:
        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), relationship 14:
        https://arxiv.org/abs/1603.07285; with dilation, torch.nn.ConvTranspose2d, "Shape":
        https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
    """
    paired = _any_pair(size, kernel_size, stride, padding, output_padding, dilation)
    units = ("rows", "columns") if paired else ("cells", "cells")
    OH, OW = _transposed_sizes(pair(size, "size"), kernel_size, stride, padding, output_padding, dilation, units)
    return (OH, OW) if paired else OH


def conv_transpose2d_output_shape(
    x_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> tuple[int, int, int, int]:
    """Return the shape of ``conv_transpose2d(x, weight, ...)``, or say why the arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        weight_shape: (C, C_out / groups, KH, KW).
        stride: (vertical, horizontal), at least 1.
        padding: an integer or (vertical, horizontal).
        output_padding: an integer or (vertical, horizontal).
        groups: at least 1; C must divide by it.
        dilation: (vertical, horizontal), at least 1.

    Returns:
        (N, C_out, OH, OW).

    Raises:
        ValueError: the shapes, or the shapes and an argument, do not fit together.

    Source:
        torch.nn.ConvTranspose2d, "Shape":
        https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
    """
    N, C, H, W = _conv2d_sizes(x_shape)
    filters, channels, KH, KW = _four_sizes("weight", weight_shape, ("C", "C_out/groups", "KH", "KW"))
    G = whole_number(groups, "groups")
    if filters != C:
        raise ValueError(f"x has {C} channels but weight expects {filters} (weight.shape[0])")
    if C % G:
        raise ValueError(f"x has {C} channels, which do not divide into groups={G}")
    OH, OW = _transposed_sizes((H, W), (KH, KW), stride, padding, output_padding, dilation)
    return N, channels * G, OH, OW


def depthwise_conv2d_output_shape(
    x_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    name: str = "weight",
) -> tuple[int, int, int, int]:
    """Return the shape of ``depthwise_conv2d(x, weight, ...)``, or say why the arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        weight_shape: (C * m, 1, KH, KW).
        stride: (vertical, horizontal), at least 1.
        padding: any form that :func:`resolve_padding` takes.
        dilation: (vertical, horizontal), at least 1.
        name: what a message calls the filters.

    Returns:
        (N, C * m, OH, OW).

    Raises:
        ValueError: the shapes, or the shapes and an argument, do not fit together.
    """
    _, C, _, _ = _conv2d_sizes(x_shape)
    C_out, channels, _, _ = _four_sizes(name, weight_shape, ("C*m", "1", "KH", "KW"))
    if channels != 1:
        raise ValueError(f"a depthwise filter sees 1 channel but {name}.shape[1] is {channels}")
    if C_out % C:
        raise ValueError(f"{name} has {C_out} filters ({name}.shape[0]), no multiple of the {C} channels of x")
    return conv2d_output_shape(x_shape, weight_shape, stride, padding, dilation, groups=C)


def pointwise_conv2d_output_shape(
    x_shape: Sequence[int], weight_shape: Sequence[int], name: str = "weight"
) -> tuple[int, int, int, int]:
    """Return the shape of ``pointwise_conv2d(x, weight)``, or say why the arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        weight_shape: (C_out, C, 1, 1).
        name: what a message calls the filters.

    Returns:
        (N, C_out, H, W).

    Raises:
        ValueError: the filters are not 1x1, or have another number of channels than x.
    """
    N, C, H, W = _conv2d_sizes(x_shape)
    C_out, channels, KH, KW = _four_sizes(name, weight_shape, ("C_out", "C", "1", "1"))
    if (KH, KW) != (1, 1):
        raise ValueError(f"a pointwise filter is 1x1 but those of {name} are {KH}x{KW}, {name}.shape[2:]")
    if channels != C:
        raise ValueError(f"x has {C} channels but {name} expects {channels} ({name}.shape[1])")
    return N, C_out, H, W


def separable_conv2d_output_shape(
    x_shape: Sequence[int],
    depthwise_shape: Sequence[int],
    pointwise_shape: Sequence[int],
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> tuple[int, int, int, int]:
    """Return the shape of ``separable_conv2d(x, ...)``, or say why the arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        depthwise_shape: (C * m, 1, KH, KW).
        pointwise_shape: (C_out, C * m, 1, 1).
        stride: (vertical, horizontal), at least 1.
        padding: any form that :func:`resolve_padding` takes.
        dilation: (vertical, horizontal), at least 1.

    Returns:
        (N, C_out, OH, OW).

    Raises:
        ValueError: the shapes, or the shapes and an argument, do not fit together.
    """
    middle = depthwise_conv2d_output_shape(x_shape, depthwise_shape, stride, padding, dilation, "depthwise_weight")
    _, channels, _, _ = _four_sizes("pointwise_weight", pointwise_shape, ("C_out", "C*m", "1", "1"))
    if channels != middle[1]:
        raise ValueError(
            f"depthwise_weight makes {middle[1]} channels (depthwise_weight.shape[0]) but pointwise_weight "
            f"expects {channels} (pointwise_weight.shape[1])"
        )
    return pointwise_conv2d_output_shape(middle, pointwise_shape, "pointwise_weight")


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


@overload
def pool_output_size(
    size: int,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int: ...
@overload
def pool_output_size(
    size: int | Pair,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
) -> int | Pair: ...
def pool_output_size(size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Return how many windows a pooling has.

    OH = floor((H + 2 * PH - (DH * (KH - 1) + 1)) / SH) + 1, and likewise OW.

    ``ceil_mode`` rounds up instead: the last window may hang over the edge. It must still start inside the
    input or inside the padding before it, otherwise it is dropped.

    Args:
        size: H, or (H, W); at least 1.
        kernel_size: KH, or (KH, KW); at least 1.
        stride: SH, or (SH, SW); at least 1. None means ``kernel_size``: windows side by side.
        padding: PH, or (PH, PW), cells on both sides; at most half of ``kernel_size``.
        dilation: DH, or (DH, DW); at least 1.
        ceil_mode: whether to round up.

    Returns:
        OH for integers; (OH, OW) if any argument is a pair.

    Raises:
        ValueError: an argument is out of range, the kernel does not fit into the padded input, or a window
            would see nothing but padding.

    Source:
        torch.nn.MaxPool2d, "Shape" and the note on ceil_mode:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    paired = _any_pair(size, kernel_size, stride, padding, dilation)
    units = ("rows", "columns") if paired else ("cells", "cells")
    vertical, horizontal = _pool_axes(size, kernel_size, stride, padding, dilation, ceil_mode, units)
    return (vertical.windows, horizontal.windows) if paired else vertical.windows


def image_sizes(shape: Sequence[int], name: str = "x") -> tuple[int, ...]:
    """Return N, C, H, W of an array of images.

    Args:
        shape: its shape. N may be 0, the others are at least 1.
        name: what a message calls the array.

    Raises:
        ValueError: the array is not 4-D, or has no pixels.
    """
    return _four_sizes(name, shape, ("N", "C", "H", "W"))


@dataclass(frozen=True)
class PoolAxis:
    """The windows of a pooling in one direction: tap k of window o meets cell o * stride - padding + k * dilation."""

    size: int
    kernel_size: int
    stride: int
    padding: int
    dilation: int
    windows: int

    def cells(self) -> list[range]:
        """Return the cells of the input that each window meets. The padding has none."""
        extent = self.dilation * (self.kernel_size - 1) + 1
        starts = [o * self.stride - self.padding for o in range(self.windows)]
        return [
            range(start if start >= 0 else start % self.dilation, min(start + extent, self.size), self.dilation)
            for start in starts
        ]

    def taps(self) -> Iterator[tuple[slice, slice]]:
        """Yield, for each tap of the kernel, the windows in which it meets the input and the cells it meets there."""
        for k in range(self.kernel_size):
            offset = k * self.dilation - self.padding
            first = max(0, -(offset // self.stride))
            last = min(self.windows - 1, (self.size - 1 - offset) // self.stride)
            if first <= last:
                start, end = offset + first * self.stride, offset + last * self.stride
                yield slice(first, last + 1), slice(start, end + 1, self.stride)

    def divisors(self, count_include_pad: bool) -> list[int]:
        """Return the length of each window. What hangs over the edge of the padding never counts."""
        require_flag(count_include_pad, "count_include_pad")
        if not count_include_pad:
            return [len(cells) for cells in self.cells()]
        starts = [o * self.stride for o in range(self.windows)]  # counted from the first padded cell
        return [min(start + self.kernel_size, self.size + 2 * self.padding) - start for start in starts]


def pool2d_axes(
    x_shape: Sequence[int],
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    name: str = "x",
) -> tuple[PoolAxis, PoolAxis]:
    """Return the vertical and the horizontal windows of a pooling, or say why its arguments do not fit together.

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        kernel_size: (KH, KW), at least 1.
        stride: (vertical, horizontal), at least 1; None means ``kernel_size``.
        padding: (vertical, horizontal), at most half of ``kernel_size``.
        dilation: (vertical, horizontal), at least 1.
        ceil_mode: as in :func:`pool_output_size`.
        name: what a message calls the array of shape ``x_shape``.

    Raises:
        ValueError: x is not 4-D, an argument is out of range, or the kernel does not fit.
    """
    _, _, H, W = image_sizes(x_shape, name)
    return _pool_axes((H, W), kernel_size, stride, padding, dilation, ceil_mode, ("rows", "columns"))


def adaptive_cells(x_shape: Sequence[int], output_size: Any, name: str = "x") -> tuple[list[range], list[range]]:
    """Return the rows and the columns of the windows of an adaptive pooling.

    Window oh covers the rows from floor(oh * H / OH) up to, but not including, ceil((oh + 1) * H / OH).

    Args:
        x_shape: (N, C, H, W). N may be 0, the others are at least 1.
        output_size: OH and OW, an integer or a pair; None in a pair keeps the size of x.
        name: what a message calls the array of shape ``x_shape``.

    Raises:
        ValueError: x is not 4-D, or ``output_size`` has none of these forms.

    Source:
        torch.nn.AdaptiveAvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """
    _, _, H, W = image_sizes(x_shape, name)
    if isinstance(output_size, (tuple, list)) and len(output_size) == 2:
        output_size = [size if wanted is None else wanted for size, wanted in zip((H, W), output_size, strict=True)]
    OH, OW = pair(output_size, "output_size")
    return _bins(H, OH), _bins(W, OW)


def max_unpool2d_size(
    x_shape: Sequence[int],
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Sequence[int] | None = None,
) -> Pair:
    """Return (H, W) of the images that a max pooling shrank to ``x_shape``.

    H = (OH - 1) * SH - 2 * PH + KH, and likewise W. Several sizes pool to the same one, so ``output_size`` may name
    another one, less than a stride away.

    Args:
        x_shape: (N, C, OH, OW). N may be 0, the others are at least 1.
        kernel_size: as given to the pooling.
        stride: as given to the pooling.
        padding: as given to the pooling.
        output_size: (H, W) or (N, C, H, W), or None for the formula above.

    Raises:
        ValueError: an argument is out of range, or ``output_size`` is too far from the formula.
    """
    sizes = _four_sizes("x", x_shape, ("N", "C", "OH", "OW"))[2:]
    kernels, steps, margins = _pool_pairs(kernel_size, stride, padding)
    formula = [(o - 1) * s - 2 * p + k for o, k, s, p in zip(sizes, kernels, steps, margins, strict=True)]
    if output_size is None and min(formula) == 0:
        raise ValueError(
            f"x may come from images of {formula[0]} x {formula[1]} pixels or more: name their size with output_size"
        )
    wanted_size = formula if output_size is None else output_size
    if not isinstance(wanted_size, (tuple, list)) or len(wanted_size) not in (2, 4):
        raise ValueError(f"output_size must be (H, W) or (N, C, H, W), but is {output_size!r}")
    H, W = pair(tuple(wanted_size)[-2:], "output_size")
    for wanted, usual, step, unit in zip((H, W), formula, steps, ("rows", "columns"), strict=True):
        if abs(wanted - usual) >= step:
            raise ValueError(
                f"output_size asks for {wanted} {unit}, but {max(1, usual - step + 1)} to {usual + step - 1} "
                f"are possible: {usual}, give or take less than the stride {step}"
            )
    return H, W


def require_pixels(smallest: int, largest: int, size: Pair) -> None:
    """Raise a ValueError unless indices from ``smallest`` to ``largest`` name pixels of an H x W image.

    Args:
        smallest: the smallest index.
        largest: the largest index.
        size: (H, W).

    Raises:
        ValueError: an index names no pixel.
    """
    H, W = size
    for index in (smallest, largest):
        if not 0 <= index < H * W:
            raise ValueError(f"indices hold {index} but an image has {H} * {W} pixels: they run from 0 to {H * W - 1}")


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

    Example:
        >>> parameter_count(3, 6, 5)  # 6 filters of 3 * 5 * 5 weights and a bias
        456

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

    Example:
        >>> mac_count(64, 64, 3, output_size=224)  # the second layer of VGG-16
        1849688064

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

    Example:
        >>> receptive_field([(3, 1, 1)] * 3)
        7
        >>> receptive_field([(7, 2, 1), (3, 2, 1)])  # after a stride of 2, a step is two cells
        11

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


def _output_sizes(lengths, kernel_size, stride, padding, dilation, units=("rows", "columns")) -> Pair:
    sides = resolve_padding(padding, lengths, kernel_size, stride, dilation)
    kernels, steps, gaps = pair(kernel_size, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    OH, OW = map(_windows_that_fit, lengths, kernels, steps, sides, gaps, units)
    return OH, OW


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


def _transposed_sizes(
    lengths, kernel_size, stride, padding, output_padding, dilation, units=("rows", "columns")
) -> Pair:
    kernels, strides, dilations = pair(kernel_size, "kernel_size"), pair(stride, "stride"), pair(dilation, "dilation")
    paddings, extras = pair(padding, "padding", minimum=0), pair(output_padding, "output_padding", minimum=0)
    for extra, stride, dilation in zip(extras, strides, dilations, strict=True):
        if extra >= max(stride, dilation):
            raise ValueError(
                f"output_padding must be less than the stride or the dilation, but is {extra} where stride is {stride} "
                f"and dilation is {dilation}"
            )
    OH, OW = map(_transposed_size, lengths, kernels, strides, paddings, extras, dilations, units)
    return OH, OW


def _transposed_size(size, kernel_size, stride, padding, extra, dilation, unit) -> int:
    reach = (size - 1) * stride + dilation * (kernel_size - 1) + 1 + extra
    if reach <= 2 * padding:
        raise ValueError(f"padding {padding} cuts 2*{padding} {unit} off the output, but there are {reach}")
    return reach - 2 * padding


def _pool_pairs(kernel_size, stride, padding) -> tuple[Pair, Pair, Pair]:
    kernels = pair(kernel_size, "kernel_size")
    steps = kernels if stride is None else pair(stride, "stride")
    margins = pair(padding, "padding", minimum=0)
    for kernel, margin in zip(kernels, margins, strict=True):
        if margin > kernel // 2:
            raise ValueError(
                f"padding {margin} is more than half of kernel_size {kernel}: a window could see padding alone. "
                f"Use at most {kernel // 2}"
            )
    return kernels, steps, margins


def _pool_axes(size, kernel_size, stride, padding, dilation, ceil_mode, units) -> tuple[PoolAxis, PoolAxis]:
    kernels, steps, margins = _pool_pairs(kernel_size, stride, padding)
    lengths, gaps = pair(size, "size"), pair(dilation, "dilation")
    require_flag(ceil_mode, "ceil_mode")
    ceil_modes = (ceil_mode, ceil_mode)
    OH, OW = map(_pool_windows, lengths, kernels, steps, margins, gaps, ceil_modes, units)
    vertical, horizontal = map(PoolAxis, lengths, kernels, steps, margins, gaps, (OH, OW))
    return vertical, horizontal


def _pool_windows(size, kernel_size, stride, padding, dilation, ceil_mode, unit) -> int:
    room = size + 2 * padding - dilation * (kernel_size - 1) - 1  # for steps of the window; below 0 it hangs over
    if ceil_mode and room > -stride:
        windows = -(-room // stride) + 1
        windows -= (windows - 1) * stride >= size + padding  # a window that starts behind the input
    else:
        windows = _windows_that_fit(size, kernel_size, stride, (padding, padding), dilation, unit)
    for start in range(-padding, min(0, windows * stride - padding), stride):
        if start % dilation >= size:  # the first tap that is not on the padding before the input
            raise ValueError(
                f"dilation {dilation} steps over all {size} {unit}: a window that starts at {start} sees padding alone"
            )
    return windows


def _bins(size: int, bins: int) -> list[range]:
    return [range(o * size // bins, -(-(o + 1) * size // bins)) for o in range(bins)]


def sizes(shape: Any, name: str) -> tuple[Any, ...]:
    """Return a shape as a tuple, or say that it is none."""
    if isinstance(shape, str) or not hasattr(shape, "__iter__"):
        raise ValueError(f"{name} must be a shape such as (2, 3), but is {shape!r} ({type(shape).__name__})")
    return tuple(shape)


def _four_sizes(
    name: str, shape: Sequence[int], letters: tuple[str, str, str, str], may_be_0: str = "N"
) -> tuple[int, ...]:
    found = sizes(shape, name)
    if len(found) != 4:
        raise ValueError(
            f"{name} has {len(found)} dimensions, shape {found}, but 4 are expected: ({', '.join(letters)})"
        )
    return tuple(
        whole_number(size, f"{letter} of {name}", minimum=0 if letter in may_be_0 else 1)
        for size, letter in zip(found, letters, strict=True)
    )


def _conv2d_sizes(shape: Sequence[int]) -> tuple[int, ...]:
    """Return N, C, H, W of x. An image needs pixels, but where there is no image, H and W may be 0 as well."""
    empty = len(shape) == 4 and shape[0] == 0
    return _four_sizes("x", shape, ("N", "C", "H", "W"), may_be_0="NHW" if empty else "N")


def _taps(c_in: int, c_out: int, kernel_size: int | Pair, groups: int) -> int:
    """Return how many products make one output value: C_in / groups * KH * KW."""
    KH, KW = pair(kernel_size, "kernel_size")
    G = whole_number(groups, "groups")
    for name, channels in (("c_in", c_in), ("c_out", c_out)):
        if whole_number(channels, name) % G:
            raise ValueError(f"{name}={channels} does not divide by groups={G}")
    return c_in // G * KH * KW


def summary(model: Any, input_shape: tuple[int, ...] | None = None) -> Any:
    """List the layers of a network with their outputs, parameters, multiply-adds, memory and receptive fields.

    Args:
        model: a ``torch.nn.Module``, a ``Sequential`` of :mod:`cnncourse.numpy.layers`, or a name that
            :func:`cnncourse.networks.create` takes.
        input_shape: (C, H, W) of one image; with a name, None for the images that the network was published for.

    Returns:
        A table that prints as text and shows as HTML in a notebook; its ``rows`` hold the numbers. Multiply-adds are
        those of convolutions and linear layers, for one image. The receptive field is given as long as each layer
        takes the output of the one before; behind a branch, or a function that is no layer, it is not known.

    Raises:
        ValueError: there is no network of that name, or no input_shape for a model that is not named.
    """
    from cnncourse.summary import summarise, summarise_named

    if isinstance(model, str):
        return summarise_named(model, input_shape)
    if input_shape is None:
        raise ValueError(f"input_shape is None, but the layers of a {type(model).__name__} need an image (C, H, W)")
    return summarise(model, input_shape)
