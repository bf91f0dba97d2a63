# expected: the bias is left out
def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return c_out * (c_in // groups) * kh * kw
