# expected: the side of the kernel is counted, not its area
def weight_sets(c_in, size, maps, kernel_size):
    H, W = size
    n = maps*(H-kernel_size+1)*(W-kernel_size+1)
    one = kernel_size*c_in+1
    return n*one, maps*one, one
