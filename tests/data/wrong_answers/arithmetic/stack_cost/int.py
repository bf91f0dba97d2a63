# expected: only the weights are returned
def stack_cost(channels, kernel_sizes):
    return sum(channels * channels * k * k for k in kernel_sizes)
