def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    def area(value):
        return value**2 if isinstance(value, int) else value[0] * value[1]

    total = 0
    for _ in range(groups):
        weights = (c_out // groups) * (c_in // groups) * area(kernel_size)
        total += weights * area(output_size)
    return total
