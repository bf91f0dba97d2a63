# expected: the weights are not read from memory
def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    macs = c_out * size**2 * (c_in // groups) * kernel_size**2
    moved = c_in * size**2 + c_out * size**2
    return max(macs / macs_per_second, moved / numbers_per_second)
