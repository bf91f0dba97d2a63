# expected: five layers are listed in any case
def shrinking_sizes(size, kernel_size):
    s = []
    for i in range(5):
        size = size - kernel_size + 1
        s.append(size)
    return s
