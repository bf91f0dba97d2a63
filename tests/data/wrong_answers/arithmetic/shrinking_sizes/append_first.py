# expected: the input's size is listed, and the last size is not
def shrinking_sizes(size, kernel_size):
    s = []
    while size >= kernel_size:
        s.append(size)
        size = size - kernel_size + 1
    return s
