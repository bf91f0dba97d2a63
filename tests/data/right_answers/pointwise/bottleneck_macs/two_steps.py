def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    pixels = height * width
    reduce = c_in * c_mid * pixels
    convolve = c_mid * c_out * kernel_size * kernel_size * pixels
    return reduce + convolve
