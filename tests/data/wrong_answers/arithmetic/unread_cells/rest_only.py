# expected: cells of the padding are counted
def unread_cells(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) % stride
