"""shifted: copy in one direction, add in the other, with one matrix product a group in between.

Along a row, copy: KW copies of the pixels, each moved by one more tap. The filters combine these copies into KH sums
for each output channel, one for each row of the kernel: a matrix product. Down a column, add: the sums, moved by one
row each, make y. That moves KW + KH images where im2col moves KH * KW. The copies are those of Cho and Brand, MEC
(2017), https://arxiv.org/abs/1706.06873; the sums those of Vasudevan et al., Parallel Multi Channel Convolution using
General Matrix Multiplication (2017), https://arxiv.org/abs/1704.04428.

A stride of S cuts the pixels into S phases, every S-th one. The taps that meet a phase move over it in steps of 1.

A plane is one channel of one image. Planes lie in memory one after the other: to move them all is to move one long run,
as fast as a plain copy. What came from the row or the plane beside is cleared.

Letters, besides those of the package: F filters of each group; T groups in a tile (each of N images has G groups).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from cnncourse.numpy.algorithms.tiled import blocks, length
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import Pair, output_size, pair, resolve_padding

TILE = 2**21  # bytes of copies and sums at a time: they should stay in the cache


class Tap(NamedTuple):
    """A row or a column of the kernel: which places of a phase it reads, and for which outputs."""

    k: int
    of: slice
    to: slice


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Copy the pixels for each column of the kernel, combine the copies, add the sums for each row."""
    N, _, H, W = x.shape
    C_out, channels, KH, KW = weight.shape
    F = C_out // groups
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    vertical, horizontal = _phases((H, W), (KH, KW), stride, padding, dilation)
    filters = weight.reshape(groups, F, channels, KH, KW).transpose(0, 3, 1, 4, 2)
    x, y = x.reshape(N * groups, channels, H, W), np.empty((N * groups, F, OH, OW), x.dtype)
    rows_of_phase = -(-H // len(vertical))
    for tile, memory in _tiles(N * groups, (KW * channels + KH * F) * rows_of_phase * OW, x.dtype):
        for phase, rows in enumerate(vertical):
            columns, rest = _copy_phases(x[tile, :, phase :: len(vertical)].swapaxes(0, 1), horizontal, OW, memory)
            sums = _multiply(_of_tile(filters[:, _indices(rows)], tile), columns, rest)
            total = _add(rows, sums, (F, length(tile), OH, OW)).swapaxes(0, 1)
            y[tile] = total if phase == 0 else y[tile] + total
    return y.reshape(N, C_out, OH, OW)


def dx(dy, weight, x_shape, stride, padding, dilation, groups) -> Array:
    """Do the same from dy to each phase of the pixels, with only the taps that meet it."""
    N, _, H, W = x_shape
    C_out, channels, KH, KW = weight.shape
    F = C_out // groups
    _, _, OH, OW = dy.shape
    vertical, horizontal = _phases((H, W), (KH, KW), stride, padding, dilation)
    filters = weight.reshape(groups, F, channels, KH, KW).transpose(0, 3, 2, 4, 1)
    dy, gradient = dy.reshape(N * groups, F, OH, OW), np.empty((N * groups, channels, H, W), dy.dtype)
    columns_of_phase = -(-W // len(horizontal))
    for tile, memory in _tiles(N * groups, (KW * F + KH * channels) * OH * columns_of_phase, dy.dtype):
        for q, taps in enumerate(horizontal):
            width = len(range(q, W, len(horizontal)))
            columns, rest = _shaped(memory, len(taps), F, length(tile), OH, width)
            _copy(_back(taps), dy[tile].swapaxes(0, 1), columns)
            for p, rows in enumerate(vertical):
                pixels = gradient[tile, :, p :: len(vertical), q :: len(horizontal)].swapaxes(0, 1)
                part = filters[:, _indices(rows)][:, :, :, _indices(taps)]
                pixels[...] = _add(_back(rows), _multiply(_of_tile(part, tile), columns, rest), pixels.shape)
    return gradient.reshape(x_shape)


def dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Copy the pixels for each column of the kernel, and multiply what each row of it meets by dy."""
    N, _, H, W = x.shape
    C_out, channels, KH, KW = weight_shape
    F = C_out // groups
    _, _, OH, OW = dy.shape
    vertical, horizontal = _phases((H, W), (KH, KW), stride, padding, dilation)
    x, dy = x.reshape(N * groups, channels, H, W), dy.reshape(N * groups, F, OH, OW)
    dfilters = np.empty((KH, N * groups, F, KW * channels), dy.dtype)
    for tile, memory in _tiles(N * groups, KW * channels * -(-H // len(vertical)) * OW, dy.dtype):
        for phase, rows in enumerate(vertical):
            columns, _ = _copy_phases(x[tile, :, phase :: len(vertical)].swapaxes(0, 1), horizontal, OW, memory)
            for k, of, to in rows:
                gradients = dy[tile, :, to]
                gradients = gradients.reshape(*gradients.shape[:2], -1)
                dfilters[k, tile] = np.matmul(gradients, _by_group(columns[..., of, :]).swapaxes(1, 2))
    dfilters = dfilters.reshape(KH, N, C_out, KW, channels).sum(axis=1)
    return dfilters.transpose(1, 3, 0, 2)


def backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Take both gradients."""
    return (
        dx(dy, weight, x.shape, stride, padding, dilation, groups),
        dweight(dy, x, weight.shape, stride, padding, dilation, groups),
    )


def _phases(size: Pair, kernel: Pair, stride, padding, dilation) -> list[list[list[Tap]]]:
    """Return the taps that meet each phase, first of the rows, then of the columns."""
    befores = [before for before, _ in resolve_padding(padding, size, kernel, stride, dilation)]
    outputs = output_size(size, kernel, stride, padding, dilation)
    axes = zip(size, outputs, kernel, pair(stride), pair(dilation), befores, strict=True)
    return [_phases_of_axis(*axis) for axis in axes]


def _phases_of_axis(size: int, outputs: int, K: int, S: int, D: int, before: int) -> list[list[Tap]]:
    phases: list[list[Tap]] = [[] for _ in range(S)]
    for k in range(K):
        start, phase = divmod(k * D - before, S)  # output o reads place o + start of the phase
        first, last = max(0, -start), min(outputs, len(range(phase, size, S)) - start)
        if first >= last:  # nothing but padding
            first = last = start = 0
        phases[phase].append(Tap(k, slice(first + start, last + start), slice(first, last)))
    return [sorted(taps, key=lambda tap: tap.to != tap.of) for taps in phases]  # first the tap that stays, if any


def _back(taps: list[Tap]) -> list[Tap]:
    """Return the taps that carry the gradients from the outputs to the places."""
    return [Tap(k, to, of) for k, of, to in taps]


def _indices(taps: list[Tap]) -> list[int]:
    return [tap.k for tap in taps]


def _of_tile(filters: Array, tile: slice) -> Array:
    """Return the filters (G, KH, F, KW, C) of the groups in a tile as matrices (T, KH * F, KW * C)."""
    G, KH, F, KW, C = filters.shape
    return filters[np.arange(tile.start, tile.stop) % G].reshape(length(tile), KH * F, KW * C)


def _tiles(groups: int, numbers: int, dtype: np.dtype) -> Iterator[tuple[slice, Array]]:
    """Yield slices of groups that need so many numbers each, and memory for these."""
    most = min(groups, max(1, TILE // (numbers * dtype.itemsize)))
    memory = np.empty(most * numbers, dtype)
    for tile in blocks(groups, most):
        yield tile, memory


def _shaped(memory: Array, *shape: int) -> tuple[Array, Array]:
    """Return an array of this shape in the memory, and what is left."""
    size = math.prod(shape)
    return memory[:size].reshape(shape), memory[size:]


def _copy_phases(x: Array, horizontal: list[list[Tap]], OW: int, memory: Array) -> tuple[Array, Array]:
    """Return copies (KW, C, T, H, OW) of planes (C, T, H, W), each as a column of the kernel meets it."""
    columns, rest = _shaped(memory, sum(map(len, horizontal)), *x.shape[:3], OW)
    for phase, taps in enumerate(horizontal):
        _copy(taps, x[..., phase :: len(horizontal)], [columns[tap.k] for tap in taps])
    return columns, rest


def _copy(taps: list[Tap], source: Array, columns: Iterable[Array]) -> None:
    """Copy planes once for each tap, moved along the rows, with zeros where the tap meets nothing."""
    for tap, target in zip(taps, columns, strict=True):
        if source.shape == target.shape and source.flags.c_contiguous:
            to, of = _runs(target, source, tap.to.start - tap.of.start)
            to[...] = of
        else:
            target[..., tap.to] = source[..., tap.of]
        if tap.to.start > 0:
            target[..., : tap.to.start] = 0
        if tap.to.stop < target.shape[-1]:
            target[..., tap.to.stop :] = 0
        if source.shape == target.shape and tap.to == tap.of == slice(0, source.shape[-1]):
            source = target  # it is in the cache, and the pixels of a phase are neighbours there


def _multiply(filters: Array, columns: Array, memory: Array) -> Array:
    """Combine copies (KW, C, T, H, W) by the filters (T, KH * F, KW * C) into sums (KH * F, T, H, W)."""
    sums, _ = _shaped(memory, filters.shape[1], *columns.shape[2:])
    np.matmul(filters, _by_group(columns), out=_by_group(sums[None]))
    return sums


def _by_group(columns: Array) -> Array:
    """Return a view (T, KW * C, H * W) of copies (KW, C, T, H, W)."""
    KW, C, T, H, W = columns.shape
    return columns.reshape(KW * C, T, H * W).swapaxes(0, 1)


def _add(taps: list[Tap], sums: Array, shape: tuple[int, ...]) -> Array:
    """Add up sums (KH * F, T, H, W), moved down by their taps, to this shape (F, T, H, W). They do not survive."""
    pairs = list(zip(taps, sums.reshape(len(taps), *shape[:2], *sums.shape[2:]), strict=True))
    unmoved = [planes for tap, planes in pairs if planes.shape == shape and tap.to == tap.of == slice(0, shape[2])]
    if not unmoved:
        total = np.zeros(shape, sums.dtype)
        for tap, planes in pairs:
            total[..., tap.to, :] += planes[..., tap.of, :]
        return total
    total = unmoved[0]
    for tap, planes in pairs:
        if planes is not total:
            if tap.of.start > 0:
                planes[..., : tap.of.start, :] = 0
            if tap.of.stop < planes.shape[-2]:
                planes[..., tap.of.stop :, :] = 0
            to, of = _runs(total, planes, (tap.to.start - tap.of.start) * shape[3])
            to += of
    return total


def _runs(target: Array, source: Array, shift: int) -> tuple[Array, Array]:
    """Return what lies over each other when the whole source is moved by so many places over the target."""
    to, of = target.reshape(-1), source.reshape(-1)
    return to[max(0, shift) : len(to) + min(0, shift)], of[max(0, -shift) : len(of) - max(0, shift)]
