def stack_cost(channels, kernel_sizes):
    return sum((channels * k) ** 2 for k in kernel_sizes), sum(kernel_sizes) - len(kernel_sizes) + 1
