import numpy as np


def global_avg_pool2d(x):
    H, W = x.shape[2:]
    return (np.einsum("nchw->nc", x.astype(float)) / (H * W))[:, :, None, None]
