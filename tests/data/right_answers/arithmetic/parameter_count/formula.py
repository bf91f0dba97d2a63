def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = c_out * c_in * KH * KW // groups
    return weights + c_out if bias else weights
