import numpy as np

from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    before, after = np.std(image), np.std(apply_filter(image, kernel))
    return after / before
