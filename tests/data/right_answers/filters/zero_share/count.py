import numpy as np

from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    filtered = apply_filter(image, kernel)
    return np.count_nonzero(abs(filtered) < 1e-9) / filtered.size
