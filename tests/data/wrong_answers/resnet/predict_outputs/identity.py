# expected: a block whose F gives zeros is taken for the identity
def predict_outputs():
    return [[0, 3, 1], [3, -1, 2], [-1, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192]]
