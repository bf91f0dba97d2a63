"""Pooling in torch tensor operations: no call of a pooling of ``torch.nn.functional``.

Everything here runs on the device of its arguments and can be differentiated by autograd. A maximum is found first, as
the index of a pixel, and then gathered: so its gradient goes back to that one pixel. float16 and bfloat16 are summed in
float32.

Letters: N images, C channels, H x W pixels; windows of KH x KW taps; OH x OW output pixels; S, P, D for stride, padding
and dilation. Small letters are indices: n, c, oh, ow, kh, kw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from cnncourse.shapes import (
    Pair,
    PoolAxis,
    adaptive_cells,
    image_sizes,
    max_unpool2d_size,
    pool2d_axes,
    require_flag,
    require_pixels,
    require_shape,
    whole_number,
)
from cnncourse.torch.arrays import common_float, read
from cnncourse.torch.convolution import _windows, col2im


def max_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest pixel of each window.

    ::

        y[n, c, oh, ow] = max over kh, kw of x[n, c, oh * SH - PH + kh * DH, ow * SW - PW + kw * DW]

    Taps outside x are left out. A window that holds NaN gives NaN.

    Args:
        x: images (N, C, H, W). Values are chosen, nothing is computed: integers stay integers.
        kernel_size: KH and KW, an integer or a pair.
        stride: step between windows, an integer or (vertical, horizontal). None means ``kernel_size``.
        padding: how far windows may start outside x, an integer or (vertical, horizontal); at most half of
            ``kernel_size``.
        dilation: step between taps, an integer or (vertical, horizontal), at least 1.
        ceil_mode: whether a last window may hang over the edge, see :func:`~cnncourse.shapes.pool_output_size`.
        return_indices: whether to tell where each maximum was.

    Returns:
        (N, C, OH, OW), where OH = floor((H + 2 * PH - DH * (KH - 1) - 1) / SH) + 1, in the dtype of x. With
        ``return_indices`` also an int64 array of that shape: h * W + w of the winner in x. Of equal pixels
        the first wins, row by row. Of several NaN the last does, as in torch.

    Raises:
        ValueError: x is not 4-D or holds no real numbers, or an argument is out of range.

    Source:
        torch.nn.MaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    x = _real(x)
    vertical, horizontal = pool2d_axes(x.shape, kernel_size, stride, padding, dilation, ceil_mode)
    indices = _winners(x, vertical.cells(), horizontal.cells())
    y = _gather(x, indices)
    require_flag(return_indices, "return_indices")
    return (y, indices) if return_indices else y


def max_pool2d_backward(
    dy: Tensor,
    x: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`max_pool2d`.

    Only the winner of a window moves its output, so it alone gets the gradient. A pixel that wins several
    windows gets the sum:

    ::

        dx[n, c, winner of (oh, ow)] += dy[n, c, oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C, OH, OW).
        x: images (N, C, H, W) as given to :func:`max_pool2d`.
        kernel_size: as given to :func:`max_pool2d`.
        stride: as given to :func:`max_pool2d`.
        padding: as given to :func:`max_pool2d`.
        dilation: as given to :func:`max_pool2d`.
        ceil_mode: as given to :func:`max_pool2d`.

    Returns:
        (N, C, H, W). Each window has one winner, also among equal pixels: the first, row by row.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        torch.nn.MaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    dtype, (dy, x) = common_float(dy=dy, x=x)
    vertical, horizontal = pool2d_axes(x.shape, kernel_size, stride, padding, dilation, ceil_mode)
    y_shape = (*x.shape[:2], vertical.windows, horizontal.windows)
    require_shape("dy", dy.shape, y_shape, "the shape of max_pool2d(x, ...)")
    indices = _winners(x, vertical.cells(), horizontal.cells())
    return _add_at(dy, indices, x.shape).to(dtype)


def avg_pool2d(
    x: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the average of each window.

    ::

        y[n, c, oh, ow] = (sum over kh, kw of x_padded[n, c, oh * SH + kh, ow * SW + kw]) / divisor[oh, ow]

    The divisor is the number of cells of the window that lie in the padded image. For most windows that is
    KH * KW; it is less where ``ceil_mode`` lets a window hang over the edge of the padding.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        kernel_size: KH and KW, an integer or a pair.
        stride: step between windows, an integer or (vertical, horizontal). None means ``kernel_size``.
        padding: zeros around the images, an integer or (vertical, horizontal); at most half of ``kernel_size``.
        ceil_mode: whether a last window may hang over the edge, see :func:`~cnncourse.shapes.pool_output_size`.
        count_include_pad: whether the padded zeros count as cells. False averages over pixels of x alone.
        divisor_override: divides all windows by this number instead, at least 1.

    Returns:
        (N, C, OH, OW), where OH = floor((H + 2 * PH - KH) / SH) + 1, in the dtype of x.

    Raises:
        ValueError: x is not 4-D or holds no real numbers, or an argument is out of range.

    Source:
        torch.nn.AvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """
    dtype, (x,) = common_float(x=x)
    axes = pool2d_axes(x.shape, kernel_size, stride, padding, 1, ceil_mode)
    windows = _windows(x, kernel_size, _strides(axes), _sides(axes), 1)
    divisors = _divisors(axes, count_include_pad, divisor_override, x)
    return (windows.sum(dim=(2, 3)) / divisors).to(dtype)


def avg_pool2d_backward(
    dy: Tensor,
    x_shape: Sequence[int],
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`avg_pool2d`.

    Each output shares its gradient equally among the cells of its window. What falls on the padding is lost:

    ::

        dx_padded[n, c, oh * SH + kh, ow * SW + kw] += dy[n, c, oh, ow] / divisor[oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C, OH, OW).
        x_shape: (N, C, H, W) of the images. Their values do not matter.
        kernel_size: as given to :func:`avg_pool2d`.
        stride: as given to :func:`avg_pool2d`.
        padding: as given to :func:`avg_pool2d`.
        ceil_mode: as given to :func:`avg_pool2d`.
        count_include_pad: as given to :func:`avg_pool2d`.
        divisor_override: as given to :func:`avg_pool2d`.

    Returns:
        (N, C, H, W).

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        torch.nn.AvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """
    dtype, (dy,) = common_float(dy=dy)
    axes = vertical, horizontal = pool2d_axes(x_shape, kernel_size, stride, padding, 1, ceil_mode, "x_shape")
    N, C, H, W = x_shape
    OH, OW = vertical.windows, horizontal.windows
    require_shape("dy", dy.shape, (N, C, OH, OW), "the shape of avg_pool2d(x, ...)")
    shares = (dy / _divisors(axes, count_include_pad, divisor_override, dy)).reshape(N, C, 1, OH * OW)
    taps = vertical.kernel_size * horizontal.kernel_size
    columns = shares.expand(N, C, taps, OH * OW).reshape(N, C * taps, OH * OW)
    return col2im(columns, (N, C, H, W), kernel_size, _strides(axes), _sides(axes)).to(dtype)


def global_avg_pool2d(x: Tensor) -> Tensor:
    """Return the average of each channel of each image.

    ::

        y[n, c, 0, 0] = (sum over h, w of x[n, c, h, w]) / (H * W)

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.

    Returns:
        (N, C, 1, 1), in the dtype of x.

    Raises:
        ValueError: x is not 4-D or holds no real numbers.

    Source:
        Lin, Chen and Yan, Network In Network (2013), section 3.2: https://arxiv.org/abs/1312.4400
    """
    dtype, (x,) = common_float(x=x)
    image_sizes(x.shape)
    return x.mean(dim=(2, 3), keepdim=True).to(dtype)


def global_avg_pool2d_backward(dy: Tensor, x_shape: Sequence[int]) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`global_avg_pool2d`: each pixel gets the same share.

    ::

        dx[n, c, h, w] = dy[n, c, 0, 0] / (H * W)

    Args:
        dy: gradient of the loss with respect to the output, (N, C, 1, 1).
        x_shape: (N, C, H, W) of the images.

    Returns:
        (N, C, H, W).

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        Lin, Chen and Yan, Network In Network (2013), section 3.2: https://arxiv.org/abs/1312.4400
    """
    dtype, (dy,) = common_float(dy=dy)
    N, C, H, W = image_sizes(x_shape, "x_shape")
    require_shape("dy", dy.shape, (N, C, 1, 1), "the shape of global_avg_pool2d(x)")
    return (dy / (H * W)).to(dtype).repeat(1, 1, H, W)


def global_max_pool2d(x: Tensor) -> Tensor:
    """Return the largest pixel of each channel of each image.

    ::

        y[n, c, 0, 0] = max over h, w of x[n, c, h, w]

    Args:
        x: images (N, C, H, W). Integers stay integers.

    Returns:
        (N, C, 1, 1), in the dtype of x. A channel that holds NaN gives NaN.

    Raises:
        ValueError: x is not 4-D or holds no real numbers.

    Source:
        torch.nn.AdaptiveMaxPool2d, with output size 1:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    x = _real(x)
    return _gather(x, _winners(x, *adaptive_cells(x.shape, 1)))


def global_max_pool2d_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`global_max_pool2d`: all of it goes to the winner.

    ::

        dx[n, c, winner of (n, c)] = dy[n, c, 0, 0]

    Args:
        dy: gradient of the loss with respect to the output, (N, C, 1, 1).
        x: images (N, C, H, W).

    Returns:
        (N, C, H, W). Each channel has one winner, also among equal pixels: the first, row by row.

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        torch.nn.AdaptiveMaxPool2d, with output size 1:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    dtype, (dy, x) = common_float(dy=dy, x=x)
    cells = adaptive_cells(x.shape, 1)
    require_shape("dy", dy.shape, (*x.shape[:2], 1, 1), "the shape of global_max_pool2d(x)")
    return _add_at(dy, _winners(x, *cells), x.shape).to(dtype)


def adaptive_avg_pool2d(x: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """Return the average of each of OH x OW windows, which are chosen so that they cover x evenly.

    ::

        y[n, c, oh, ow] = mean of x[n, c, floor(oh * H / OH) : ceil((oh + 1) * H / OH),
                                          floor(ow * W / OW) : ceil((ow + 1) * W / OW)]

    Windows may differ in size by one, and neighbours may share a row or a column.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        output_size: OH and OW, an integer or a pair; None in a pair keeps the size of x.

    Returns:
        (N, C, OH, OW), in the dtype of x.

    Raises:
        ValueError: x is not 4-D or holds no real numbers, or ``output_size`` is out of range.

    Source:
        torch.nn.AdaptiveAvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """
    dtype, (x,) = common_float(x=x)
    rows, columns = adaptive_cells(x.shape, output_size)
    flat = torch.stack([x[:, :, h.start : h.stop].mean(dim=2) for h in rows], dim=2)
    return torch.stack([flat[..., w.start : w.stop].mean(dim=3) for w in columns], dim=3).to(dtype)


def adaptive_avg_pool2d_backward(dy: Tensor, x_shape: Sequence[int]) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`adaptive_avg_pool2d`.

    ::

        dx[n, c, h, w] += dy[n, c, oh, ow] / (pixels of window (oh, ow))    for each pixel (h, w) of the window

    Args:
        dy: gradient of the loss with respect to the output, (N, C, OH, OW). It tells the output size.
        x_shape: (N, C, H, W) of the images.

    Returns:
        (N, C, H, W).

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        torch.nn.AdaptiveAvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """
    dtype, (dy,) = common_float(dy=dy)
    _, _, OH, OW = image_sizes(dy.shape, "dy")
    rows, columns = adaptive_cells(x_shape, (OH, OW), "x_shape")
    N, C, H, W = x_shape
    require_shape("dy", dy.shape, (N, C, OH, OW), "N and C are those of x_shape")
    wide = dy.new_zeros(N, C, OH, W)
    for ow, w in enumerate(columns):
        wide[..., w.start : w.stop] += dy[..., ow, None] / len(w)
    dx = dy.new_zeros(N, C, H, W)
    for oh, h in enumerate(rows):
        dx[:, :, h.start : h.stop] += wide[:, :, oh, None] / len(h)
    return dx.to(dtype)


def adaptive_max_pool2d(x: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False) -> Any:
    """Return the largest pixel of each of OH x OW windows, those of :func:`adaptive_avg_pool2d`.

    ::

        y[n, c, oh, ow] = max of x[n, c, floor(oh * H / OH) : ceil((oh + 1) * H / OH),
                                         floor(ow * W / OW) : ceil((ow + 1) * W / OW)]

    Args:
        x: images (N, C, H, W). Integers stay integers.
        output_size: OH and OW, an integer or a pair; None in a pair keeps the size of x.
        return_indices: whether to tell where each maximum was.

    Returns:
        (N, C, OH, OW), in the dtype of x. With ``return_indices`` also h * W + w of each winner, as
        :func:`max_pool2d` does.

    Raises:
        ValueError: x is not 4-D or holds no real numbers, or ``output_size`` is out of range.

    Source:
        torch.nn.AdaptiveMaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    x = _real(x)
    indices = _winners(x, *adaptive_cells(x.shape, output_size))
    y = _gather(x, indices)
    require_flag(return_indices, "return_indices")
    return (y, indices) if return_indices else y


def adaptive_max_pool2d_backward(dy: Tensor, x: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`adaptive_max_pool2d`.

    ::

        dx[n, c, winner of (oh, ow)] += dy[n, c, oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C, OH, OW).
        x: images (N, C, H, W).
        output_size: as given to :func:`adaptive_max_pool2d`.

    Returns:
        (N, C, H, W). Each window has one winner, also among equal pixels: the first, row by row.

    Raises:
        ValueError: the shapes do not fit together, or ``output_size`` is out of range.

    Source:
        torch.nn.AdaptiveMaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    dtype, (dy, x) = common_float(dy=dy, x=x)
    rows, columns = adaptive_cells(x.shape, output_size)
    y_shape = (*x.shape[:2], len(rows), len(columns))
    require_shape("dy", dy.shape, y_shape, "the shape of adaptive_max_pool2d(x, output_size)")
    return _add_at(dy, _winners(x, rows, columns), x.shape).to(dtype)


def max_unpool2d(
    x: Tensor,
    indices: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put each maximum back where :func:`max_pool2d` found it, and 0 everywhere else.

    ::

        y[n, c, indices[n, c, oh, ow]] = x[n, c, oh, ow]

    Args:
        x: pooled images (N, C, OH, OW). Values are copied: integers stay integers.
        indices: h * W + w of each value, as :func:`max_pool2d` returns them. If two are equal, the values
            should be too: one of them is kept.
        kernel_size: as given to :func:`max_pool2d`.
        stride: as given to :func:`max_pool2d`.
        padding: as given to :func:`max_pool2d`.
        output_size: (H, W) or (N, C, H, W) of the images. None means H = (OH - 1) * SH - 2 * PH + KH, which
            is smaller than they were if the last rows or columns were in no window.

    Returns:
        (N, C, H, W), in the dtype of x.

    Raises:
        ValueError: the shapes do not fit together, an index names no pixel, or an argument is out of range.
        TypeError: the indices are no integers.

    Source:
        torch.nn.MaxUnpool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
    """
    x, indices = _real(x), read("indices", indices)
    H, W = max_unpool2d_size(x.shape, kernel_size, stride, padding, output_size)
    require_shape("indices", indices.shape, x.shape, "one index for each value of x")
    places = _indices(indices, (H, W)).flatten(2)
    y = x.new_zeros(*x.shape[:2], H * W).scatter(2, places, x.flatten(2))
    return y.unflatten(2, (H, W))


def max_unpool2d_backward(dy: Tensor, indices: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`max_unpool2d`.

    ::

        dx[n, c, oh, ow] = dy[n, c, indices[n, c, oh, ow]]

    Args:
        dy: gradient of the loss with respect to the output, (N, C, H, W).
        indices: (N, C, OH, OW) as given to :func:`max_unpool2d`.

    Returns:
        (N, C, OH, OW).

    Raises:
        ValueError: the shapes do not fit together, or an index names no pixel.
        TypeError: the indices are no integers.

    Source:
        torch.nn.MaxUnpool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
    """
    dtype, (dy,) = common_float(dy=dy)
    indices = read("indices", indices)
    N, C, H, W = image_sizes(dy.shape, "dy")
    _, _, OH, OW = image_sizes(indices.shape, "indices")
    require_shape("indices", indices.shape, (N, C, OH, OW), "N and C are those of dy")
    return _gather(dy, _indices(indices, (H, W))).to(dtype)


def _winners(x: Tensor, rows: list[range], columns: list[range]) -> Tensor:
    """Return h * W + w of the largest pixel of each window: the first of equal ones, the last of several NaN."""
    OH, OW, W = len(rows), len(columns), x.shape[3]
    pixels = _repeat_last(rows, x.device)[:, None, :, None] * W + _repeat_last(columns, x.device)[None, :, None, :]
    pixels = pixels.reshape(OH * OW, -1)
    windows = x.detach().flatten(2)[:, :, pixels]  # (N, C, OH * OW, KH * KW)
    winner = windows.argmax(dim=3)
    nan = windows.isnan()
    if nan.any():
        last = nan.shape[3] - 1 - nan.flip(3).to(torch.uint8).argmax(dim=3)
        winner = torch.where(nan.any(dim=3), last, winner)
    indices = pixels[torch.arange(OH * OW, device=x.device), winner]
    return indices.unflatten(2, (OH, OW))


def _repeat_last(windows: list[range], device: torch.device) -> Tensor:
    """Return the cells of the windows as the rows of a tensor; shorter windows see their last cell several times."""
    length = max(map(len, windows))
    return torch.tensor([[cells[min(k, len(cells) - 1)] for k in range(length)] for cells in windows], device=device)


def _gather(x: Tensor, indices: Tensor) -> Tensor:
    """Return the pixels of x at the indices h * W + w."""
    return x.flatten(2).gather(2, indices.flatten(2)).reshape(indices.shape)


def _add_at(dy: Tensor, indices: Tensor, shape: Sequence[int]) -> Tensor:
    """Return zeros (N, C, H, W) to which each dy is added at its index h * W + w; what meets adds up."""
    N, C, H, W = shape
    return dy.new_zeros(N, C, H * W).scatter_add(2, indices.flatten(2), dy.flatten(2)).reshape(N, C, H, W)


def _strides(axes: tuple[PoolAxis, PoolAxis]) -> Pair:
    return axes[0].stride, axes[1].stride


def _sides(axes: tuple[PoolAxis, PoolAxis]) -> tuple[Pair, Pair]:
    """Return the zeros on each side, with those that the last window needs in ceil mode."""
    vertical, horizontal = (
        (axis.padding, max(0, (axis.windows - 1) * axis.stride + axis.kernel_size - axis.size - axis.padding))
        for axis in axes
    )
    return vertical, horizontal


def _divisors(axes: tuple[PoolAxis, PoolAxis], count_include_pad, divisor_override, like: Tensor) -> Tensor:
    """Return what the sum of each window is divided by, (OH, OW)."""
    if divisor_override is not None:
        return like.new_tensor(whole_number(divisor_override, "divisor_override"))
    rows, columns = (like.new_tensor(axis.divisors(count_include_pad)) for axis in axes)
    return torch.outer(rows, columns)


def _real(x: Any) -> Tensor:
    x = read("x", x)
    if x.dtype.is_complex or x.dtype == torch.bool:
        raise ValueError(f"x must hold real numbers, but its dtype is {str(x.dtype).removeprefix('torch.')}")
    return x


def _indices(indices: Tensor, size: Pair) -> Tensor:
    if indices.dtype.is_floating_point or indices.dtype.is_complex or indices.dtype == torch.bool:
        dtype = str(indices.dtype).removeprefix("torch.")
        raise TypeError(f"indices must be whole numbers, but their dtype is {dtype}")
    if indices.numel():
        require_pixels(int(indices.min()), int(indices.max()), size)
    return indices.long()
