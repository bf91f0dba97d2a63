# expected: a bias is counted for each filter
def predict_outputs():
    return [[0, 3, 1], [3, 0, 2], [-1, 3, 1], [2, 128, 8, 10], [2080, 9248, 4224, 8320]]
