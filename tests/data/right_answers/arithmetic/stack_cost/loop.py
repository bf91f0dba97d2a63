def stack_cost(channels, kernel_sizes):
    weights, field = 0, 1
    for k in kernel_sizes:
        weights += channels * channels * k * k
        field += k - 1
    return weights, field
