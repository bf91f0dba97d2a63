"""The algorithms behind :func:`~cnncourse.numpy.conv2d`, from the definition to the fastest.

Every forward algorithm is a function of (x, weight, stride, padding, dilation, groups), every backward one
of (dy, x, weight, stride, padding, dilation, groups). The arguments fit together and have one dtype: the
public functions have seen to that.

Letters: N images, C channels, H x W pixels; C_out filters of KH x KW taps; OH x OW output pixels; G groups;
S, D for stride and dilation. Small letters are indices: n, f (the filter), oh, ow, kh, kw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.arrays import Array
from cnncourse.shapes import Sides, conv2d_output_shape, output_size, pair, resolve_padding

Shape = Sequence[int]

TILE = 3 * 2**19  # bytes of columns at a time: written once and read once, they should stay in the cache
LARGEST_TILE = 7 * 2**19  # bytes, for filters so large that reading them for each tile would cost more


# loops: the definition


def loops(x, weight, stride, padding, dilation, groups) -> Array:
    """Sum the products of every window, one window at a time."""
    y = np.zeros(conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups), x.dtype)
    x = _pad(x, resolve_padding(padding, x.shape[2:], weight.shape[2:], stride, dilation))
    for n, f, oh, ow in np.ndindex(y.shape):
        window = _window(f, oh, ow, weight.shape, stride, dilation, groups)
        y[n, f, oh, ow] = np.sum(x[n][window] * weight[f])
    return y


def loops_backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Send every output gradient back to the window and to the filter that made the output."""
    H, W = x.shape[2:]
    sides = resolve_padding(padding, (H, W), weight.shape[2:], stride, dilation)
    (top, _), (left, _) = sides
    x = _pad(x, sides)
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for n, f, oh, ow in np.ndindex(dy.shape):
        window = _window(f, oh, ow, weight.shape, stride, dilation, groups)
        dx[n][window] += dy[n, f, oh, ow] * weight[f]
        dweight[f] += dy[n, f, oh, ow] * x[n][window]
    return dx[:, :, top : top + H, left : left + W], dweight


def _window(f, oh, ow, weight_shape, stride, dilation, groups) -> tuple[slice, slice, slice]:
    """Return the channels, rows and columns of one padded image that filter f meets at output (oh, ow)."""
    C_out, channels, KH, KW = weight_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    c = f // (C_out // groups) * channels  # the first channel of the group of filter f
    return (
        slice(c, c + channels),
        slice(oh * SH, oh * SH + KH * DH, DH),
        slice(ow * SW, ow * SW + KW * DW, DW),
    )


# im2col: copy the windows into the columns of a matrix, and the convolution is one matrix product


def im2col(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the matrix of filters by the matrix of all windows."""
    C_out, channels, KH, KW = weight.shape
    view = windows(x, (KH, KW), stride, padding, dilation)
    N, _, _, _, OH, OW = view.shape
    columns = view.reshape(N, groups, channels * KH * KW, OH * OW)  # the one copy
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    return np.matmul(filters, columns).reshape(N, C_out, OH, OW)


def im2col_backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Multiply by the same two matrices transposed, and add the columns back to the pixels."""
    C_out, channels, KH, KW = weight.shape
    view = windows(x, (KH, KW), stride, padding, dilation)
    N, C, _, _, OH, OW = view.shape
    columns = view.reshape(N, groups, channels * KH * KW, OH * OW)
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)

    dfilters = np.zeros_like(filters)
    for n in range(N):  # one image at a time: the products of a whole batch would need N times the memory
        dfilters += np.matmul(dy[n], columns[n].swapaxes(1, 2))
    dtaps = np.matmul(filters.swapaxes(1, 2), dy).reshape(N, C, KH, KW, OH, OW)
    return add_windows(dtaps, x.shape, stride, padding, dilation), dfilters.reshape(weight.shape)


def windows(x: Array, kernel_size, stride, padding, dilation) -> Array:
    """Return a view (N, C, KH, KW, OH, OW) of the padded x: what each tap meets at each output pixel."""
    N, C, H, W = x.shape
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    x = _pad(x, resolve_padding(padding, (H, W), kernel_size, stride, dilation))
    n, c, h, w = x.strides
    return as_strided(x, (N, C, KH, KW, OH, OW), (n, c, h * DH, w * DW, h * SH, w * SW), writeable=False)


def add_windows(taps: Array, x_shape: Shape, stride, padding, dilation) -> Array:
    """Add taps (N, C, KH, KW, OH, OW) back to the pixels of :func:`windows`; drop what falls on the padding."""
    N, C, KH, KW, OH, OW = taps.shape
    _, _, H, W = x_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), (KH, KW), stride, dilation)
    x = np.zeros((N, C, top + H + bottom, left + W + right), taps.dtype)
    for kh, kw in np.ndindex(KH, KW):  # pixels of one tap are all different, so += over a slice loses nothing
        x[:, :, kh * DH : kh * DH + OH * SH : SH, kw * DW : kw * DW + OW * SW : SW] += taps[:, :, kh, kw]
    return x[:, :, top : top + H, left : left + W]


def _pad(x: Array, sides: Sides) -> Array:
    return np.pad(x, ((0, 0), (0, 0), *sides)) if np.any(sides) else x


# tiled: im2col a few output rows at a time, in one buffer


def tiled(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the filters by as many columns as fit into a tile, straight into their place in y."""
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    filters = weight.reshape(groups, C_out // groups, -1)
    y = np.empty((N, groups, C_out // groups, OH * OW), x.dtype)
    tile = min(max(TILE, weight.nbytes), LARGEST_TILE)
    for n, g, pixels, columns in _column_tiles(x, weight.shape, stride, padding, dilation, groups, tile):
        if _length(n) == 1:
            np.matmul(filters[g], columns, out=y[n.start, g, :, pixels])
        else:  # small maps of several images side by side
            y[n] = np.matmul(filters, columns).reshape(*y.shape[1:3], _length(n), -1).transpose(2, 0, 1, 3)
    return y.reshape(N, C_out, OH, OW)


def tiled_dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Multiply the gradients of a tile by its columns, and add up over the tiles."""
    N, C_out, OH, OW = dy.shape
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    dfilters = np.zeros((groups, C_out // groups, math.prod(weight_shape[1:])), dy.dtype)
    tile = max(TILE, dfilters.nbytes)  # each tile adds to all of dfilters: that must not happen too often
    for n, g, pixels, columns in _column_tiles(x, weight_shape, stride, padding, dilation, groups, tile):
        gradients = dy[n, g, :, pixels].transpose(1, 2, 0, 3).reshape(*dfilters[g].shape[:2], -1)
        dfilters[g] += np.matmul(gradients, columns.swapaxes(1, 2))
    return dfilters.reshape(weight_shape)


def tiled_dx(dy, weight, x_shape, stride, padding, dilation, groups) -> Array:
    """Make the columns of a tile, and add each of their rows to the pixels that this tap met."""
    _, channels, KH, KW = weight.shape
    N, C_out, OH, OW = dy.shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    sides = resolve_padding(padding, x_shape[2:], (KH, KW), stride, dilation)
    filters = weight.reshape(groups, C_out // groups, -1).swapaxes(1, 2)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    fitting = max(1, TILE // (filters.shape[1] * dy.itemsize))
    dx = np.empty(x_shape, dy.dtype)
    for n in range(N):
        phases = _empty_phases((1, *x_shape[1:]), sides, SW, dy.dtype)
        rows = _tap_rows(phases, groups, KH, SH, DH, OH)[:, :, :, :, 0]
        for g, oh, ow in _tiles(groups, OH, OW, fitting):
            taps = np.matmul(filters[g], dy[n, g, :, _pixels_of(oh, ow, OW)])
            taps = taps.reshape(_length(g), channels, KH, KW, _length(oh), _length(ow))
            for kh, kw in np.ndindex(KH, KW):  # pixels of one tap are all different: += loses nothing
                shift, phase = divmod(kw * DW, SW)
                rows[phase, g, :, kh, oh, ow.start + shift : ow.stop + shift] += taps[:, :, kh, kw]
        for of_x, of_phases in _phase_places(x_shape, sides, SW):
            dx[n : n + 1][of_x] = phases[of_phases]
    return dx


def _column_tiles(x, weight_shape, stride, padding, dilation, groups, tile) -> Iterator[tuple]:
    """Yield tile by tile: images, groups, output pixels (three slices) and their columns (G, K, n * pixels)."""
    C_out, channels, KH, KW = weight_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    OH, OW = output_size(x.shape[2:], (KH, KW), stride, padding, dilation)
    sides = resolve_padding(padding, x.shape[2:], (KH, KW), stride, dilation)
    K = channels * KH * KW
    fitting = max(1, tile // ((K + C_out // groups) * x.itemsize))  # pixels: their columns and their products
    buffer = np.empty(K * min(fitting, len(x) * groups * OH * OW), x.dtype)
    for n in _blocks(len(x), fitting // (groups * OH * OW)):
        rows = _tap_rows(_phases(x[n], sides, SW), groups, KH, SH, DH, OH)
        for g, oh, ow in _tiles(groups, OH, OW, fitting):
            shape = _length(g), channels, KH, KW, _length(n), _length(oh), _length(ow)
            taps = buffer[: math.prod(shape)].reshape(shape)
            for kw in range(KW):
                shift, phase = divmod(kw * DW, SW)
                taps[:, :, :, kw] = rows[phase, g, :, :, :, oh, ow.start + shift : ow.stop + shift]
            yield n, g, _pixels_of(oh, ow, OW), taps.reshape(shape[0], K, -1)


def _tiles(groups: int, OH: int, OW: int, fitting: int) -> Iterator[tuple[slice, slice, slice]]:
    """Cut the output pixels of an image into tiles: whole groups if they fit, else rows, else pixels."""
    for g in _blocks(groups, fitting // (OH * OW)):
        for oh in _blocks(OH, fitting // OW):
            for ow in _blocks(OW, fitting):
                yield g, oh, ow


def _pixels_of(oh: slice, ow: slice, OW: int) -> slice:
    """Return where the pixels of a tile lie among OH * OW: whole rows, or a piece of one row."""
    return slice(oh.start * OW + ow.start, (oh.stop - 1) * OW + ow.stop)


def _blocks(total: int, size: int) -> Iterator[slice]:
    """Cut range(total) into as few slices of at most ``size`` (or 1) as it takes, as equal as they can be."""
    count = -(-total // max(1, size))
    return (slice(total * i // count, total * (i + 1) // count) for i in range(count))


def _length(block: slice) -> int:
    return block.stop - block.start


# A window that moves by SW columns meets every SW-th column. Such columns are put side by side beforehand, in SW
# "phases" (SW, N, C, H, W / SW) of the padded images, so that a tap meets neighbours, which are quicker to copy.


def _phases(x: Array, sides: Sides, SW: int) -> Array:
    phases = _empty_phases(x.shape, sides, SW, x.dtype)
    for of_x, of_phases in _phase_places(x.shape, sides, SW):
        phases[of_phases] = x[of_x]
    return phases


def _empty_phases(x_shape: Shape, sides: Sides, SW: int, dtype) -> Array:
    N, C, H, W = x_shape
    return np.zeros((SW, N, C, H + sum(sides[0]), -(-(W + sum(sides[1])) // SW)), dtype)


def _phase_places(x_shape: Shape, sides: Sides, SW: int) -> Iterator[tuple[Any, Any]]:
    """Yield for each phase: which pixels of the images go there, and to which place."""
    _, _, H, W = x_shape
    (top, _), (left, _) = sides
    for phase in range(SW):
        first = (phase - left) % SW  # the first column of the images in this phase
        start, count = (first + left) // SW, len(range(first, W, SW))
        yield (..., slice(first, W, SW)), (phase, ..., slice(top, top + H), slice(start, start + count))


def _tap_rows(phases: Array, groups: int, KH: int, SH: int, DH: int, OH: int) -> Array:
    """Return a view (SW, G, channels, KH, N, OH, W / SW): the rows over which row kh of a kernel moves."""
    SW, N, C, _, W = phases.shape
    s, n, c, h, w = phases.strides
    shape = SW, groups, C // groups, KH, N, OH, W
    return as_strided(phases, shape, (s, C // groups * c, c, h * DH, n, h * SH, w))


# winograd: fewer multiplications


def winograd(x, weight, stride, padding, dilation, groups) -> Array:
    """Make each tile of 4x4 outputs from 6x6 inputs by 36 products per channel instead of 4 * 4 * 9 = 144.

    One dimension first: F(4, 3) computes 4 outputs of a kernel g from 6 inputs d as A^T [(G g) * (B^T d)], with
    6 products where the definition has 12. Rows, then columns: that is A^T [(G g G^T) * (B^T d B)] A, and with
    a tile laid out as a vector of 36, each of the three transforms is one matrix, a Kronecker product. The products
    of the 36 places are summed over the channels, which makes them 36 matrix products.
    """
    _require_winograd(weight.shape, stride, dilation)
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    C = x.shape[1]
    (top, _), (left, _) = resolve_padding(padding, x.shape[2:], 3)
    TH, TW = -(-OH // 4), -(-OW // 4)
    tiles = min(max(C, 128), 256)  # at a time: few, to stay in the cache, but enough to keep the products busy
    U = (_outer(G, x.dtype) @ weight.reshape(-1, 9).T).reshape(36, groups, C_out // groups, C // groups)
    y = np.empty((N, C_out, TH, 4, TW, 4), x.dtype)
    for n in _blocks(N, tiles // (TH * TW)):
        for th in _blocks(TH, tiles // TW):
            rows = slice(4 * th.start - top, 4 * th.stop + 2 - top)
            y[n, :, th] = _winograd_tiles(_padded_rows(x[n], rows, left, 4 * TW + 2), U)
    return np.ascontiguousarray(y.reshape(N, C_out, 4 * TH, 4 * TW)[:, :, :OH, :OW])


def _winograd_tiles(x: Array, U: Array) -> Array:
    """Return outputs (N, C_out, TH, 4, TW, 4) of padded rows x (N, C, 4 * TH + 2, 4 * TW + 2)."""
    N, C, TH, TW = x.shape[0], x.shape[1], x.shape[2] // 4, x.shape[3] // 4
    _, groups, filters, _ = U.shape
    T = N * TH * TW

    def by_place(tiles):  # (channels, 36, T) -> (36, groups, channels / groups, T), a view
        return tiles.reshape(groups, -1, 36, T).transpose(2, 0, 1, 3)

    n, c, h, w = x.strides
    d = as_strided(x, (C, 6, 6, N, TH, TW), (c, h, w, n, 4 * h, 4 * w), writeable=False)  # tiles overlap by two
    V = _outer(BT, x.dtype) @ d.reshape(C, 36, T)
    M = np.empty((groups * filters, 36, T), x.dtype)
    np.matmul(U, by_place(V), out=by_place(M))
    Y = _outer(AT, x.dtype) @ M
    return Y.reshape(groups * filters, 4, 4, N, TH, TW).transpose(3, 0, 4, 1, 5, 2)


def _padded_rows(x: Array, rows: slice, left: int, width: int) -> Array:
    """Return these rows of the padded images, ``width`` columns of them; row 0 is the first of x itself."""
    N, C, H, W = x.shape
    first, last = max(rows.start, 0), min(rows.stop, H)
    padded = np.zeros((N, C, _length(rows), width), x.dtype)
    padded[:, :, first - rows.start : last - rows.start, left : left + W] = x[:, :, first:last]
    return padded


def _require_winograd(weight_shape, stride, dilation) -> None:
    if (*weight_shape[2:], *pair(stride), *pair(dilation)) != (3, 3, 1, 1, 1, 1):
        raise ValueError(
            f'algorithm="winograd" is for 3x3 kernels of stride 1 and dilation 1, but the kernel is '
            f"{weight_shape[2]}x{weight_shape[3]}, stride={stride!r}, dilation={dilation!r}"
        )


def _outer(matrix, dtype) -> Array:
    """Return the transform of both dimensions of a tile that is laid out as a vector."""
    return np.kron(matrix, matrix).astype(dtype)


# Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2015), section 4.3
BT = np.array([
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
])  # fmt: skip
G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
AT = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])


# pointwise: a 1x1 kernel needs no columns, since the pixels of x are the columns


def pointwise(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the filters by the pixels. Small maps of several images become one matrix."""
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    filters, pixels = weight.reshape(groups, C_out // groups, -1), _pixels(x, weight.shape, stride, padding, groups)
    if N > 1 and OH * OW < 256:
        merged = pixels.transpose(1, 2, 0, 3).reshape(groups, -1, N * OH * OW)
        y = np.matmul(filters, merged).reshape(C_out, N, OH, OW)
        return np.ascontiguousarray(y.swapaxes(0, 1))
    return np.matmul(filters, pixels).reshape(N, C_out, OH, OW)


def pointwise_dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Multiply the gradients by the pixels transposed."""
    N, C_out, OH, OW = dy.shape
    pixels = _pixels(x, weight_shape, stride, padding, groups)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    dfilters = np.zeros((groups, C_out // groups, x.shape[1] // groups), dy.dtype)
    for n in range(N):
        dfilters += np.matmul(dy[n], pixels[n].swapaxes(1, 2))
    return dfilters.reshape(weight_shape)


def _pixels(x, weight_shape, stride, padding, groups) -> Array:
    """Return the pixels that a 1x1 kernel meets, (N, groups, channels, OH * OW)."""
    sides = resolve_padding(padding, x.shape[2:], weight_shape[2:], stride)
    if weight_shape[2:] != (1, 1) or np.any(sides):
        raise ValueError(
            f'algorithm="pointwise" is for 1x1 kernels without padding, but the kernel is '
            f"{weight_shape[2]}x{weight_shape[3]}, padding={padding!r}"
        )
    SH, SW = pair(stride)
    x = x[:, :, ::SH, ::SW]
    return x.reshape(len(x), groups, x.shape[1] // groups, x.shape[2] * x.shape[3])


# depthwise: no sum over channels, so that there is no matrix product to speak of


def depthwise(x, weight, stride, padding, dilation, groups) -> Array:
    """Sum the taps with the channels last: on small maps, the channels are the longest run of memory."""
    C_out, _, KH, KW = weight.shape
    view = _windows_channels_last(x, weight.shape, stride, padding, dilation, groups)
    N, OH, OW, _, _, C = view.shape
    taps = np.ascontiguousarray(weight.reshape(C, C_out // C, KH, KW).transpose(1, 2, 3, 0))  # (m, KH, KW, C)
    y = np.empty((N, C, C_out // C, OH, OW), x.dtype)
    for m in range(C_out // C):
        y[:, :, m] = np.einsum("nhwijc,ijc->nhwc", view, taps[m]).transpose(0, 3, 1, 2)
    return y.reshape(N, C_out, OH, OW)


def depthwise_dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Sum gradient times pixel over the output, with the channels last."""
    C_out, _, KH, KW = weight_shape
    view = _windows_channels_last(x, weight_shape, stride, padding, dilation, groups)
    N, OH, OW, _, _, C = view.shape
    dy = np.ascontiguousarray(dy.reshape(N, C, C_out // C, OH, OW).transpose(2, 0, 3, 4, 1))
    dweight = np.empty((C, C_out // C, KH, KW), x.dtype)
    for m in range(C_out // C):
        dweight[:, m] = np.einsum("nhwijc,nhwc->ijc", view, dy[m]).transpose(2, 0, 1)
    return dweight.reshape(weight_shape)


def _windows_channels_last(x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Return a view (N, OH, OW, KH, KW, C) of a padded copy of x."""
    N, C, H, W = x.shape
    _, channels, KH, KW = weight_shape
    if channels != 1:
        raise ValueError(f'algorithm="depthwise" is for groups=C, one channel each, but C={C} and groups={groups}')
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), (KH, KW), stride, dilation)
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    padded = np.zeros((N, top + H + bottom, left + W + right, C), x.dtype)
    padded[:, top : top + H, left : left + W] = x.transpose(0, 2, 3, 1)
    n, h, w, c = padded.strides
    shape, strides = (N, OH, OW, KH, KW, C), (n, SH * h, SW * w, DH * h, DW * w, c)
    return as_strided(padded, shape, strides, writeable=False)


# auto: the algorithm that suits the shapes


def auto(x, weight, stride, padding, dilation, groups) -> Array:
    """Convolve by the algorithm that :func:`choose` names."""
    name = choose(x.shape, weight.shape, stride, padding, dilation, groups)
    return FORWARD[name](x, weight, stride, padding, dilation, groups)


def choose(x_shape, weight_shape, stride, padding, dilation, groups) -> str:
    """Return the name of the algorithm that "auto" takes. The limits are measured: see tests/benchmarks."""
    N, C_out, OH, OW = conv2d_output_shape(x_shape, weight_shape, stride, padding, dilation, groups)
    _, channels, *kernel = weight_shape
    unit_steps = pair(stride) == pair(dilation) == (1, 1)
    if kernel == [1, 1] and not np.any(resolve_padding(padding, x_shape[2:], kernel, stride)):
        return "pointwise"
    if channels == 1 and groups >= 32 and OH * OW < 28 * 28:
        return "depthwise"
    if kernel == [3, 3] and unit_steps and min(channels, C_out // groups) >= 32 and _worth_transforming(N, OH, OW):
        return "winograd"
    return "tiled"


def _worth_transforming(N: int, OH: int, OW: int) -> bool:
    """Say whether there are pixels enough to pay for Winograd's transform of the weights, and few cut tiles."""
    return N * OH * OW >= 28 * 28 and min(OH, OW) >= 14


def auto_backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Take the fastest way to either gradient."""
    dx = auto_dx(dy, weight, x.shape, stride, padding, dilation, groups)
    return dx, auto_dweight(dy, x, weight.shape, stride, padding, dilation, groups)


def auto_dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Follow :func:`choose`, but without Winograd, whose transforms do not pay here, and depthwise on any map."""
    name = choose(x.shape, weight_shape, stride, padding, dilation, groups)
    if name == "pointwise":
        return pointwise_dweight(dy, x, weight_shape, stride, padding, dilation, groups)
    if weight_shape[1] == 1 and groups >= 32:
        return depthwise_dweight(dy, x, weight_shape, stride, padding, dilation, groups)
    return tiled_dweight(dy, x, weight_shape, stride, padding, dilation, groups)


def auto_dx(dy, weight, x_shape, stride, padding, dilation, groups) -> Array:
    """Gather dx by a convolution where the stride is 1, else scatter it by tiles.

    At stride 1, a pixel of x was read by the first tap one output later than by the last: it collects from dy with
    the kernel turned by 180 degrees, over D * (K - 1) zeros on each side less those that the forward pass added.
    """
    C_out, channels, *kernel = weight.shape
    reach = [d * (k - 1) for d, k in zip(pair(dilation), kernel, strict=True)]
    sides = resolve_padding(padding, x_shape[2:], kernel, stride, dilation)
    turned_sides = tuple((r - before, r - after) for r, (before, after) in zip(reach, sides, strict=True))
    if pair(stride) != (1, 1) or np.min(turned_sides) < 0:
        return tiled_dx(dy, weight, x_shape, stride, padding, dilation, groups)
    turned = weight[:, :, ::-1, ::-1].reshape(groups, C_out // groups, channels, *kernel).swapaxes(1, 2)
    turned = turned.reshape(groups * channels, C_out // groups, *kernel)
    return auto(dy, turned, 1, turned_sides, dilation, groups)


def tiled_backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Take both gradients tile by tile."""
    dx = tiled_dx(dy, weight, x.shape, stride, padding, dilation, groups)
    return dx, tiled_dweight(dy, x, weight.shape, stride, padding, dilation, groups)


FORWARD = {
    "auto": auto,
    "loops": loops,
    "im2col": im2col,
    "tiled": tiled,
    "winograd": winograd,
    "pointwise": pointwise,
    "depthwise": depthwise,
}
BACKWARD = {"auto": auto_backward, "loops": loops_backward, "im2col": im2col_backward, "tiled": tiled_backward}
