"""tiled: im2col a few output rows at a time, in one buffer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.arrays import Array
from cnncourse.shapes import Shape, Sides, conv2d_output_shape, output_size, pair, resolve_padding

TILE = 3 * 2**19  # bytes of columns at a time: written once and read once, they should stay in the cache
LARGEST_TILE = 7 * 2**19  # bytes, for filters so large that reading them for each tile would cost more


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the filters by as many columns as fit into a tile, straight into their place in y."""
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    filters = weight.reshape(groups, C_out // groups, -1)
    y = np.empty((N, groups, C_out // groups, OH * OW), x.dtype)
    tile = min(max(TILE, weight.nbytes), LARGEST_TILE)
    for n, g, pixels, columns in _column_tiles(x, weight.shape, stride, padding, dilation, groups, tile):
        if length(n) == 1:
            np.matmul(filters[g], columns, out=y[n.start, g, :, pixels])
        else:  # small maps of several images side by side
            y[n] = np.matmul(filters, columns).reshape(*y.shape[1:3], length(n), -1).transpose(2, 0, 1, 3)
    return y.reshape(N, C_out, OH, OW)


def dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Multiply the gradients of a tile by its columns, and add up over the tiles."""
    N, C_out, OH, OW = dy.shape
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    dfilters = np.zeros((groups, C_out // groups, math.prod(weight_shape[1:])), dy.dtype)
    tile = max(TILE, dfilters.nbytes)  # each tile adds to all of dfilters: that must not happen too often
    for n, g, pixels, columns in _column_tiles(x, weight_shape, stride, padding, dilation, groups, tile):
        gradients = dy[n, g, :, pixels].transpose(1, 2, 0, 3).reshape(*dfilters[g].shape[:2], -1)
        dfilters[g] += np.matmul(gradients, columns.swapaxes(1, 2))
    return dfilters.reshape(weight_shape)


def dx(dy, weight, x_shape, stride, padding, dilation, groups) -> Array:
    """Make the columns of a tile, and add each of their rows to the pixels that this tap met."""
    _, channels, KH, KW = weight.shape
    N, C_out, OH, OW = dy.shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    sides = resolve_padding(padding, x_shape[2:], (KH, KW), stride, dilation)
    filters = weight.reshape(groups, C_out // groups, -1).swapaxes(1, 2)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    fitting = max(1, TILE // (filters.shape[1] * dy.itemsize))
    gradient = np.empty(x_shape, dy.dtype)
    for n in range(N):
        phases = _empty_phases((1, *x_shape[1:]), sides, SW, dy.dtype)
        rows = _tap_rows(phases, groups, KH, SH, DH, OH)[:, :, :, :, 0]
        for g, oh, ow in _tiles(groups, OH, OW, fitting):
            taps = np.matmul(filters[g], dy[n, g, :, _pixels_of(oh, ow, OW)])
            taps = taps.reshape(length(g), channels, KH, KW, length(oh), length(ow))
            for kh, kw in np.ndindex(KH, KW):  # pixels of one tap are all different: += loses nothing
                shift, phase = divmod(kw * DW, SW)
                rows[phase, g, :, kh, oh, ow.start + shift : ow.stop + shift] += taps[:, :, kh, kw]
        for of_x, of_phases in _phase_places(x_shape, sides, SW):
            gradient[n : n + 1][of_x] = phases[of_phases]
    return gradient


def _column_tiles(x, weight_shape, stride, padding, dilation, groups, tile) -> Iterator[tuple]:
    """Yield tile by tile: images, groups, output pixels (three slices) and their columns (G, K, n * pixels)."""
    C_out, channels, KH, KW = weight_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    OH, OW = output_size(x.shape[2:], (KH, KW), stride, padding, dilation)
    sides = resolve_padding(padding, x.shape[2:], (KH, KW), stride, dilation)
    K = channels * KH * KW
    fitting = max(1, tile // ((K + C_out // groups) * x.itemsize))  # pixels: their columns and their products
    buffer = np.empty(K * min(fitting, len(x) * groups * OH * OW), x.dtype)
    for n in blocks(len(x), fitting // (groups * OH * OW)):
        rows = _tap_rows(_phases(x[n], sides, SW), groups, KH, SH, DH, OH)
        for g, oh, ow in _tiles(groups, OH, OW, fitting):
            shape = length(g), channels, KH, KW, length(n), length(oh), length(ow)
            taps = buffer[: math.prod(shape)].reshape(shape)
            for kw in range(KW):
                shift, phase = divmod(kw * DW, SW)
                taps[:, :, :, kw] = rows[phase, g, :, :, :, oh, ow.start + shift : ow.stop + shift]
            yield n, g, _pixels_of(oh, ow, OW), taps.reshape(shape[0], K, -1)


def _tiles(groups: int, OH: int, OW: int, fitting: int) -> Iterator[tuple[slice, slice, slice]]:
    """Cut the output pixels of an image into tiles: whole groups if they fit, else rows, else pixels."""
    for g in blocks(groups, fitting // (OH * OW)):
        for oh in blocks(OH, fitting // OW):
            for ow in blocks(OW, fitting):
                yield g, oh, ow


def _pixels_of(oh: slice, ow: slice, OW: int) -> slice:
    """Return where the pixels of a tile lie among OH * OW: whole rows, or a piece of one row."""
    return slice(oh.start * OW + ow.start, (oh.stop - 1) * OW + ow.stop)


def blocks(total: int, size: int) -> Iterator[slice]:
    """Cut range(total) into as few slices of at most ``size`` (or 1) as it takes, as equal as they can be."""
    count = -(-total // max(1, size))
    return (slice(total * i // count, total * (i + 1) // count) for i in range(count))


def length(block: slice) -> int:
    """Return how many indices a slice has."""
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


def backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Take both gradients tile by tile."""
    return (
        dx(dy, weight, x.shape, stride, padding, dilation, groups),
        dweight(dy, x, weight.shape, stride, padding, dilation, groups),
    )
