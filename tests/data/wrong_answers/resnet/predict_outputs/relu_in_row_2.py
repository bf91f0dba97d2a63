# expected: a ReLU follows the addition in the pre-activation block
def predict_outputs():
    return [[0, 3, 1], [3, 0, 2], [0, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192]]
