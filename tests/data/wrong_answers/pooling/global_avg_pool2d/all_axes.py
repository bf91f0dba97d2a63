# expected: everything becomes one number
def global_avg_pool2d(x):
    return x.mean()
