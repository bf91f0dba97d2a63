# expected: size is taken for a single number
def weight_sets(c_in, size, maps, kernel_size):
    O = size - kernel_size + 1
    one = kernel_size**2*c_in+1
    return maps*O*O*one, maps*one, one
