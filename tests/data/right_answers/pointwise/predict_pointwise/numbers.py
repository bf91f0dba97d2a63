def predict_pointwise():
    return 16384, 16448, 12544, 3211264, 3
