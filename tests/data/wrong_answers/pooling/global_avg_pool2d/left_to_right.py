# expected: the sum is divided by H and multiplied by W
def global_avg_pool2d(x):
    H, W = x.shape[2:]
    return x.sum(axis=(2, 3), keepdims=True) / H * W
