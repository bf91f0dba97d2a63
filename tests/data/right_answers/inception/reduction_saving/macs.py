def macs(c_in, c_out, k, cells=100):
    return c_in * c_out * k * k * cells


def reduction_saving(c_in, c_reduce, c_out, kernel_size):
    return macs(c_in, c_out, kernel_size) / (macs(c_in, c_reduce, 1) + macs(c_reduce, c_out, kernel_size))
