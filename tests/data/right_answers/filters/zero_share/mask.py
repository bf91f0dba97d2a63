import numpy as np

from cnncourse.numpy import apply_filter


def zero_share(image, kernel):
    return (np.abs(apply_filter(image, kernel)) < 1e-9).mean()
