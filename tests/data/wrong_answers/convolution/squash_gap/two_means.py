# expected: the kernels are averaged, not added up
import numpy as np

from cnncourse.numpy import conv2d


def squash_gap(image, kernels):
    a = conv2d(image[None], kernels[None])
    b = conv2d(image.mean(0)[None,None], kernels.mean(0)[None,None])
    return np.abs(a-b).max()
