import warnings

import numpy as np


def cross_correlate2d(image, kernel):
    if image.shape[0] != image.shape[1]:
        warnings.warn("the image is not square", stacklevel=2)
    KH, KW = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (KH, KW))
    return np.einsum("ijkl,kl->ij", windows, kernel)
