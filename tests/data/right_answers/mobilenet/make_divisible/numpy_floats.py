import numpy as np


def make_divisible(v, divisor=8):
    nearest = np.floor((v + divisor / 2) / divisor) * divisor
    return nearest if nearest >= 0.9 * v else nearest + divisor
