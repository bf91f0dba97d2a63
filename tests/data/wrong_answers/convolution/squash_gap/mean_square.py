# expected: the gaps are squared
from cnncourse.numpy import conv2d


def squash_gap(image, kernels):
    a = conv2d(image[None], kernels[None])
    b = conv2d(image.mean(0)[None,None], kernels.sum(0)[None,None])
    return ((a-b)**2).mean()
