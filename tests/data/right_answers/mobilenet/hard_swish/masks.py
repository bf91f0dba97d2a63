def hard_swish(x):
    y = x.astype(float)
    y[x < -3] = 0
    middle = (x >= -3) & (x <= 3)
    y[middle] = x[middle] * (x[middle] + 3) / 6
    return y
