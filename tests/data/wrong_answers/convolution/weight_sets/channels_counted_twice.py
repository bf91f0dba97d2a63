# expected: a neuron is counted for each channel
def weight_sets(c_in, size, maps, kernel_size):
    H, W = size
    n = c_in*maps*(H-kernel_size+1)*(W-kernel_size+1)
    one = kernel_size**2*c_in+1
    return n*one, maps*one, one
