import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    dbias = dy.sum(axis=(0, 2, 3))
    dweight = np.zeros(weight.shape)
    OH, OW = dy.shape[2:]
    for k in range(weight.shape[2]):
        for l in range(weight.shape[3]):
            dweight[:, :, k, l] = np.einsum("nfij,ncij->fc", dy, x[:, :, k : k + OH, l : l + OW])
    dx = np.zeros(x.shape)  # I do not know how yet
    return dx, dweight, dbias
