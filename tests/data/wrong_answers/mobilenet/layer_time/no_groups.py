# expected: the groups are ignored
def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    w = c_in * c_out * kernel_size ** 2
    return max(w * size ** 2 / macs_per_second, (w + (c_in + c_out) * size ** 2) / numbers_per_second)
