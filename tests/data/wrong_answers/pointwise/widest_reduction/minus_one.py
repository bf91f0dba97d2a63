# expected: one is subtracted even where the quotient is not whole
def widest_reduction(c_in, c_out, kernel_size):
    K = kernel_size**2
    return int(K * c_in * c_out / (c_in + K * c_out)) - 1
