# expected: strides and dilations are ignored
import numpy as np


def receptive_field(layers):
    return 1 + sum(k - 1 for k, s, d in layers)
