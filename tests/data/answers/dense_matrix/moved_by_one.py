def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height - KH + 1, width - KW + 1
    first = np.zeros((height, width))
    first[:KH, :KW] = kernel
    return np.array([np.roll(first.ravel(), row) for row in range(OH * OW)])
