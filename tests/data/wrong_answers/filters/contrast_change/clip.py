# expected: the filtered picture is clipped
import numpy as np

from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return np.clip(apply_filter(image, kernel), 0, 1).std() / image.std()
