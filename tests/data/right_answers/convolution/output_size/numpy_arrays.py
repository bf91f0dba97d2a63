import numpy as np


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    H, K, S, P, D = map(np.asarray, (size, kernel_size, stride, padding, dilation))
    return np.floor((H + 2 * P - D * (K - 1) - 1) / S + 1).astype(int)
