def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    weights = 0
    for _ in range(groups):
        weights += (c_out // groups) * (c_in // groups) * kernel_size**2
    moved = weights + c_in * size**2 + c_out * size**2
    return sorted([weights * size**2 / macs_per_second, moved / numbers_per_second])[-1]
