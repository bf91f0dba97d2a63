def predict_separable():
    return [73728, 576, 8192, 64, 27496448]
