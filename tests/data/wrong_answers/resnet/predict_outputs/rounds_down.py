# expected: the sizes are rounded down
def predict_outputs():
    return [[0, 3, 1], [3, 0, 2], [-1, 3, 1], [2, 128, 7, 10], [2048, 9216, 4096, 8192]]
