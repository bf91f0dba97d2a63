# expected: one bias serves all maps
def weight_sets(c_in, size, maps, kernel_size):
    H, W = size
    n = maps*(H-kernel_size+1)*(W-kernel_size+1)
    one = kernel_size**2*c_in
    return n*(one+1), maps*one+1, one+1
