import numpy as np


def relu(value):
    return value if value > 0 else 0.0


def relu_gaps(x, kernel_size):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    N, C, H, W = x.shape
    largest, mean = 0.0, 0.0
    for n, c, i, j in np.ndindex(N, C, H // KH, W // KW):
        cells = x[n, c, i * KH : (i + 1) * KH, j * KW : (j + 1) * KW].ravel().tolist()
        bent = [relu(v) for v in cells]
        largest = max(largest, abs(max(bent) - relu(max(cells))))
        mean = max(mean, abs(sum(bent) / len(cells) - relu(sum(cells) / len(cells))))
    return largest, mean
