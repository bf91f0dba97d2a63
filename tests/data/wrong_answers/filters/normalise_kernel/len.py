# expected: the weights are divided by the number of rows
def normalise_kernel(kernel):
    return kernel / len(kernel)
