# expected: a layer takes off the whole kernel
def shrinking_sizes(size, kernel_size):
    s = []
    while size >= kernel_size:
        size -= kernel_size
        s.append(size)
    return s
