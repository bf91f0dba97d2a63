def predict_pixels():
    return 6, 0, 4, 2, 38, -24
