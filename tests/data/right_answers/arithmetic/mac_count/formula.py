def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    OH, OW = (output_size, output_size) if isinstance(output_size, int) else output_size
    return c_in // groups * KH * KW * c_out * OH * OW
