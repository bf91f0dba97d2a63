def widest_reduction(c_in, c_out, kernel_size):
    direct = kernel_size**2 * c_in * c_out
    return (direct - 1) // (c_in + kernel_size**2 * c_out)
