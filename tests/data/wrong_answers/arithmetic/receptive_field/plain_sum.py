# expected: the kernel sizes are added up, whatever the strides and dilations
import numpy as np


def receptive_field(layers):
    return sum(k for k, s, d in layers)
