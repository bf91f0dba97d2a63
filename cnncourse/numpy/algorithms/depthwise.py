"""depthwise: with the channels last. On small maps they are the longest run of memory.

There is no sum over channels, so that there is no matrix product to speak of: numpy.einsum adds up the taps.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.algorithms.tiled import blocks, length
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import output_size, pair, resolve_padding

TILE = 2**18  # bytes of padded pixels at a time: they should stay in the cache


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Sum the taps over the windows of some channels of one image after the other."""
    N, C, H, W = x.shape
    C_out, channels, KH, KW = weight.shape
    if channels != 1:
        raise ValueError(f'algorithm="depthwise" is for groups=C, one channel each, but C={C} and groups={groups}')
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), (KH, KW), stride, dilation)
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    PH, PW = top + H + bottom, left + W + right
    taps = np.ascontiguousarray(weight.reshape(C, C_out // C, KH, KW).transpose(1, 2, 3, 0))  # (M, KH, KW, C)
    y = np.empty((N, C, C_out // C, OH, OW), x.dtype)
    for c in blocks(C, TILE // (PH * PW * x.itemsize)):
        padded = np.zeros((PH, PW, length(c)), x.dtype)
        h, w, i = padded.strides
        windows = as_strided(padded, (OH, OW, KH, KW, length(c)), (SH * h, SW * w, DH * h, DW * w, i), writeable=False)
        for n in range(N):
            padded[top : top + H, left : left + W] = x[n, c].transpose(1, 2, 0)
            for m in range(C_out // C):
                y[n, c, m] = np.einsum("hwijc,ijc->hwc", windows, taps[m, ..., c]).transpose(2, 0, 1)
    return y.reshape(N, C_out, OH, OW)
