from math import ceil, floor


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    if stride is None:
        stride = kernel_size
    rounded = ceil if ceil_mode else floor
    n = rounded((size + 2 * padding - kernel_size) / stride) + 1
    if ceil_mode and (n - 1) * stride >= size + padding:
        n -= 1
    return n
