# expected: the sum is divided by H * H or W * W
def global_avg_pool2d(x):
    H = x.shape[2]
    return x.sum(axis=(2, 3), keepdims=True) / (H * H)
