import numpy as np


def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    reach = np.array(dilation) * (np.array(weight_shape[2:]) - 1) + 1
    cells = (np.array(shape[2:]) + 2 * np.array(padding) - reach) // np.array(stride) + 1
    return np.concatenate([[shape[0], weight_shape[0]], cells])
