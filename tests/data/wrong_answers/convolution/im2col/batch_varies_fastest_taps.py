# expected: the images of the batch stand side by side in one matrix
import numpy as np

def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    two = lambda v: (v, v) if np.isscalar(v) else v
    (kh, kw), (sy, sx), (py, px), (dy, dx) = two(kernel_size), two(stride), two(padding), two(dilation)
    n, c, h, w = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (py, py), (px, px)), mode="constant")
    oh = (h + 2 * py - dy * (kh - 1) - 1) // sy + 1
    ow = (w + 2 * px - dx * (kw - 1) - 1) // sx + 1
    col = np.zeros((n, c, kh, kw, oh, ow), dtype=x.dtype)
    for a in range(kh):
        for b in range(kw):
            col[:, :, a, b] = xp[:, :, a * dy:a * dy + sy * oh:sy, b * dx:b * dx + sx * ow:sx]
    return col.transpose(1, 2, 3, 4, 5, 0).reshape(c * kh * kw, -1)
