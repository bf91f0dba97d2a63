import numpy as np


def linear_as_pointwise(weight1, weight2, height, width):
    channels = np.split(weight1, weight1.shape[1] // (height * width), axis=1)
    kernel1 = np.stack([channel.reshape(-1, height, width) for channel in channels], axis=1)
    return kernel1, weight2.reshape(*weight2.shape, 1, 1)
