def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    weights = c_out * c_in // groups * kernel_size * kernel_size
    macs = weights * size * size
    moved = (c_in + c_out) * size * size + weights
    return max(macs / macs_per_second, moved / numbers_per_second)
