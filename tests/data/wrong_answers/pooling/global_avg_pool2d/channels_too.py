# expected: the average runs over the maps, too
def global_avg_pool2d(x):
    return x.mean(axis=(1, 2, 3), keepdims=True)
