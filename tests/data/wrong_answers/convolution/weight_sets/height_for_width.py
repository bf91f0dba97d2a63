# expected: a map is taken for square
def weight_sets(c_in, size, maps, kernel_size):
    H, W = size
    OH = H - kernel_size + 1; OW = H - kernel_size + 1
    one = kernel_size**2*c_in+1
    return maps*OH*OW*one, maps*one, one
