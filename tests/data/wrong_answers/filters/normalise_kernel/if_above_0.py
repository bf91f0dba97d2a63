# expected: a sum below 0 is treated like 0
def normalise_kernel(kernel):
    s = kernel.sum()
    if s > 0:
        return kernel / s
    return kernel
