import numpy as np


def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    s, p, d = (np.broadcast_to(value, 2) for value in (stride, padding, dilation))
    sizes = [len(range(0, shape[i + 2] + 2 * p[i] - d[i] * (weight_shape[i + 2] - 1), s[i])) for i in (0, 1)]
    return [shape[0], weight_shape[0], sizes[0], sizes[1]]
