def predict_separable():
    kernel = 3 * 3
    depthwise = 64 * kernel
    pointwise = 128 * 64
    macs = float(56 * 56 * (depthwise + pointwise))
    return (128 * (64 * kernel), depthwise, pointwise, 64, macs)
