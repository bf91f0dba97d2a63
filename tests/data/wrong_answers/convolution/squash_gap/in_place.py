# expected: the image is overwritten
import numpy as np

from cnncourse.numpy import conv2d


def squash_gap(image, kernels):
    a = conv2d(image[None], kernels[None])
    image[:] = image.mean(0)
    b = conv2d(image[None], kernels[None])
    return np.abs(a-b).max()
