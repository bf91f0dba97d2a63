# expected: the picture is sharpened first
import numpy as np

from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return np.clip(median_filter(apply_filter(image, sharpen_kernel()), 5), 0, 1)
