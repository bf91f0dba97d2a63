# expected: the second side of the kernel is multiplied by
def separable_cost_ratio(c_out, kernel_size):
    if type(kernel_size) == int:
        kernel_size = (kernel_size, kernel_size)
    KH, KW = kernel_size
    return 1 / c_out + 1 / KH * KW
