def predict_training():
    return [16, 40, 1.386, 2.079, -0.75, 1.75, 2.0]
