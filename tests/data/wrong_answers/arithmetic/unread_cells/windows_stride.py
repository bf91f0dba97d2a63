# expected: the last window is taken to end where the next would start
def unread_cells(size, kernel_size, stride=1, padding=0):
    n = (size + 2 * padding - kernel_size) // stride + 1
    return size - n * stride
