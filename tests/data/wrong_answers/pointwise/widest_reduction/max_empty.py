# expected: there is no answer where nothing is saved
def widest_reduction(c_in, c_out, kernel_size):
    a=kernel_size**2
    return max(m for m in range(1, c_in) if m*(c_in+a*c_out)<a*c_in*c_out)
