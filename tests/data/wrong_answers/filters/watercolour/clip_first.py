# expected: the result is not clipped
import numpy as np

from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return apply_filter(np.clip(median_filter(image, 5), 0, 1), sharpen_kernel())
