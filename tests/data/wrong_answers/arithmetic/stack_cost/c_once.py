# expected: the channels count once
def stack_cost(channels, kernel_sizes):
    return sum(channels * k * k for k in kernel_sizes), 1 + sum(k - 1 for k in kernel_sizes)
