# expected: a pair for the kernel is not unpacked
def separable_cost_ratio(c_out, kernel_size):
    return 1 / c_out + 1 / kernel_size ** 2
