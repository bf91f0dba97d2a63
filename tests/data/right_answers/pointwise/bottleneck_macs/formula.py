def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    return height * width * (c_in * c_mid + kernel_size**2 * c_mid * c_out)
