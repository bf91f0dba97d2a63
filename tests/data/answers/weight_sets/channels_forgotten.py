def weight_sets(c_in, size, maps, kernel_size):
    one = kernel_size * kernel_size + 1
    neurons = (size[0] - kernel_size + 1) * (size[1] - kernel_size + 1)
    return maps * neurons * one, maps * one, one
