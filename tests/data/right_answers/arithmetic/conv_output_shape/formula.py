def both(value):
    return value if isinstance(value, tuple) else (value, value)


def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    sizes = []
    for n, k, s, p, d in zip(shape[2:], weight_shape[2:], both(stride), both(padding), both(dilation), strict=True):
        sizes.append((n + 2 * p - d * (k - 1) - 1) // s + 1)
    return (shape[0], weight_shape[0], *sizes)
