def shrinking_sizes(size, kernel_size):
    left = size - kernel_size + 1
    return [left, *shrinking_sizes(left, kernel_size)] if left > 0 else []
