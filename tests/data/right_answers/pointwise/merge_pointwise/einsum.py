import numpy as np


def merge_pointwise(weight1, bias1, weight2, bias2):
    weight = np.einsum("fmij,mcij->fcij", weight2, weight1)
    return weight, np.einsum("fmij,m->f", weight2, bias1) + bias2
