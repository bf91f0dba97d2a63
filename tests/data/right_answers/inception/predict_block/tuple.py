def predict_block():
    return 256, 28, 12800, 512, 3136
