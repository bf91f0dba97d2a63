"""winograd: fewer multiplications."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.algorithms.tiled import blocks, length
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding


def forward(x, weight, stride, padding, dilation, groups) -> Array:
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
    for n in blocks(N, tiles // (TH * TW)):
        for th in blocks(TH, tiles // TW):
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
    padded = np.zeros((N, C, length(rows), width), x.dtype)
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
