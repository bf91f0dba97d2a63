def conv_output_shape(shape, weight_shape, stride=1, padding=0, dilation=1):
    def count(axis):
        s, p, d = (v if isinstance(v, int) else v[axis] for v in (stride, padding, dilation))
        start, windows = 0, 0
        while start + d * (weight_shape[2 + axis] - 1) < shape[2 + axis] + 2 * p:
            start, windows = start + s, windows + 1
        return windows

    return shape[0], weight_shape[0], count(0), count(1)
