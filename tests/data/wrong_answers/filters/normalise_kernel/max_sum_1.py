# expected: a sum below 0 is treated like 0
def normalise_kernel(kernel):
    return kernel / max(kernel.sum(), 1)
