# expected: the shuffle is run backwards
import numpy as np
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return np.transpose(x.reshape(N, C // groups, groups, H, W), (0, 2, 1, 3, 4)).reshape(N, C, H, W)
