import numpy as np


def pool(image, k):
    H, W = image.shape
    return image.reshape(H // k, k, W // k, k).max(axis=(1, 3))


def shift_shares(image, kernel_size, shift):
    shift_of_map = shift // kernel_size
    a, b = pool(image, kernel_size), pool(np.roll(image, shift, 1), kernel_size)
    return [np.sum(a == b) / a.size, np.sum(np.roll(a, shift_of_map, 1) == b) / a.size]
