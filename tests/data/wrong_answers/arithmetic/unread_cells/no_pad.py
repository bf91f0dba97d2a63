# expected: the padding is ignored
def unread_cells(size, kernel_size, stride=1, padding=0):
    return (size - kernel_size) % stride
