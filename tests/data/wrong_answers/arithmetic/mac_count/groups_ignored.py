# expected: the groups are ignored
def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    oh, ow = output_size if isinstance(output_size, tuple) else (output_size, output_size)
    return c_in * c_out * kh * kw * oh * ow
