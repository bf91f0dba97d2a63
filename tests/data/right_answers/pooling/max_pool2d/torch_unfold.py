import numpy as np
import torch


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def count(size, kernel, step, margin, ceil_mode):
    room = size + 2 * margin - kernel
    if not ceil_mode:
        return room // step + 1
    windows = -(-room // step) + 1
    return windows - 1 if (windows - 1) * step >= size + margin else windows


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    t = torch.full((N, C, H + 2 * PH + SH, W + 2 * PW + SW), -torch.inf, dtype=torch.float64)
    t[:, :, PH : PH + H, PW : PW + W] = torch.tensor(np.array(x))
    return t.unfold(2, KH, SH).unfold(3, KW, SW)[:, :, :OH, :OW].amax((4, 5))
