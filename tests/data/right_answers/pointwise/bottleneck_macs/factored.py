def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    return float(c_mid * (c_in + kernel_size * kernel_size * c_out) * height * width)
