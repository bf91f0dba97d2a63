# expected: the large kernel reads all c_in channels
def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    return height*width*(c_in*c_mid + kernel_size**2*c_in*c_out)
