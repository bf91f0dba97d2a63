def reduction_saving(c_in, c_reduce, c_out, kernel_size):
    return kernel_size**2 * c_in * c_out / (c_reduce * (c_in + kernel_size**2 * c_out))
