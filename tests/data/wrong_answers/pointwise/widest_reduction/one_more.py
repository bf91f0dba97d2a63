# expected: the first width that saves nothing is returned
def widest_reduction(c_in, c_out, kernel_size):
    a=kernel_size**2
    m=0
    while c_in*m+a*m*c_out < a*c_in*c_out:
        m+=1
    return m
