# expected: every kernel meets every channel
import numpy as np

from cnncourse.numpy import conv2d


def squash_gap(image, kernels):
    a = conv2d(image[:,None], kernels[:,None]).sum((0,1))
    b = conv2d(image.mean(0)[None,None], kernels.sum(0)[None,None])[0,0]
    return np.abs(a-b).max()
