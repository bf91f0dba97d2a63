# expected: the layers go on while the size is above 1
def shrinking_sizes(size, kernel_size):
    s = []
    while size > 1:
        size = size - kernel_size + 1
        s.append(size)
    return s
