def shrinking_sizes(size, kernel_size):
    sizes = []
    while size - kernel_size + 1 >= 1:
        size -= kernel_size - 1
        sizes.append(size)
    return sizes
