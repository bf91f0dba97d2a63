# expected: the two times are added
def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    weights = c_out * (c_in / groups) * kernel_size * kernel_size
    t1 = weights * size * size / macs_per_second
    t2 = (c_in * size * size + weights + c_out * size * size) / numbers_per_second
    return t1 + t2
