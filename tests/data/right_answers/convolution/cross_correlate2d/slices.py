import numpy as np


def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    output = np.zeros((OH, OW))
    for (k, l), tap in np.ndenumerate(kernel):
        output += tap * image[k : k + OH, l : l + OW]
    return output
