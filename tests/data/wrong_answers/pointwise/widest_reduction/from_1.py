# expected: at least one channel is returned
def widest_reduction(c_in, c_out, kernel_size):
    a=kernel_size**2
    m=1
    while c_in*(m+1)+a*(m+1)*c_out < a*c_in*c_out:
        m+=1
    return m
