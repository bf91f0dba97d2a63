import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    dh, dw = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    span_h, span_w = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    OH = (padded.shape[2] - span_h) // sh + 1
    OW = (padded.shape[3] - span_w) // sw + 1
    windows = []
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i * sh : i * sh + span_h : dh, j * sw : j * sw + span_w : dw]
            windows.append(window.reshape(len(window), -1))
    return np.stack(windows, axis=1)
