def predict_pixels():
    wall, blurred = 9 * 6 / 9, (8 * 2 + 20) / 9
    return wall, 6 * (2 + 1 + 1 - 1 - 1 - 2), blurred, sorted([2] * 8 + [20])[4], 2 * 20 - 4 * 2 / 4, 4 * 2 - 4 * 8
