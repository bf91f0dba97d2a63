def predict_block():
    return [64 + 128 + 32 + 32, 28, 32 * 16 * 25, 256 * 2, 4 * 28 * 28]
