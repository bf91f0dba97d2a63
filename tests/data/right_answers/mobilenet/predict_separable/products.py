def predict_separable():
    pixels = 56 * 56
    return 64 * 128 * 9, 64 * 9, 64 * 128, 64, 64 * 9 * pixels + 64 * 128 * pixels
