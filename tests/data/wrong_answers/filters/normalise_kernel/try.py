# expected: the weights are divided by the sum, even where it is 0
def normalise_kernel(kernel):
    try:
        return kernel / kernel.sum()
    except ZeroDivisionError:
        return kernel
