# expected: the absolute value is taken
from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return abs(apply_filter(median_filter(image, 5), sharpen_kernel()))
