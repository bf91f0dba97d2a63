def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    pixels = size**2
    per_filter = c_in / groups * kernel_size**2
    arithmetic = c_out * pixels * per_filter / macs_per_second
    memory = (c_in * pixels + c_out * per_filter + c_out * pixels) / numbers_per_second
    if arithmetic > memory:
        return arithmetic
    return memory
