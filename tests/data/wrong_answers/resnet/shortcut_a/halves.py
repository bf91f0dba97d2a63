# expected: half of the zero channels come first
import numpy as np


def shortcut_a(x, channels, stride=1):
    x = x[:, :, ::stride, ::stride]
    extra = channels - x.shape[1]
    return np.pad(x, ((0, 0), (extra // 2, extra - extra // 2), (0, 0), (0, 0)))
