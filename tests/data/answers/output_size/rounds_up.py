import math


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if isinstance(size, tuple):
        args = []
        for value in (kernel_size, stride, padding, dilation):
            args.append(value if isinstance(value, tuple) else (value, value))
        return tuple(output_size(size[n], *(a[n] for a in args)) for n in range(2))
    extent = dilation * (kernel_size - 1) + 1
    return math.ceil((size + 2 * padding - extent) / stride) + 1
