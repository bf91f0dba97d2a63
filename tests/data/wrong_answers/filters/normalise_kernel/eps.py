# expected: a small number is added to the sum
def normalise_kernel(kernel):
    return kernel / (kernel.sum() + 1e-8)
