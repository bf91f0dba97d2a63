# expected: a kernel as large as its input is taken not to fit
def shrinking_sizes(size, kernel_size):
    s = []
    while size > kernel_size:
        size = size - kernel_size + 1
        s.append(size)
    return s
