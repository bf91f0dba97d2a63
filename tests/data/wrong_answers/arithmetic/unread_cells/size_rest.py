# expected: the kernel is forgotten
def unread_cells(size, kernel_size, stride=1, padding=0):
    return size % stride
