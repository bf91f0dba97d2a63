# expected: a kernel whose sum is 0 becomes zeros
def normalise_kernel(kernel):
    s = kernel.sum()
    return kernel / s if s else kernel * 0
