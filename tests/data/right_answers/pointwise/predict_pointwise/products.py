def predict_pointwise():
    return 256 * 64, 256 * 64 + 64, 64 * 14 * 14, 256 * 64 * 14 * 14, 3
