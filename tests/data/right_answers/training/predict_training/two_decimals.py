def predict_training():
    return 16, 40, 1.39, 2.08, -0.75, 1.75, 2
