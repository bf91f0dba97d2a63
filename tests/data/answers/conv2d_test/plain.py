def conv2d_test():
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (2, 3, 8, 8))
    weight = rng.normal(0, 1, (4, 3, 3, 3))
    return x, weight, rng.normal(0, 1, 4), 2, 1, 1, 1
