def predict_conv2d():
    numbers = [12, 11, -7, -2]
    numbers += [15, 25, 15, 6]
    return numbers
