import numpy as np


def pointwise_conv2d(x, weight, bias=None):
    w = weight[:, :, 0, 0]
    images = [np.tensordot(w, image, 1) for image in x]
    y = np.stack(images)
    if bias is None:
        return y
    return y + np.asarray(bias).reshape(1, len(bias), 1, 1)
