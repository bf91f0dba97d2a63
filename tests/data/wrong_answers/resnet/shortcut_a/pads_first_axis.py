# expected: the zeros are added along another axis than that of the channels
import numpy as np


def shortcut_a(x, channels, stride=1):
    x = x[:, :, ::stride, ::stride]
    extra = channels - x.shape[1]
    return np.pad(x, ((0, extra), (0, 0), (0, 0), (0, 0)))
