import numpy as np


def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * int(np.prod(size))
    inputs = np.array([n, *widths[:-1]])
    outputs = np.array(widths)
    return (inputs * outputs).sum() + outputs.sum()
