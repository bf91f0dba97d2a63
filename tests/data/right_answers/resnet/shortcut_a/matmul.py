import numpy as np


def shortcut_a(x, channels, stride=1):
    small = x[:, :, ::stride, ::stride]
    return np.einsum("dc,nchw->ndhw", np.eye(channels, x.shape[1]), small)
