def separable_cost_ratio(c_out, kernel_size):
    KH, KW = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return 1 / c_out + 1 / (KH * KW)
