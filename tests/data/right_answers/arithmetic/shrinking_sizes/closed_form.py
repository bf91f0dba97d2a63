def shrinking_sizes(size, kernel_size):
    layers = max(size - 1, 0) // (kernel_size - 1)
    return tuple(size - i * (kernel_size - 1) for i in range(1, layers + 1))
