import numpy as np


def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    spectrum = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, s=(H, W)))
    return np.fft.irfft2(spectrum, s=(H, W))[: H - KH + 1, : W - KW + 1]
