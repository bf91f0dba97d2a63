# expected: the caller's array is divided in place
def normalise_kernel(kernel):
    s = kernel.sum()
    if s != 0:
        kernel /= s
    return kernel
