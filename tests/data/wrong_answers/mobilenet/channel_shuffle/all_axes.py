# expected: the order of all axes is reversed
def channel_shuffle(x, groups):
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).T.reshape(N, C, H, W)
