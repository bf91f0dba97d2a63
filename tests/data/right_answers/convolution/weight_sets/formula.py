def weight_sets(c_in, size, maps, kernel_size):
    one = c_in * kernel_size * kernel_size + 1
    oh, ow = size[0] - kernel_size + 1, size[1] - kernel_size + 1
    return maps * oh * ow * one, maps * one, one
