import numpy as np


def worse_when_deeper(depths, errors):
    order = np.argsort(depths)
    d, e = np.array(depths)[order], np.array(errors)[order]
    return d[e > np.minimum.accumulate(e)]
