# expected: the input is overwritten
def channel_shuffle(x, groups):
    old = x.copy()
    C = x.shape[1]
    for i in range(C):
        x[:, i] = old[:, i % groups * (C // groups) + i // groups]
    return x
