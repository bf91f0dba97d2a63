# expected: a bias for each filter is counted
def stack_cost(channels, kernel_sizes):
    return sum(channels * channels * k * k + channels for k in kernel_sizes), 1 + sum(k - 1 for k in kernel_sizes)
