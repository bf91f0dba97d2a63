# expected: the channels are reshaped, but not transposed
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).reshape(N, C, H, W)
