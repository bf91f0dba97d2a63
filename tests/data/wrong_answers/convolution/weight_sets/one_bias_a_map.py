# expected: the neurons of a map share a bias where each has its own set
def weight_sets(c_in, size, maps, kernel_size):
    w = kernel_size**2*c_in
    n = maps*(size[0]-kernel_size+1)*(size[1]-kernel_size+1)
    return n*w+maps, maps*w+maps, w+1
