# expected: the strides are ignored
def receptive_field(layers):
    field = 1
    for kernel_size, _stride, dilation in layers:
        field += dilation * (kernel_size - 1)
    return field
