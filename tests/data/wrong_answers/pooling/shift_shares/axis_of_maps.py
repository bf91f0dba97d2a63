# expected: the pooled map is not moved
import numpy as np

from cnncourse.numpy import max_pool2d


def shift_shares(image, kernel_size, shift):
    a = max_pool2d(image[None, None], kernel_size)
    b = max_pool2d(np.roll(image, shift, axis=1)[None, None], kernel_size)
    return (a == b).mean(), (np.roll(a, shift // kernel_size, axis=1) == b).mean()
