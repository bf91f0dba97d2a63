def receptive_field(layers):
    if not layers:
        return 1
    (kernel_size, stride, dilation), *rest = layers
    return 1 + (kernel_size - 1) * dilation + stride * (receptive_field(rest) - 1)
