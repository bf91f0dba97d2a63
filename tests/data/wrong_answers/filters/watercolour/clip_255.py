# expected: values are cut at 0, not at 1
import numpy as np

from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return np.clip(apply_filter(median_filter(image, 5), sharpen_kernel()), 0, 255)
