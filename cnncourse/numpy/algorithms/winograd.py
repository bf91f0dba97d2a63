"""winograd: fewer multiplications.

With the letters of Lavin and Gray (2015), section 4: a tile d of (KH + 3) x (KW + 3) inputs and a kernel g make a
tile of 4x4 outputs A^T [U * V] A, where U = G g G^T and V = B^T d B. The products U * V are summed over the channels,
which makes them one matrix product for each place of the tile: 36 products for a 3x3 kernel where the definition has
4 * 4 * 9 = 144. All transformed arrays have the places first and the channels last; T counts the tiles between them.
If the kernel is dilated, a tile is 4 * DH rows and 4 * DW columns of outputs, so that T counts each of the DH * DW
sets of pixels that share their inputs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.algorithms.tiled import blocks, length
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding

KERNELS = 2**14  # at a time: their transforms should stay in the cache
POINTS = (0, 1, -1, 2, -2, 1 / 2, -1 / 2)


def forward(x, weight, stride, padding, dilation, groups, U=None) -> Array:
    """Transform the tiles, multiply, and transform back. U is that of :func:`transform`, if it is at hand."""
    _require_fitting(weight.shape, stride)
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    (_, C, KH, KW), (DH, DW), F = weight.shape, pair(dilation), C_out // groups
    sides = resolve_padding(padding, x.shape[2:], (KH, KW), stride, dilation)
    TH, TW = count_tiles((OH, OW), dilation)
    tiles = 64 if C <= 256 else 192  # the filters of many channels leave the cache: read them for more tiles at once
    pieces = list(_pieces(N, TH, TW, tiles, dilation))
    if U is None and len(pieces) > 1:  # for a single piece, blocks of U are best made when needed, and forgotten
        U = transform(weight, groups)
    filters = weight.reshape(groups, F, C, KH, KW)
    y = np.empty((N, groups, F, TH, 4, DH, TW, 4 * DW), x.dtype)
    for n, th in pieces:
        V = _data(x[n], sides, th, TW, (KH, KW), dilation, groups)
        for f in blocks(F, KERNELS // C if U is None else F):
            M = np.empty((len(V), V.shape[2], groups, length(f)), x.dtype)
            np.matmul(V, _transform(filters[:, f]) if U is None else U[..., f], out=M.swapaxes(1, 2))
            Y = _outputs(M, (KH, KW), DW).reshape(4, length(n), length(th), DH, TW, groups, length(f))
            _rows(y)[n, :, f, th] = Y.transpose(1, 5, 6, 2, 0, 3, 4)
    return np.ascontiguousarray(y.reshape(N, C_out, 4 * DH * TH, 4 * DW * TW)[:, :, :OH, :OW])


def dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Walk the steps of :func:`forward` backwards: dM = A dy A^T, dU = V^T dM, dg = G^T dU G."""
    (N, _, OH, OW), (_, C, KH, KW), F = dy.shape, weight_shape, dy.shape[1] // groups
    sides = resolve_padding(padding, x.shape[2:], (KH, KW), stride, dilation)
    (_, G_h, AT_h), (_, G_w, AT_w) = _matrices(KH, x.dtype), _matrices(KW, x.dtype)
    TH, TW = count_tiles((OH, OW), dilation)
    dg, GT = np.zeros((groups, F, C, KH * KW), x.dtype), _kron(G_h, G_w).T
    for n, th in _pieces(N, TH, TW, 128, dilation):
        V = _data(x[n], sides, th, TW, (KH, KW), dilation, groups)
        dM = _both(AT_h.T, AT_w.T, _tiles(dy[n], ((0, 0), (0, 0)), th, TW, (4, 4), pair(dilation)))
        dM = dM.reshape(len(V), V.shape[2], groups, F).swapaxes(1, 2)
        for f in blocks(F, KERNELS // C):
            dU = np.matmul(V.swapaxes(2, 3), dM[..., f])
            dg[:, f] += np.matmul(GT, dU.transpose(1, 2, 0, 3)).transpose(0, 3, 1, 2)
    return dg.reshape(weight_shape)


def transform(weight, groups) -> Array:
    """Return U = G g G^T of each kernel g, an array (places, groups, C, F)."""
    C_out, C, KH, KW = weight.shape
    return _transform(weight.reshape(groups, C_out // groups, C, KH, KW))


def _transform(filters: Array) -> Array:
    """Return U of filters (groups, F, C, KH, KW): both transforms in one, of a kernel laid out as a vector."""
    groups, F, C, KH, KW = filters.shape
    (_, G_h, _), (_, G_w, _) = _matrices(KH, filters.dtype), _matrices(KW, filters.dtype)
    g = np.ascontiguousarray(filters.transpose(0, 2, 3, 4, 1)).reshape(groups, C, KH * KW, F)
    U = np.empty((len(G_h) * len(G_w), groups, C, F), filters.dtype)
    np.matmul(_kron(G_h, G_w), g, out=U.transpose(1, 2, 0, 3))
    return U


def _data(x, sides, th, TW, kernel_size, dilation, groups) -> Array:
    """Return V = B^T d B of the tiles d of images x, (places, groups, T, C)."""
    BT_h, BT_w = (_matrices(K, x.dtype)[0] for K in kernel_size)
    V = _both(BT_h, BT_w, _tiles(x, sides, th, TW, (len(BT_h), len(BT_w)), pair(dilation)))
    return V.reshape(len(BT_h) * len(BT_w), -1, groups, x.shape[1] // groups).swapaxes(1, 2)


def _outputs(M: Array, kernel_size, DW: int) -> Array:
    """Return A^T M A, the 4 * DW outputs in a row of a tile as one item: (4, T, groups, F) flattened to (4, -1)."""
    AT_h, AT_w = (_matrices(K, M.dtype)[2] for K in kernel_size)
    half = (AT_h @ M.reshape(AT_h.shape[1], -1)).reshape(4, AT_w.shape[1] * DW, -1)
    return _rows(half.swapaxes(1, 2) @ _kron(AT_w, np.eye(DW, dtype=M.dtype)).T)


def _rows(pixels: Array) -> Array:
    """Return a view of which an item is all pixels of the last axis: copied as fast as a single number."""
    return pixels.view(f"V{pixels.shape[-1] * pixels.itemsize}")[..., 0]


def _kron(a: Array, b: Array) -> Array:
    """Return np.kron of two matrices in a fifth of its time, which shows on small layers."""
    return (a[:, None, :, None] * b[:, None, :]).reshape(len(a) * len(b), -1)


def _both(vertical: Array, horizontal: Array, tiles: Array) -> Array:
    """Return vertical @ tile @ horizontal^T of each tile: (rows, columns, ...) to (rows, columns, -1)."""
    rows, columns = tiles.shape[:2]
    half = vertical @ tiles.reshape(rows, -1)
    return horizontal @ half.reshape(len(vertical), columns, -1)


def _tiles(x, sides, th, TW, size, dilation) -> Array:
    """Return a view (rows, columns, DW, N, TH, DH, TW, C) of the tiles, which overlap if ``size`` is not 4."""
    ((top, _), (left, _)), (DH, DW) = sides, dilation
    rows = slice(4 * DH * th.start - top, 4 * DH * (th.stop - 1) + size[0] * DH - top)
    x = _channels_last(x, rows, left, 4 * DW * (TW - 1) + size[1] * DW)
    n, h, w, c = x.strides
    shape = (*size, DW, len(x), length(th), DH, TW, x.shape[3])
    return as_strided(x, shape, (DH * h, DW * w, w, n, 4 * DH * h, h, 4 * DW * w, c), writeable=False)


def _channels_last(x: Array, rows: slice, left: int, width: int) -> Array:
    """Return these rows of the padded images, ``width`` columns of them; row 0 is the first of x itself."""
    N, C, H, W = x.shape
    first = max(rows.start, 0)
    last = max(first, min(rows.stop, H))
    padded = np.zeros((N, length(rows), width, C), x.dtype)
    known = x[:, :, first:last].copy()  # near each other, they are quicker to transpose
    padded[:, first - rows.start : last - rows.start, left : left + W] = known.transpose(0, 2, 3, 1)
    return padded


def count_tiles(size, dilation) -> tuple[int, int]:
    """Return how many tiles of 4 * DH x 4 * DW outputs cover the output."""
    (OH, OW), (DH, DW) = size, pair(dilation)
    return -(-OH // (4 * DH)), -(-OW // (4 * DW))


def _pieces(N: int, TH: int, TW: int, tiles: int, dilation) -> Iterator[tuple[slice, slice]]:
    """Cut the batch into images and rows of tiles: few, to stay in the cache, but enough for good products."""
    tiles //= math.prod(pair(dilation))
    for n in blocks(N, tiles // (TH * TW)):
        for th in blocks(TH, tiles // TW):
            yield n, th


@lru_cache
def _matrices(K: int, dtype) -> tuple[Array, Array, Array]:
    """Return B^T, G and A^T of F(4, K), in one dimension.

    Outputs, kernel and inputs are taken as polynomials, whose product is known from its values at K + 2 points and
    its leading coefficient (Toom and Cook). A and G evaluate the polynomials, G divides by what is left over of
    Lagrange's formula, and B^T has the coefficients of the polynomials that are 0 at all other points.
    """
    points = np.array(POINTS[: K + 2])
    others = [np.delete(points, i) for i in range(K + 2)]
    scale = [np.prod(point - other) for point, other in zip(points, others, strict=True)]

    def values(n):
        return np.vstack([np.vander(points, n, increasing=True), np.eye(n)[-1]])

    BT = np.vstack([*([*np.poly(other)[::-1], 0] for other in others), np.poly(points)[::-1]])
    G = values(K) / np.array([*scale, 1])[:, None]
    return BT.astype(dtype), G.astype(dtype), values(4).T.astype(dtype)


def fits(kernel_size, stride) -> bool:
    """Say whether there are matrices for this kernel, precise enough for float32, and the stride is 1."""
    return all(3 <= K <= 5 for K in kernel_size) and pair(stride) == (1, 1)


def _require_fitting(weight_shape, stride) -> None:
    KH, KW = weight_shape[2:]
    if not fits((KH, KW), stride):
        raise ValueError(
            f'algorithm="winograd" is for kernels of 3 to 5 rows and columns and stride 1, but the kernel is '
            f"{KH}x{KW}, stride={stride!r}"
        )
