def widest_reduction(c_in, c_out, kernel_size):
    area = kernel_size * kernel_size
    c_mid = 0
    while c_in * (c_mid + 1) + area * (c_mid + 1) * c_out < area * c_in * c_out:
        c_mid += 1
    return c_mid
