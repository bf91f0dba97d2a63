def predict_pooled_sizes():
    return {"a": 3, "b": 2, "c": 56, "d": 4, "e": 56, "f": 3, "g": 64, "h": 0, "i": 0.25}
