def predict_pooled_sizes():
    return dict(zip("abcdefghi", [3, 2, 56, 4, 56, 3, 64, 0, 56 * 56 / 112**2], strict=True))
