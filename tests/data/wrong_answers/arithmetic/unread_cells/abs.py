# expected: the sign of a negative number is dropped
def unread_cells(size, kernel_size, stride=1, padding=0):
    return abs((size + 2 * padding - kernel_size) % stride - padding)
