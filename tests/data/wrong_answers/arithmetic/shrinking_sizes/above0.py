# expected: the layers go on until nothing is left
def shrinking_sizes(size, kernel_size):
    s = []
    while size > 0:
        size = size - kernel_size + 1
        s.append(size)
    return s
