# expected: equal work counts as less
def widest_reduction(c_in, c_out, kernel_size):
    a=kernel_size**2
    m=0
    while c_in*(m+1)+a*(m+1)*c_out <= a*c_in*c_out:
        m+=1
    return m
