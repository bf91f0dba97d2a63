def predict_fields():
    return [3, 5, 7, 11, 15]
