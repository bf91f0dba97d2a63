# expected: the kernel's side stands for its area
def separable_cost_ratio(c_out, kernel_size):
    if isinstance(kernel_size, tuple):
        kernel_size = kernel_size[0]
    return 1 / c_out + 1 / kernel_size
