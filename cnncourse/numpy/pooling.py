"""Pooling in NumPy: one number for each window, the largest or the average.

Padding never takes part: a maximum is taken over the pixels of the window, and an average adds nothing for it. A window
is a rectangle, so its rows can be combined first and its columns after: KH + KW steps instead of KH * KW. The work goes
through a few planes (one channel of one image) at a time, which stay in the cache of the processor.

Letters: N images, C channels, H x W pixels; windows of KH x KW taps; OH x OW output pixels; S, P, D for stride, padding
and dilation. Small letters are indices: n, c, oh, ow, kh, kw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cnncourse.numpy.arrays import Array, common_float, read
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

TILE = 2**19  # bytes that are worked on at a time


def max_pool2d(
    x: Array,
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

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> max_pool2d(x, 2)
        array([[[[8, 6]]]])

    Source:
        torch.nn.MaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    x = _real(x)
    vertical, horizontal = pool2d_axes(x.shape, kernel_size, stride, padding, dilation, ceil_mode)
    require_flag(return_indices, "return_indices")
    if return_indices:
        return _winners(x, vertical.cells(), horizontal.cells())
    return _slide(np.maximum, _lowest(x.dtype), x, vertical, horizontal)


def max_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
) -> Array:
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

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> dy = np.array([10.0, 20.0]).reshape(1, 1, 1, 2)
        >>> max_pool2d_backward(dy, x, 2)[0, 0]
        array([[ 0., 10.,  0.,  0.],
               [ 0.,  0.,  0., 20.]])

    Source:
        torch.nn.MaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
    """
    dy, x = common_float(dy=dy, x=x)
    vertical, horizontal = pool2d_axes(x.shape, kernel_size, stride, padding, dilation, ceil_mode)
    y_shape = (*x.shape[:2], vertical.windows, horizontal.windows)
    require_shape("dy", dy.shape, y_shape, "the shape of max_pool2d(x, ...)")
    if np.isfinite(x).all() and np.isfinite(dy).all():
        return _slide_to_winners(dy, x, vertical, horizontal)
    _, indices = _winners(x, vertical.cells(), horizontal.cells())
    return _add_at(dy, indices, x.shape[2:])


def avg_pool2d(
    x: Array,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
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

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> avg_pool2d(x, 2)
        array([[[[5., 4.]]]])

    Source:
        torch.nn.AvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """
    (x,) = common_float(x=x)
    axes = pool2d_axes(x.shape, kernel_size, stride, padding, 1, ceil_mode)
    y = _slide(np.add, 0, x, *axes)
    y /= _divisors(*axes, count_include_pad, divisor_override, x.dtype)
    return y


def avg_pool2d_backward(
    dy: Array,
    x_shape: Sequence[int],
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
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

    Example:
        >>> dy = np.array([4.0, 8.0]).reshape(1, 1, 1, 2)
        >>> avg_pool2d_backward(dy, (1, 1, 2, 4), 2)[0, 0]
        array([[1., 1., 2., 2.],
               [1., 1., 2., 2.]])

    Source:
        torch.nn.AvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
    """
    (dy,) = common_float(dy=dy)
    axes = vertical, horizontal = pool2d_axes(x_shape, kernel_size, stride, padding, 1, ceil_mode, "x_shape")
    y_shape = (*x_shape[:2], vertical.windows, horizontal.windows)
    require_shape("dy", dy.shape, y_shape, "the shape of avg_pool2d(x, ...)")
    return _slide_back(dy / _divisors(*axes, count_include_pad, divisor_override, dy.dtype), vertical, horizontal)


def global_avg_pool2d(x: Array) -> Array:
    """Return the average of each channel of each image.

    ::

        y[n, c, 0, 0] = (sum over h, w of x[n, c, h, w]) / (H * W)

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.

    Returns:
        (N, C, 1, 1), in the dtype of x.

    Raises:
        ValueError: x is not 4-D or holds no real numbers.

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> global_avg_pool2d(x)
        array([[[[4.5]]]])

    Source:
        Lin, Chen and Yan, Network In Network (2013), section 3.2: https://arxiv.org/abs/1312.4400
    """
    (x,) = common_float(x=x)
    N, C, H, W = image_sizes(x.shape)
    sums = x.reshape(N, C, H * W) @ np.ones(H * W, x.dtype)  # a matrix product adds faster than x.sum here
    return (sums / (H * W)).reshape(N, C, 1, 1)


def global_avg_pool2d_backward(dy: Array, x_shape: Sequence[int]) -> Array:
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

    Example:
        >>> global_avg_pool2d_backward(np.array([[[[8.0]]]]), (1, 1, 2, 4))[0, 0]
        array([[1., 1., 1., 1.],
               [1., 1., 1., 1.]])

    Source:
        Lin, Chen and Yan, Network In Network (2013), section 3.2: https://arxiv.org/abs/1312.4400
    """
    (dy,) = common_float(dy=dy)
    N, C, H, W = image_sizes(x_shape, "x_shape")
    require_shape("dy", dy.shape, (N, C, 1, 1), "the shape of global_avg_pool2d(x)")
    return np.broadcast_to(dy / dy.dtype.type(H * W), (N, C, H, W)).copy()


def global_max_pool2d(x: Array) -> Array:
    """Return the largest pixel of each channel of each image.

    ::

        y[n, c, 0, 0] = max over h, w of x[n, c, h, w]

    Args:
        x: images (N, C, H, W). Integers stay integers.

    Returns:
        (N, C, 1, 1), in the dtype of x. A channel that holds NaN gives NaN.

    Raises:
        ValueError: x is not 4-D or holds no real numbers.

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> global_max_pool2d(x)
        array([[[[8]]]])

    Source:
        torch.nn.AdaptiveMaxPool2d, with output size 1:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    x = _real(x)
    image_sizes(x.shape)
    return x.max(axis=(2, 3), keepdims=True)


def global_max_pool2d_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> global_max_pool2d_backward(np.array([[[[10.0]]]]), x)[0, 0]
        array([[ 0., 10.,  0.,  0.],
               [ 0.,  0.,  0.,  0.]])

    Source:
        torch.nn.AdaptiveMaxPool2d, with output size 1:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    dy, x = common_float(dy=dy, x=x)
    cells = adaptive_cells(x.shape, 1)
    require_shape("dy", dy.shape, (*x.shape[:2], 1, 1), "the shape of global_max_pool2d(x)")
    return _add_at(dy, _winners(x, *cells)[1], x.shape[2:])


def adaptive_avg_pool2d(x: Array, output_size: int | Sequence[int | None]) -> Array:
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

    Example:
        >>> x = np.array([1.0, 2.0, 6.0, 7.0, 8.0]).reshape(1, 1, 1, 5)
        >>> adaptive_avg_pool2d(x, (1, 2))  # both windows hold the 6
        array([[[[3., 7.]]]])

    Source:
        torch.nn.AdaptiveAvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """
    (x,) = common_float(x=x)
    rows, columns = adaptive_cells(x.shape, output_size)
    _, _, H, W = x.shape
    if H % len(rows) == 0 and W % len(columns) == 0:  # windows of one size, side by side
        return avg_pool2d(x, (H // len(rows), W // len(columns)))
    flat = np.stack([x[:, :, h.start : h.stop].mean(axis=2) for h in rows], axis=2)
    return np.stack([flat[..., w.start : w.stop].mean(axis=3) for w in columns], axis=3)


def adaptive_avg_pool2d_backward(dy: Array, x_shape: Sequence[int]) -> Array:
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

    Example:
        >>> dy = np.array([3.0, 6.0]).reshape(1, 1, 1, 2)
        >>> adaptive_avg_pool2d_backward(dy, (1, 1, 1, 5))
        array([[[[1., 1., 3., 2., 2.]]]])

    Source:
        torch.nn.AdaptiveAvgPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
    """
    (dy,) = common_float(dy=dy)
    _, _, OH, OW = image_sizes(dy.shape, "dy")
    rows, columns = adaptive_cells(x_shape, (OH, OW), "x_shape")
    N, C, H, W = x_shape
    require_shape("dy", dy.shape, (N, C, OH, OW), "N and C are those of x_shape")
    wide = np.zeros((N, C, OH, W), dy.dtype)
    for ow, w in enumerate(columns):
        wide[..., w.start : w.stop] += dy[..., ow, None] / dy.dtype.type(len(w))
    dx = np.zeros((N, C, H, W), dy.dtype)
    for oh, h in enumerate(rows):
        dx[:, :, h.start : h.stop] += wide[:, :, oh, None] / dy.dtype.type(len(h))
    return dx


def adaptive_max_pool2d(x: Array, output_size: int | Sequence[int | None], return_indices: bool = False) -> Any:
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

    Example:
        >>> x = np.array([1.0, 2.0, 6.0, 7.0, 8.0]).reshape(1, 1, 1, 5)
        >>> adaptive_max_pool2d(x, (1, 2))
        array([[[[6., 8.]]]])

    Source:
        torch.nn.AdaptiveMaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    x = _real(x)
    require_flag(return_indices, "return_indices")
    y, indices = _winners(x, *adaptive_cells(x.shape, output_size))
    return (y, indices) if return_indices else y


def adaptive_max_pool2d_backward(dy: Array, x: Array, output_size: int | Sequence[int | None]) -> Array:
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

    Example:
        >>> x = np.array([1.0, 2.0, 6.0, 7.0, 8.0]).reshape(1, 1, 1, 5)
        >>> dy = np.array([10.0, 20.0]).reshape(1, 1, 1, 2)
        >>> adaptive_max_pool2d_backward(dy, x, (1, 2))
        array([[[[ 0.,  0., 10.,  0., 20.]]]])

    Source:
        torch.nn.AdaptiveMaxPool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
    """
    dy, x = common_float(dy=dy, x=x)
    rows, columns = adaptive_cells(x.shape, output_size)
    y_shape = (*x.shape[:2], len(rows), len(columns))
    require_shape("dy", dy.shape, y_shape, "the shape of adaptive_max_pool2d(x, output_size)")
    return _add_at(dy, _winners(x, rows, columns)[1], x.shape[2:])


def max_unpool2d(
    x: Array,
    indices: Array,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
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

    Example:
        >>> x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
        >>> y, indices = max_pool2d(x, 2, return_indices=True)
        >>> max_unpool2d(y, indices, 2)[0, 0]
        array([[0, 8, 0, 0],
               [0, 0, 0, 6]])

    Source:
        torch.nn.MaxUnpool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
    """
    x = _real(x)
    H, W = max_unpool2d_size(x.shape, kernel_size, stride, padding, output_size)
    indices = read("indices", indices)
    require_shape("indices", indices.shape, x.shape, "one index for each value of x")
    indices = _indices(indices, (H, W))
    N, C, OH, OW = x.shape
    y = np.zeros((N, C, H * W), x.dtype)
    np.put_along_axis(y, indices.reshape(N, C, OH * OW), x.reshape(N, C, OH * OW), axis=2)
    return y.reshape(N, C, H, W)


def max_unpool2d_backward(dy: Array, indices: Array) -> Array:
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

    Example:
        >>> dy = np.array([[1.0, 8.0, 2.0, 3.0], [4.0, 7.0, 5.0, 6.0]]).reshape(1, 1, 2, 4)
        >>> max_unpool2d_backward(dy, np.array([[[[1, 7]]]]))  # the pixels 1 and 7, counted row by row
        array([[[[8., 6.]]]])

    Source:
        torch.nn.MaxUnpool2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
    """
    (dy,), indices = common_float(dy=dy), read("indices", indices)
    N, C, H, W = image_sizes(dy.shape, "dy")
    _, _, OH, OW = image_sizes(indices.shape, "indices")
    require_shape("indices", indices.shape, (N, C, OH, OW), "N and C are those of dy")
    places = _indices(indices, (H, W)).reshape(N, C, OH * OW)
    return np.take_along_axis(dy.reshape(N, C, H * W), places, axis=2).reshape(N, C, OH, OW)


def _slide(combine: np.ufunc, start: Any, x: Array, vertical: PoolAxis, horizontal: PoolAxis) -> Array:
    """Combine the rows of each window, then its columns. ``start`` changes nothing that it is combined with."""
    N, C, H, W = x.shape
    OH, OW = vertical.windows, horizontal.windows
    planes = x.reshape(N * C, H, W)
    y = np.full((N * C, OH, OW), start, x.dtype)
    for tile in _tiles(N * C, H * W * x.itemsize):
        flat = np.full((tile.stop - tile.start, OH, W), start, x.dtype)
        for windows, cells in vertical.taps():
            combine(flat[:, windows], planes[tile, cells], out=flat[:, windows])
        for windows, cells in horizontal.taps():
            combine(y[tile, :, windows], flat[..., cells], out=y[tile, :, windows])
    return y.reshape(N, C, OH, OW)


def _slide_back(dy: Array, vertical: PoolAxis, horizontal: PoolAxis) -> Array:
    """Add each output to all pixels of its window: first to its columns, then those to its rows."""
    N, C, OH, OW = dy.shape
    H, W = vertical.size, horizontal.size
    planes = dy.reshape(N * C, OH, OW)
    dx = np.zeros((N * C, H, W), dy.dtype)
    for tile in _tiles(N * C, H * W * dy.itemsize):
        wide = np.zeros((tile.stop - tile.start, OH, W), dy.dtype)
        for (
            windows,
            cells,
        ) in horizontal.taps():  # pixels of one tap are all different, so += over a slice loses nothing
            wide[..., cells] += planes[tile, :, windows]
        for windows, cells in vertical.taps():
            dx[tile, cells] += wide[:, windows]
    return dx.reshape(N, C, H, W)


def _slide_to_winners(dy: Array, x: Array, vertical: PoolAxis, horizontal: PoolAxis) -> Array:
    """Send each dy to the first row of its window that holds the maximum, and on to the first such pixel of the row."""
    N, C, H, W = x.shape
    OH, OW = vertical.windows, horizontal.windows
    x, dy = x.reshape(N * C, H, W), dy.reshape(N * C, OH, OW)
    dx = np.empty(x.shape, dy.dtype)
    for tile in _tiles(N * C, 2 * H * W * x.itemsize):
        planes = tile.stop - tile.start
        of_rows = np.full((planes, H, OW), -np.inf, x.dtype)
        largest = np.full((planes, OH, OW), -np.inf, x.dtype)
        for windows, cells in horizontal.taps():
            np.maximum(of_rows[..., windows], x[tile, :, cells], out=of_rows[..., windows])
        for windows, cells in vertical.taps():
            np.maximum(largest[:, windows], of_rows[:, cells], out=largest[:, windows])
        dy_of_rows = _send_to_first(dy[tile], largest, of_rows, vertical, 1)
        dx[tile] = _send_to_first(dy_of_rows, of_rows, x[tile], horizontal, 2)
    return dx.reshape(N, C, H, W)


def _send_to_first(dy: Array, y: Array, x: Array, pool: PoolAxis, axis: int) -> Array:
    """Return zeros to which each dy is added at the first cell along one axis whose x is y. All numbers are finite."""
    dx = np.zeros(x.shape, dy.dtype)
    waiting = np.ones(y.shape, bool)
    before = (slice(None),) * axis
    for windows, cells in pool.taps():
        to, of = (*before, cells), (*before, windows)
        won = (x[to] == y[of]) & waiting[of]
        waiting[of] ^= won
        dx[to] += dy[of] * won
    return dx


def _winners(x: Array, rows: list[range], columns: list[range]) -> tuple[Array, Array]:
    """Return the largest pixel of each window and its index h * W + w, both (N, C, OH, OW)."""
    N, C, H, W = x.shape
    OH, OW = len(rows), len(columns)
    pixels = _repeat_last(rows)[:, None, :, None] * W + _repeat_last(columns)[None, :, None, :]
    pixels = pixels.reshape(OH * OW, -1)
    planes = x.reshape(N * C, H * W)
    y, indices = np.empty((N * C, OH * OW), x.dtype), np.empty((N * C, OH * OW), np.int64)
    for tile in _tiles(N * C, pixels.size * x.itemsize):
        windows = planes[tile].take(pixels, axis=1)
        winner = _first_largest(windows)
        y[tile] = np.take_along_axis(windows, winner[..., None], axis=2)[..., 0]
        indices[tile] = pixels[np.arange(OH * OW), winner]
    return y.reshape(N, C, OH, OW), indices.reshape(N, C, OH, OW)


def _repeat_last(windows: list[range]) -> Array:
    """Return the cells of the windows as the rows of an array; shorter windows see their last cell several times."""
    length = max(map(len, windows))
    return np.array([[cells[min(k, len(cells) - 1)] for k in range(length)] for cells in windows])


def _first_largest(windows: Array) -> Array:
    """Return where the maximum over the last axis is: the first of equal ones, the last of several NaN."""
    winner = windows.argmax(axis=-1)
    holds_nan = np.isnan(np.take_along_axis(windows, winner[..., None], axis=-1)[..., 0])
    if holds_nan.any():
        backwards = np.isnan(windows[holds_nan])[:, ::-1].argmax(axis=-1)
        winner[holds_nan] = windows.shape[-1] - 1 - backwards
    return winner


def _add_at(dy: Array, indices: Array, size: tuple[int, ...]) -> Array:
    """Return zeros (N, C, H, W) to which each dy is added at its index h * W + w; what meets adds up."""
    N, C, OH, OW = dy.shape
    H, W = size
    planes, places = dy.reshape(N * C, OH * OW), indices.reshape(N * C, OH * OW)
    dx = np.empty((N * C, H * W), dy.dtype)
    for tile in _tiles(N * C, H * W * dy.itemsize):
        count = tile.stop - tile.start
        place = places[tile] + H * W * np.arange(count)[:, None]
        sums = np.bincount(place.ravel(), planes[tile].ravel(), count * H * W)  # many times faster than np.add.at
        dx[tile] = sums.reshape(count, H * W)
    return dx.reshape(N, C, H, W)


def _tiles(planes: int, bytes_per_plane: int) -> Iterator[slice]:
    """Yield slices of so many planes that they fill one tile."""
    step = max(1, TILE // bytes_per_plane)
    for start in range(0, planes, step):
        yield slice(start, min(start + step, planes))


def _divisors(vertical: PoolAxis, horizontal: PoolAxis, count_include_pad, divisor_override, dtype) -> Array:
    """Return what the sum of each window is divided by, (OH, OW)."""
    if divisor_override is not None:
        return np.array(whole_number(divisor_override, "divisor_override"), dtype)
    return np.outer(vertical.divisors(count_include_pad), horizontal.divisors(count_include_pad)).astype(dtype)


def _lowest(dtype: np.dtype) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _real(x: Any) -> Array:
    x = read("x", x)
    if x.dtype.kind not in "iuf":
        raise ValueError(f"x must hold real numbers, but its dtype is {x.dtype}")
    return x


def _indices(indices: Array, size: Pair) -> Array:
    if indices.dtype.kind not in "iu":
        raise TypeError(f"indices must be whole numbers, but their dtype is {indices.dtype}")
    if indices.size:
        require_pixels(int(indices.min()), int(indices.max()), size)
    return indices.astype(np.int64, copy=False)
