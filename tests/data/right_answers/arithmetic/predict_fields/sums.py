def predict_fields():
    return 1 + 2, 1 + 2 + 2, 1 + 2 + 2 + 2, 1 + 2 + 2 * 2 + 2 * 2, 1 + 2 + 2 * 2 + 2 * 4
