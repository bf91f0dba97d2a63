# expected: the whole map must be equal
import numpy as np

from cnncourse.numpy import max_pool2d


def shift_shares(image, kernel_size, shift):
    before = max_pool2d(image[None, None], kernel_size)[0, 0]
    after = max_pool2d(np.roll(image, shift, axis=1)[None, None], kernel_size)[0, 0]
    moved = np.roll(before, shift // kernel_size, axis=1)
    return np.array_equal(before, after), np.array_equal(moved, after)
