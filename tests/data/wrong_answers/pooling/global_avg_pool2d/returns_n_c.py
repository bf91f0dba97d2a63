# expected: the axes of length 1 are missing
def global_avg_pool2d(x):
    return x.mean(axis=(2, 3))
