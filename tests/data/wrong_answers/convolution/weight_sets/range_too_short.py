# expected: the last row and column of windows are left out
def weight_sets(c_in, size, maps, kernel_size):
    one = kernel_size*kernel_size*c_in+1
    h = size[0]-kernel_size; w = size[1]-kernel_size
    return maps*h*w*one, maps*one, one
