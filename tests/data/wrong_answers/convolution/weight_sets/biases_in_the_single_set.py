# expected: the single set has a bias for each map
def weight_sets(c_in, size, maps, kernel_size):
    w = kernel_size**2*c_in
    n = maps*(size[0]-kernel_size+1)*(size[1]-kernel_size+1)
    return n*(w+1), maps*(w+1), w+maps
