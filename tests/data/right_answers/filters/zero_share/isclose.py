import numpy as np

from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return 1 - np.sum(~np.isclose(apply_filter(image, kernel), 0, atol=1e-9)) / image.size
