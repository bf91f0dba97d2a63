# expected: values are compared with 0 itself
import numpy as np

from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return np.sum(apply_filter(image, kernel) == 0) / image.size
