# expected: each column is normalised by itself
def normalise_kernel(kernel):
    s = sum(kernel)
    return kernel / s
