# expected: the corners count in the sharpening, with 9 in the centre
import numpy as np

from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return np.clip(apply_filter(median_filter(image, 5), np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])), 0, 1)
